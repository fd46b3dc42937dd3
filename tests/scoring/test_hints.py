"""Hints on whole replies."""

import pytest

from assist.scoring.hints import hints
from assist.scoring.reading import plan


def kinds(reply: str, language: str, customer: str = "") -> list[str]:
    return [hint.kind for hint in hints(plan(reply, customer), customer, language)]


@pytest.mark.parametrize(
    ("reply", "language", "want"),
    [
        ("Sorry for this. We're so sorry, and once more we apologise.", "en", ["over_apology"]),
        ("Maaf ya kak. Mohon maaf sekali, sekali lagi kami minta maaf.", "id", ["over_apology"]),
        ("We're sorry about the delay. It arrives on Friday.", "en", []),
        ("We will get back to you as soon as possible.", "en", ["vague_promise"]),
        ("Akan kami proses secepatnya ya Kak.", "id", ["vague_promise"]),
        ("Akan kami proses secepatnya, paling lambat besok.", "id", []),
        ("It went to L2, whose TAT is 48 hours.", "en", ["jargon"]),
        ("Dies ist leider nicht möglich.", "other", ["language"]),
        ("word " * 230 + ".", "en", ["long_winded"]),
    ],
)
def test_hints(reply: str, language: str, want: list[str]) -> None:
    assert kinds(reply, language) == want


def test_a_word_that_the_customer_used_is_no_jargon() -> None:
    assert kinds("The SLA is four hours.", "en", "What is your SLA?") == []


def test_quoted_sorries_do_not_count() -> None:
    assert kinds("> sorry sorry sorry\nYour order left today.", "en") == []


def test_hints_speak_the_interface_language() -> None:
    (hint,) = hints(plan("Maaf, mohon maaf, kami minta maaf.", ""), "", "id", "en")
    assert hint.message == "You say sorry 3 times. Once, early and for the trouble itself, is stronger."
