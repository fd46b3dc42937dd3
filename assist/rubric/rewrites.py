"""Rewrites as data: small edits that keep every fact, and whole clauses by kind and topic."""

import re
from functools import cache
from typing import Final, Literal, NamedTuple

from assist.rubric.tables import Finder, pattern, table, whole

Register = Literal["formal", "chatty"]
Place = Literal["instead", "behind", "before", "alone"]
EDITS: Final = ("edits_blame", "edits_refusals", "edits_claims")
"""Tables of edits, in the order in which they are tried."""


class Edit(NamedTuple):
    """What the pattern `source` finds in a faulty sentence becomes `put`.

    `register` is empty where it suits both; `finds` tells whether there is anything to find.
    """

    kinds: tuple[str, ...]
    source: str
    finds: Finder
    put: str
    register: str
    yes: tuple[tuple[str, str], ...]
    no: tuple[str, ...]

    def applied(self, sentence: str) -> str | None:
        """`sentence` with every place mended, or None where there is none."""
        if not self.finds(sentence):
            return None
        find = pattern(self.source)
        mended = find.sub(self.put, sentence)
        first = sentence.split(maxsplit=1)[0] if sentence.strip() else ""
        if first[1:].islower() and not mended.startswith(first):
            # What began the sentence stands inside it now.
            mended = find.sub(self.put, sentence[0].lower() + sentence[1:])
        return " ".join(mended.split()) if mended.strip() else None


class Rewrite(NamedTuple):
    """Clauses for faults like those of `fault`, where `topic` (None: anything) occurs in the clause.

    They stand `instead` of the faulty clause, `behind` a sentence that keeps its fact, `before` such a one
    that has an opening behind it, or behind an apology that would be `alone`; all situations of `needs` must
    hold, and none of `bars` may (`assist.rubric.situations`).
    """

    number: int
    kinds: tuple[str, ...]
    place: Place
    needs: frozenset[str]
    bars: frozenset[str]
    fault: tuple[str, ...]
    topic: re.Pattern[str] | None
    formal: tuple[str, ...]
    chatty: tuple[str, ...]
    no: tuple[str, ...]

    def suits(self, holding: frozenset[str]) -> bool:
        """Whether it may be said where the situations `holding` hold."""
        return self.needs <= holding and not self.bars & holding

    def fits(self, clause: str) -> dict[str, str] | None:
        """The topic's named groups where this rewrite suits `clause`, None where it does not."""
        if self.topic is None:
            return {}
        match = self.topic.search(clause)
        return {name: value for name, value in match.groupdict().items() if value} if match else None


@cache
def edits(language: str) -> tuple[Edit, ...]:
    """The edits of `language`, the more particular first."""
    return tuple(
        Edit(
            tuple(entry["kinds"]),
            source := whole(entry["find"], table(language, "parts") | found["parts"]),
            Finder(source),
            entry["put"],
            entry.get("register", ""),
            tuple((before, after) for before, after in entry["yes"]),
            tuple(entry["no"]),
        )
        for found in (table(language, name) for name in EDITS)
        for entry in found["edit"]
    )


@cache
def rewrites(language: str) -> tuple[Rewrite, ...]:
    """The clauses of `language`; `number` is a rewrite's place in this list."""
    found = table(language, "rewrites")
    return tuple(
        Rewrite(
            number,
            tuple(entry["kinds"]),
            entry["place"],
            frozenset(entry.get("needs", ())),
            frozenset(entry.get("bars", ())),
            tuple(entry["fault"]),
            pattern(whole(entry["topic"], found["parts"])) if "topic" in entry else None,
            tuple(entry["formal"]),
            tuple(entry["chatty"]),
            tuple(entry.get("no", ())),
        )
        for number, entry in enumerate(found["rewrite"])
    )
