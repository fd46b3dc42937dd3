"""What a rewrite must not lose, and must not invent."""

import pytest

from assist.scoring.facts import facts, kept


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Resi JX0921 senilai Rp50.000, cek https://a.co/x?y=1.",
            {"jx0921", "rp50.000", "https://a.co/x?y=1"},
        ),
        ("Write to care@shop.example or @shop_care.", {"care@shop.example", "@shop_care"}),
        ("See help.shop.co.id/refund for it.", {"help.shop.co.id/refund"}),
        ("The parcel is with Globex until Friday 14:05.", {"globex", "friday", "14:05"}),
        ("Baik Pak Joko, Ibu Sari menunggu.", {"joko", "sari"}),
        ("Sesuai S&K kami TIDAK BISA, Kak.", set()),
        ("We are sorry. The parcel is late. I think.", set()),
        ("It is due on the 14th. Delays happen.", {"14th"}),
        ("u must of dropped it mrs lowe", {"lowe"}),
        ("tahu resiko cuaca dr dulu", set()),
    ],
)
def test_facts(text: str, want: set[str]) -> None:
    assert facts(text) == want


def test_a_name_at_a_sentence_start_is_known_from_elsewhere() -> None:
    assert facts("Globex has it.", "We asked Globex.") == {"globex"}
    assert facts("Parcels are late.", "We asked Globex.") == set()


@pytest.mark.parametrize(
    ("old", "new", "around", "want"),
    [
        ("Paket JX0921 cuma telat 2 hari", "Paket JX0921 telat 2 hari", "", True),
        ("Paket JX0921 cuma telat 2 hari", "Kami cek paketnya", "", False),
        ("JANGAN MARAH DULU, BU MIRA", "KAMI MENGERTI HAL INI, BU", "", False),
        ("JANGAN MARAH DULU, BU MIRA", "KAMI MENGERTI HAL INI, BU MIRA", "", True),
        ("Ask your bank", "We'll ask Globex", "", False),
        ("Ask your bank", "We'll ask Globex", "The bank is Globex.", True),
        (
            "Option 1 is used, that's it",
            "Option 1 is used. We will look",
            "Option 1 is used, that's it",
            True,
        ),
    ],
)
def test_kept(old: str, new: str, around: str, want: bool) -> None:
    assert kept(old, new, around) is want
