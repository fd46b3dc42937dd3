import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.settings import Settings
from assist.text.masking import Masked, Masker

MASKER = Masker(Settings().order_pattern)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("Tulis ke Budi.Santoso+toko@contoh.co.id.", "Tulis ke [email]."),
        ("<sari@example.com>,dewi@toko.id", "<[email]>,[email]"),
        ("hubungi 0812-3456-7890 atau +62 812 3456 7890", "hubungi [phone] atau [phone]"),
        ("WA 62 813-1234-5678 ya kak", "WA [phone] ya kak"),
        ("kantor (021) 555 1234", "kantor [phone]"),
        ("call (415) 555-2671 or +44 20 7946 0958", "call [phone] or [phone]"),
        ("ring 0412 345 678, or 03-2161 1234", "ring [phone], or [phone]"),
        ("kartu 4111 1111 1111 1111", "kartu [card]"),
        ("kartu 4111111111111111.", "kartu [card]."),
        ("5500-0000-0000-0004 / 378282246310005", "[card] / [card]"),
        ("4111 1111 1111 1111 5500 0000 0000 0004", "[card] [card]"),
        ("NIK 3271044505900001", "NIK [nik]"),
        ("KTP: 3271 0445 0590 0001", "KTP: [nik]"),
        ("NPWP saya 01.234.567.8-901.000", "NPWP saya [npwp]"),
        ("NPWP: 012345678901000", "NPWP: [npwp]"),
        ("NPWP saya: 0123.4567.8901.2345", "NPWP saya: [npwp]"),
        ("NPWP: 012345678-901000, npwpnya 01 234 567 8 901 000", "NPWP: [npwp], npwpnya [npwp]"),
        ("NPWP 012345678901000 2 lembar", "NPWP [npwp] 2 lembar"),
        ("ini 01.234.567.8.901.000 ya", "ini [npwp] ya"),
        ("kartu 2221000000000009, 2223-0000-4841-0010", "kartu [card], [card]"),
        ("4111_1111_1111_1111", "[card]"),
        ("3530 1113 3330 0000 3056 930902 5904", "[card] [card]"),
        ("6011 0000 0000 0004 / 6759649826438453 / 4222222222222", "[card] / [card] / [card]"),
        ("order INV/20261120/8899 dan pesanan no. 12345678", "order [order] dan pesanan no. [order]"),
        ("your order #9988776 and resi JP1234567890", "your order #[order] and resi [order]"),
    ],
)
def test_personal_data_is_masked(written: str, masked: str) -> None:
    assert MASKER.mask(written).text == masked


@pytest.mark.parametrize(
    "written",
    [
        "Rp 1.500.000 tanggal 25-11-2026 jam 10.30",
        "IDR 2,350,000.00 dan $1,200,300",
        "Rp15000000 sudah 14 hari, 1.234.567 poin",
        "total 2026-11-25 12:30, 150000 rupiah, 2x24 jam",
        "kode OTP 123456, antrean 42",
        "4111 1111 1111 1112 is no card",
        # All of these pass a card's check digit.
        "40123456789009, 3701234567890109, 530123456789006, 620123456789007, IMEI 356938035643809",
        "30-10-2026 10.30 - 12.06",
        "23-10-2026 10.30 - 12.05",
        "NPWP diisi 16 digit, bukan 15",
        "pukul 19.00 - 21.00 WIB 2026/11/25 08.00",
        "cc: @tokokami dan a@b",
        "order you placed, pesanan besar, invoice ke-2",
    ],
)
def test_what_is_nobodys_is_left_alone(written: str) -> None:
    assert MASKER.mask(written).text == written


def test_the_order_pattern_is_the_companys_own() -> None:
    assert Masker(r"\bTK-\d{3}\b").mask("tk-123, INV/20261120/8899").text == "[order], INV/20261120/8899"
    assert Masker("").mask("order #9988776").text == "order #9988776"
    with pytest.raises(re.error):
        Masker("(")


def test_marks_hold_a_value_in_one_form() -> None:
    masked = MASKER.mask(
        "0812 3456 7890, +62-812-3456-7890, A@B.id a@b.ID, 01.234.567.8-901.000, NPWP 012345678-901000"
    )
    assert [(m.kind, m.value) for m in masked.marks] == [
        ("phone", "+6281234567890"),
        ("phone", "+6281234567890"),
        ("email", "a@b.id"),
        ("email", "a@b.id"),
        ("npwp", "012345678901000"),
        ("npwp", "012345678901000"),
    ]


def test_findings_stay_on_their_words() -> None:
    written = "Hai sari@toko.id, Bapak salah alamat. Hubungi 0812-3456-7890 segera."
    masked = MASKER.mask(written)
    start = written.index("Bapak")
    new = masked.span(start, start + len("Bapak salah alamat"))
    assert masked.text[slice(*new)] == "Bapak salah alamat"
    # A phrase that runs into the number takes in the whole placeholder.
    inside = written.index("Hubungi"), written.index("3456")
    assert masked.text[slice(*masked.span(*inside))] == "Hubungi [phone]"
    assert masked.span(len(written), len(written)) == (len(masked.text),) * 2


personal = st.sampled_from(
    [
        "a@b.id",
        "0812-3456-7890",
        "4111 1111 1111 1111",
        "3271044505900001",
        "01.234.567.8-901.000",
        "#9988776",
        "rek BCA 1234567890",
        "1234567890 (BRI)",
        "WA081234567890ya",
        "0812_3456_7890",
        "+62 812-3982-5979",
        "NPWP: 012345678-901000",
    ]
)
pieces = st.lists(st.one_of(personal, st.text(max_size=12)), max_size=12).map(" ".join)


@given(pieces, st.data())
def test_spans_move_with_their_text(written: str, data: st.DataObject) -> None:
    masked = MASKER.mask(written)
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    new_start, new_end = masked.span(start, end)
    assert 0 <= new_start <= new_end <= len(masked.text)
    touched = [m for m in masked.marks if m.start < end and m.end > start]
    if not touched:
        assert masked.text[new_start:new_end] == written[start:end]
    else:
        expected = written[start : touched[0].start] if start < touched[0].start else ""
        for mark, following in zip(touched, [*touched[1:], None], strict=True):
            stop = min(end, following.start if following else end)
            expected += mark.placeholder + written[mark.end : max(mark.end, stop)]
        if start < end:
            assert masked.text[new_start:new_end] == expected


@given(pieces)
def test_what_is_outside_of_marks_is_kept(written: str) -> None:
    masked = MASKER.mask(written)
    rebuilt, last, shift = [], 0, 0
    for mark in masked.marks:
        assert last <= mark.start < mark.end <= len(written)
        rebuilt.append(written[last : mark.start] + mark.placeholder)
        last = mark.end
        shift += len(mark.placeholder) - (mark.end - mark.start)
    assert "".join(rebuilt) + written[last:] == masked.text
    assert len(masked.text) == len(written) + shift


@given(st.text(alphabet="0123456789 .-+()@ab", max_size=200))
def test_no_run_of_digits_breaks_it(written: str) -> None:
    assert isinstance(MASKER.mask(written), Masked)


def test_a_long_text_is_masked_in_time() -> None:
    text = "Mohon maaf atas keterlambatannya, Kak. " * 400 + "0812-3456-7890"
    assert MASKER.mask(text).text.endswith("[phone]")
