import pytest

from assist.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mohon maaf atas keterlambatannya, Kak.", "id"),
        ("gpp kak, udh kita refund ya", "id"),
        ("Kami mohon maaf kerana penghantaran lewat", "id"),
        ("We're sorry for the delay in delivering your order.", "en"),
        ("pls dm ur booking no, thanks", "en"),
        ("Hai kak, sorry for the delay ya, we will refund secepatnya", "mixed"),
        ("Het spijt ons dat uw pakket te laat is aangekomen, wij helpen u graag", "other"),
        ("Bonjour, nous sommes désolés pour le retard de votre commande", "other"),
        ("ขออภัยในความล่าช้า", "other"),
        ("申し訳ございません。", "other"),
    ],
)
def test_language_of_a_reply(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "👍", "12345", "?!"])
def test_no_words_is_no_foreign_language(text: str) -> None:
    assert detect(text) in ("id", "en")
