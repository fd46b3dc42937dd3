"""What is said about each kind of finding: a title, two sentences that teach, a better example."""

from functools import cache
from typing import Final, NamedTuple

from assist.rubric.rubric import KINDS
from assist.rubric.tables import table

FINDING_KINDS: Final = (*KINDS, "missing_apology", "hollow")
"""Kinds of a finding: those of phrases, and the two ways in which an apology is missing."""


class KindWords(NamedTuple):
    """Title (`message`), lesson (`why`), an example of the fault and one of the `better` wording."""

    message: str
    why: str
    better: str
    fault: str


@cache
def kind_words(kind: str, language: str) -> KindWords:
    """What `language` says about `kind`. Raises KeyError for an unknown kind."""
    entry = table(language, "kinds")[kind]
    why = entry["why"].format(better=entry["better"])
    return KindWords(entry["message"], why, entry["better"], entry["fault"])
