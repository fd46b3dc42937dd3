"""The voice of a draft, and wordings filled in it."""

import pytest

from assist.scoring.address import filled, voice_of


@pytest.mark.parametrize(
    ("reply", "anda", "voc", "register"),
    [
        ("Baik Bapak Joko, mohon kirimkan datanya kepada kami.", "Bapak", "Pak", "formal"),
        ("Yth. Ibu Sari, terlampir kami sampaikan jadwalnya.", "Ibu", "Bu", "formal"),
        ("Hai Kak Rina, udah kami cek ya", "Kakak", "Kak", "chatty"),
        ("siap kak, nanti mimin cek dulu ya", "kakak", "kak", "chatty"),
        ("Pesanan kamu udah jalan ya, cek aja di aplikasi", "kamu", "", "chatty"),
        ("Pesanan Anda telah kami kirim.", "Anda", "", "formal"),
        ("Yth. Bapak/Ibu, jadwal telah kami sampaikan.", "Bapak/Ibu", "", "formal"),
        ("Pesanannya telah kami kirim.", "Anda", "", "formal"),
    ],
)
def test_the_voice_of_indonesian_drafts(reply: str, anda: str, voc: str, register: str) -> None:
    voice = voice_of(reply, "id")
    assert (voice.anda, voice.voc, voice.register) == (anda, voc, register)


def test_slots() -> None:
    formal = voice_of("Baik, Pak Joko. Mohon kami diberi waktu.", "id")
    assert filled("kami periksa kembali{voc}", formal, {}) == "kami periksa kembali, Pak"
    assert filled("sudah lama{voc} ya", formal, {}) == "sudah lama, Pak, ya"
    assert filled("mohon maaf {anda} menunggu{voc}", formal, {}) == "mohon maaf Bapak menunggu"
    chatty = voice_of("siap kak, udah dicek ya kak", "id")
    assert filled("kami cek ya{voc}", chatty, {}) == "kami cek ya kak"
    assert filled("soal {thing}nya", chatty, {}) is None
    assert filled("soal {thing}nya", chatty, {"thing": "paket"}) == "soal paketnya"


def test_nobody_is_called_twice() -> None:
    voice = voice_of("Baik, Kak. Udah kami cek ya.", "id")
    assert filled("{anda} sudah lama nunggu ya{voc}", voice, {}) == "Kakak sudah lama nunggu ya"


@pytest.mark.parametrize(
    ("reply", "language", "text", "want"),
    [
        ("I checked it for you.", "en", "we'll ask them, let us see", "I'll ask them, let me see"),
        ("We checked it, I think.", "en", "we'll ask them", "we'll ask them"),
        ("mimin cek dulu ya", "id", "kami cek lagi dari sisi kami", "mimin cek lagi dari sisi mimin"),
        ("Kami cek dulu, nanti saya kabari.", "id", "kami cek lagi", "kami cek lagi"),
    ],
)
def test_who_speaks(reply: str, language: str, text: str, want: str) -> None:
    assert filled(text, voice_of(reply, language), {}) == want
