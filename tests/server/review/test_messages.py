"""Every sentence of the review pages is there, in both languages, with the same places to fill."""

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest

from assist.messages import UI_LANGUAGES, catalogue
from assist.rubric import APOLOGIES, KINDS
from assist.rubric.kinds import FINDING_KINDS
from assist.server.review.frame import _ROOMS
from assist.server.review.words import Words
from assist.store.tables import QUEUES, ROLES, STATUSES

SERVER = Path(str(files("assist.server")))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked() -> set[str]:
    """Keys that templates, pages and scripts ask for by name."""
    found: set[str] = set()
    for file in (*SERVER.glob("templates/review/*.html"), *SERVER.glob("review/*.py")):
        text = file.read_text(encoding="utf-8")
        found |= {key for key, more in re.findall(r'say\("review\.([a-z_0-9]+)"( ~)?', text) if not more}
        found |= set(re.findall(r'desk\.say\(\s*"([a-z_0-9]+)"', text))
        found |= {"note_" + key for key in re.findall(r'desk\.go\([^)]*?,\s*"([a-z_]+)"', text)}
    # In text.js `words` are those of the reply.
    for file in set(SERVER.glob("static/review/reply/*.js")) - set(SERVER.glob("**/text.js")):
        text = file.read_text(encoding="utf-8")
        found |= {"js_" + key for key in re.findall(r"(?:data|this)\.words\.([a-z_]+)\b", text)}
    return found


def composed() -> set[str]:
    """Keys that are put together from names."""
    names = {
        "status_": STATUSES,
        "queue_": QUEUES,
        "role_": ROLES,
        "apology_": APOLOGIES,
        "kind_": (*FINDING_KINDS[:-2], "hollow"),
        "meaning_": KINDS,
        "room_": {room for rooms in _ROOMS.values() for room in rooms},
        "verdict_": ("agree", "disagree", "change", "missed"),
        "js_verdict_": ("open", "agree", "disagree", "change", "missed"),
        "settled_": ("review", "agreement", "adjudication", "dispute"),
        "round_": ("review", "adjudication", "calibration"),
        "import_": ("running", "paused", "done", "failed"),
    }
    return {prefix + name for prefix, parts in names.items() for name in parts}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_no_sentence_is_missing(language: str) -> None:
    there = {key.removeprefix("review.") for key in catalogue(language) if key.startswith("review.")}
    assert (asked() | composed()) - there == set()


def test_both_languages_say_the_same_with_the_same_places() -> None:
    one, other = (
        {k: v for k, v in catalogue(lang).items() if k.startswith("review.")} for lang in UI_LANGUAGES
    )
    assert set(one) == set(other)
    assert {key for key in one if placeholders(one[key]) != placeholders(other[key])} == set()


@pytest.mark.parametrize(
    ("language", "number", "percent"), [("en", "1,234.5", "12.5%"), ("id", "1.234,5", "12,5%")]
)
def test_figures_are_written_as_the_language_does(language: str, number: str, percent: str) -> None:
    words = Words(language)
    assert words.number(1234.5, 1) == number
    assert words.percent(0.125, 1) == percent
    assert words.count(200, more=True) == "200+"


def test_a_note_in_the_address_is_one_of_ours_or_nothing() -> None:
    words = Words("en")
    assert words.note({"note": "sampled", "n": "5"}) == "5 unflagged replies are now in the queue."
    assert words.note({"note": "sampled"}) == ""
    assert words.note({"note": "nonsense"}) == ""
    assert words.note({"note": "sampled", "n": "{x.__class__}"}).startswith("{x.__class__}")
