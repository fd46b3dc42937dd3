import re

import pytest

from assist.text.spelling import LANGUAGES, forms, table, written_out


@pytest.mark.parametrize(("typed", "read"), table()["examples"])
def test_a_message_is_read_as_if_it_were_written_out(typed: str, read: str) -> None:
    assert written_out(typed) == read
    assert written_out(read) == read


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certain_form_stands_for_one_word_alone(language: str) -> None:
    certain = table()[language]["certain"]
    for word, spelt in certain.items():
        for form in spelt:
            if re.fullmatch(r"[\w']+", form):
                assert written_out(f"nah {form}") == f"nah {word}"
                assert written_out(f"nah {form} lho") == f"nah {word} lho"


def test_no_certain_form_is_a_loose_one_of_another_word() -> None:
    certain = {
        form: word
        for language in LANGUAGES
        for word, spelt in table()[language]["certain"].items()
        for form in spelt
    }
    for language in LANGUAGES:
        for word, spelt in table()[language]["loose"].items():
            for form in spelt:
                assert certain.get(form, word) == word, form


def test_every_word_has_forms_that_are_others() -> None:
    for word, spelt in forms().items():
        assert spelt
        assert word not in spelt
        assert len(set(spelt)) == len(spelt), word


def test_links_names_and_marks_stay() -> None:
    message = "Lihat www.toko.id/yg-baru, kode ABX777, am 😊 — terima kasih!!!"
    assert written_out(message) == message
