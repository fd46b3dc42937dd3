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
    ],
)
def test_the_place_is_behind_greeting_and_thanks(reply: str, language: str) -> None:
    at = reply.index("|")
    text = reply.replace("|", "")
    assert apology_place(plan(text, ""), language).at == at
