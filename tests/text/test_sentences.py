import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.text.sentences import LONGEST, split


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Itu bukan kesalahan kami. Mohon tunggu!", ["Itu bukan kesalahan kami.", "Mohon tunggu!"]),
        ("Yth. Bapak H. Ahmad, terima kasih.", ["Yth. Bapak H. Ahmad, terima kasih."]),
        ("Harganya Rp. 50.000 dsb. dan lunas. Oke?", ["Harganya Rp. 50.000 dsb. dan lunas.", "Oke?"]),
        ("Hello Mr. Smith. It's No. 5.", ["Hello Mr. Smith.", "It's No. 5."]),
        ("No cancellation.Thanks-Emir", ["No cancellation.", "Thanks-Emir"]),
        (
            "See https://a.example/x.Html and me.You@b.example now",
            ["See https://a.example/x.Html and me.You@b.example now"],
        ),
        (
            "maaf ya kak. diskonnya 40%. nanti kami cek!! oke",
            ["maaf ya kak.", "diskonnya 40%.", "nanti kami cek!!", "oke"],
        ),
        (
            "kirim ke jl. sudirman no. rek 5, dkk. dari sana",
            ["kirim ke jl. sudirman no. rek 5, dkk. dari sana"],
        ),
        ("One line\r\nnext line\n\n  third ", ["One line", "next line", "third"]),
        ("Maaf ya Kak 🙏🏽 Kami cek.", ["Maaf ya Kak 🙏🏽 Kami cek."]),
        ("Enjoy it, Tasha! No need for luck.", ["Enjoy it, Tasha!", "No need for luck."]),
        ('She said "Please wait. Then go." Fine.', ['She said "Please wait. Then go."', "Fine."]),
        ("", []),
        (" \n\t ", []),
        ("?", ["?"]),
    ],
)
def test_ends_where_a_reader_sees_an_end(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@given(st.text(max_size=400))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    covered = [index for start, end in split(text) for index in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


def test_a_run_without_ends_is_cut_at_clauses_and_nothing_is_lost() -> None:
    text = "kami sudah cek, " * 200
    parts = texts(text)
    assert all(len(part) <= LONGEST for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert all(part.endswith((",", "cek")) or part[-1].isalpha() for part in parts)


def test_a_run_without_spaces_is_cut_too() -> None:
    assert [len(part) for part in texts("x" * 1000)] == [LONGEST, LONGEST, LONGEST, 1000 - 3 * LONGEST]
