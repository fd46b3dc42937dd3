"""Where an apology belongs."""

import pytest

from assist.scoring.placement import apology_place
from assist.scoring.reading import plan


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("Halo Kak Rina, |paketnya sedang kami cek.", "id"),
        ("halo kak |paketnya sedang kami cek ya", "id"),
        ("Selamat pagi Bapak Budi. Terima kasih telah menghubungi kami. |Kartu Bapak sedang dicek.", "id"),
        ("Perkenalkan, saya Rina dari Toko Makmur. |Pesanannya sedang dicek.", "id"),
        ("Yth. Ibu Sari,\n|Pesanan sedang dicek.\nHormat kami,\nRina", "id"),
        ("|Kakak bisa cek dulu di aplikasi.", "id"),
        ("Terima kasih.|", "id"),
        ("Dear Mrs. Vega: |your parcel is late.", "en"),
        (
            "Dear Ms Vega,\n\nRe: order 881\nThank you for contacting us. |It is late.\n\nBest,\nAna",
            "en",
        ),
        ("@jo_b |your parcel is late", "en"),
        ("Hi Sam, thanks for writing. |We checked it.", "en"),
        ("Hello Vikram 📦 |please ask the carrier.", "en"),
        ("|Prices are high this week.", "en"),
        ("Kepada Yth.\nIbu Sari\nPeserta Pelatihan Menjahit\n\nDengan hormat,\n\n|Mesinnya macet.", "id"),
        ("Bapak/Ibu Wajib Pajak, |dendanya bisa dihapus.", "id"),
        ("|The parcel left on Friday\nIt is on its way.\n\nKind regards,\nSam", "en"),
        ("Hi both, |aircraft swaps happen.", "en"),
        ("No. |Damage by the user is not covered.", "en"),
        ("Yth. Saudara Marianus, dapat. |Cetak ulang Rp25.000.", "id"),
        ("Yth. Ibu Tri Hastuti di Demak,\n\n|Surat Ibu kami baca.", "id"),
    ],
)
def test_the_place_is_behind_greeting_and_thanks(reply: str, language: str) -> None:
    at = reply.index("|")
    text = reply.replace("|", "")
    assert apology_place(plan(text, ""), language).at == at


@pytest.mark.parametrize(
    ("reply", "away"),
    [
        ("Hi Sam, it is on its way.", False),
        ("Thanks for letting us know. It is on its way.", False),
        ("Thank you for your rating! It is on its way.", True),
        ("Dear Sam, it left. It was late. We rang. We wrote. It is here. It is yours.", True),
    ],
)
def test_no_this_where_none_is_understood(reply: str, away: bool) -> None:
    assert apology_place(plan(reply, ""), "en").away is away
