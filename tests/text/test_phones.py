import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.settings import Settings
from assist.text.masking import Masker

MASKER = Masker(Settings().order_pattern)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("WA081234567890", "WA[phone]"),
        ("hp081234567890, telp+62 812-3456-7890ya", "hp[phone], telp[phone]ya"),
        ("no0812 3456 7890 kak", "no[phone] kak"),
        ("081234567890ya", "[phone]ya"),
        ("0812 3456 7890kak", "[phone]kak"),
        ("+6281234567890ya", "[phone]ya"),
        ("0812_3456_7890", "[phone]"),
        ("wa_0812_3456_7890_ya", "wa_[phone]_ya"),
        ("_081234567890_", "_[phone]_"),
        ("62 812-3982-5979 2026", "[phone] 2026"),
    ],
)
def test_numbers_that_touch_words(written: str, masked: str) -> None:
    assert MASKER.mask(written).text == masked
    assert all(mark.value in ("+6281234567890", "+6281239825979") for mark in MASKER.mask(written).marks)


@pytest.mark.parametrize(
    "written",
    [
        "REF081234567890",
        "JNE081234567890 dan SPXID081234567890",
        "JX0812345678",
        "081234567890AB12",
        "4f081234567890",
        "0812345678901234",
        "Rp081234567890",
        "kirim 2026_1125_0812",
        "0812",
    ],
)
def test_codes_with_such_digits_are_left_alone(written: str) -> None:
    assert MASKER.mask(written).text == written


def test_a_price_behind_a_number_is_no_part_of_it() -> None:
    assert MASKER.mask("0812345678 150rb, 081234567890 2x ya").text == "[phone] 150rb, [phone] 2x ya"


def test_more_digits_than_any_number_has() -> None:
    assert MASKER.mask("62 812 34567 89012 34567").text == "[phone] 89012 34567"


prefixes = st.sampled_from(["811", "812", "813", "821", "852", "857", "878", "896"])


@given(prefixes, st.integers(0, 9), st.integers(0, 9999), st.integers(0, 9999))
def test_an_indonesian_mobile_is_a_phone_however_it_is_written(prefix: str, n: int, a: int, b: int) -> None:
    # Every ninth passes a card's check.
    national = f"{prefix}{n}{a:04}{b:04}"[:11]
    parts = f"{national[:3]}-{national[3:7]}-{national[7:]}"
    for written in (f"0{parts}", f"62 {parts}", f"+62 {parts}", f"62{national}", f"+62{national}"):
        (mark,) = MASKER.mask(written).marks
        assert (mark.kind, mark.value, mark.start, mark.end) == ("phone", f"+62{national}", 0, len(written))
