"""Apologies that fit what the customer reports."""

from collections.abc import Iterator
from typing import Final

from assist.rubric.apologies import WISH, reported, thing_of, troubles
from assist.scoring.address import Voice, filled

AWAY: Final = {"general": "away", "grave": "away_grave"}
"""What is said for troubles whose apologies say "this", where no "this" would be understood."""
PLAIN: Final = tuple(AWAY)
"""Troubles whose apologies name nothing."""
FEWEST_SORRY: Final = 5
"""Words that an apology needs to be for something."""


def apologies(
    customer: str, voice: Voice, call: str, *, away: bool = False, named: bool = False
) -> Iterator[str]:
    """Apologies for what `customer` tells, the most fitting first: plain ones where they name no trouble.

    `away`: no "this" would be understood where they stand; `named`: only such as name the trouble.
    """
    known = troubles(voice.language)
    names = reported(customer)
    plain = "grave" if "grave" in names else "general"
    for name in (names[0], *([plain] if names[0] != WISH else [])):  # who is pleased gets no heavier one
        if named and name == "general":
            continue
        entry = known[AWAY[name] if away and name in AWAY else name]
        thing = thing_of(entry, customer)
        for text in entry.formal if voice.register == "formal" else entry.chatty:
            if apology := filled(text, voice, {"thing": thing} if thing else {}, call):
                yield apology
