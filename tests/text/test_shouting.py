"""Text in capitals: told from acronyms, and written so that links still lead somewhere."""

import pytest

from assist.text.shouting import capitals, in_capitals


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("WE ARE SORRY, mbak", True),
        ("MOHON MAAF ATAS KENDALANYA 🙏", True),
        ("Kami sorry", False),
        ("OTP?", False),
        ("PT ABC and PT DEF merged last year", False),
        ("", False),
    ],
)
def test_in_capitals(text: str, want: bool) -> None:
    assert in_capitals(text) is want


def test_links_and_addresses_keep_their_letters() -> None:
    assert capitals("ask cs@kopi.id or see kopi.id/Bantuan") == "ASK cs@kopi.id OR SEE kopi.id/Bantuan"
