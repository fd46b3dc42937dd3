"""What an epoch puts beside a reply from others: neutral sentences, and answers under strangers' messages."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from assist.rubric import CATEGORIES
from assist.text.sentences import split
from assist.training.labelled import Row

_T = TypeVar("_T")
FEW: Final = 20
"""So many or fewer sentences or answers are too few to draw from: the same would come too often."""


@dataclass(frozen=True)
class Others:
    """By language, what there is to draw from."""

    sentences: dict[str, list[str]]
    """Sentences of replies in which nothing is wrong and nobody complained."""
    answers: dict[str, list[Row]]
    """Clean replies without an apology, to customers without trouble."""

    def sentences_for(self, row: Row) -> list[str]:
        """The sentences in the language of `row`; none where they are few."""
        return _enough(self.sentences.get(row["lang"], []))

    def answers_for(self, row: Row) -> list[Row]:
        """The answers in the language of `row`; none where they are few."""
        return _enough(self.answers.get(row["lang"], []))


def others_of(rows: Sequence[Row]) -> Others:
    """What `rows` hold to draw from."""
    others = Others({}, {})
    for row in rows:
        labels = row["labels"]
        if labels["needs_apology"] or labels["apology"] != "none" or row.get("phrases"):
            continue
        spans = split(row["reply"])
        found = others.sentences.setdefault(row["lang"], [])
        found.extend(row["reply"][span.start : span.end] for span in spans)
        if row["customer"] and not any(labels[name] for name in CATEGORIES):
            others.answers.setdefault(row["lang"], []).append(row)
    return others


def misdirect(row: Row, answers: Sequence[Row], rnd: random.Random) -> Row:
    """The customer of `row` under one of `answers` that was meant for somebody else.

    Whether an apology is due hangs on the customer alone, however cheerful the answer; what else the answer
    does to this customer nobody read: categories and steps are unknown.
    """
    answer = rnd.choice(answers)
    need = row["labels"]["needs_apology"]
    labels = {
        **dict.fromkeys(CATEGORIES),
        "needs_apology": need,
        "missing_apology": need,
        "apology": "none",
    }
    return {**row, "reply": answer["reply"], "phrases": [], "labels": labels, "steps": None}


def _enough(found: list[_T]) -> list[_T]:
    return found if len(found) > FEW else []
