"""A reply as the model reads it: its own sentences, their encodings, and the judge's logits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assist.rubric import CATEGORIES, REPLY_LABELS
from assist.scoring.engine import CUSTOMER, PAD, REPLY, Encoded, Engine, Floats, Judged
from assist.text.quoted import quoted
from assist.text.sentences import Span, split
from assist.text.shouting import in_capitals
from assist.text.spelling import written_out

WINDOW: Final = 12
"""Sentences of a long reply that are judged together: among many more, one fault would drown."""
STEP: Final = 8
"""Sentences between the beginnings of two windows."""
PADDED: Final = 8
"""Lengths are rounded up to a multiple of it, and those then equal judged in one call: a call costs more than
some padding."""
_Passage = tuple[Sequence[Encoded], Sequence[Encoded]]
"""The customer's sentences and the reply's, to be judged together."""


@dataclass(frozen=True)
class Plan:
    """What has to be encoded for a reply: its own sentences (quotation left out) and the customer's."""

    reply: str
    spans: tuple[Span, ...]
    quoted: tuple[Span, ...]
    customer: tuple[str, ...]

    @cached_property
    def sentences(self) -> list[str]:
        """All sentences in the judge's order: the customer's first. ALL CAPS are read in small letters."""
        own = (self.reply[span.start : span.end] for span in self.spans)
        return [_quiet(sentence) for sentence in (*self.customer, *own)]


@dataclass(frozen=True)
class Reading:
    """A read reply: per own sentence its encoding and phrase logits; for the whole, the reply's logits."""

    plan: Plan
    encoded: tuple[Encoded, ...]  # of the reply's sentences
    segments: Floats  # (sentences, PHRASE_LABELS)
    whole: Floats  # (REPLY_LABELS,)

    @cached_property
    def peaks(self) -> list[float]:
        """The highest logit of any sentence, for each of PHRASE_LABELS."""
        return self.segments.max(axis=0).tolist()

    @cached_property
    def logits(self) -> dict[str, float]:
        """The reply's logits by name."""
        return dict(zip(REPLY_LABELS, self.whole.tolist(), strict=True))


def plan(reply: str, customer: str) -> Plan:
    """Cut `reply` and `customer` into sentences and leave out those that are quotation as a whole."""
    quotes = quoted(reply, customer)
    spans = [
        span for span in split(reply) if not any(q.start <= span.start and span.end <= q.end for q in quotes)
    ]
    return Plan(reply, tuple(spans), tuple(quotes), _message(customer))


@lru_cache(maxsize=64)  # the same at every keystroke and for every suggestion
def _message(customer: str) -> tuple[str, ...]:
    message = written_out(customer)
    return tuple(message[span.start : span.end] for span in split(message))


def read(plans: Sequence[Plan], encoded: Sequence[Sequence[Encoded]], engine: Engine) -> list[Reading]:
    """Judge `plans`, whose sentences have been `encoded` in their order; each needs one of its own at least.

    A long reply is judged whole, and once more in overlapping windows, for the faults alone.
    """
    cut = [
        (found[: len(p.customer)], found[len(p.customer) :]) for p, found in zip(plans, encoded, strict=True)
    ]
    passages = [(number, start, part) for number, (_, own) in enumerate(cut) for start, part in _windows(own)]
    judged = _judged([(cut[number][0], part) for number, _, part in passages], engine)
    readings: list[Reading] = []
    for (number, start, _), found in zip(passages, judged, strict=True):
        if start is None:
            own = tuple(cut[number][1])
            readings.append(Reading(plans[number], own, found.segments.copy(), found.reply.copy()))
            continue
        segments, whole = readings[-1].segments, readings[-1].whole
        place = slice(start, start + WINDOW)
        segments[place] = np.maximum(segments[place], found.segments)
        whole[: len(CATEGORIES)] = np.maximum(whole[: len(CATEGORIES)], found.reply[: len(CATEGORIES)])
    return readings


def _windows(own: Sequence[Encoded]) -> Iterator[tuple[int | None, Sequence[Encoded]]]:
    """`own` whole, and then its overlapping windows with where they start, if it is long."""
    yield None, own
    if len(own) > WINDOW:
        for start in range(0, len(own) - WINDOW + STEP, STEP):
            yield start, own[start : start + WINDOW]


def _judged(passages: Sequence[_Passage], engine: Engine) -> list[Judged]:
    """Judgements of `passages`, those of like length in one call."""
    by_length: dict[int, list[int]] = {}
    for number, (theirs, own) in enumerate(passages):
        by_length.setdefault((len(theirs) + len(own) - 1) // PADDED, []).append(number)
    found: dict[int, Judged] = {}
    for numbers in by_length.values():
        chosen = [passages[number] for number in numbers]
        vectors, roles = _padded(chosen)
        found.update(zip(numbers, engine.judge(vectors, roles), strict=True))
    return [found[number] for number in range(len(passages))]


def _padded(passages: Sequence[_Passage]) -> tuple[Floats, NDArray[np.int64]]:
    """Vectors (passages, segments, vector) and roles (passages, segments), PAD behind short ones."""
    longest = max(len(theirs) + len(own) for theirs, own in passages)
    roles = np.full((len(passages), longest), PAD, np.int64)
    some = next(item for theirs, own in passages for item in (*theirs, *own))
    vectors = np.zeros((len(passages), longest, len(some.vector)), some.vector.dtype)
    for row, (theirs, own) in enumerate(passages):
        size = len(theirs) + len(own)
        vectors[row, :size] = [item.vector for item in (*theirs, *own)]
        roles[row, : len(theirs)] = CUSTOMER
        roles[row, len(theirs) : size] = REPLY
    return vectors, roles


def _quiet(sentence: str) -> str:
    small = sentence.lower() if in_capitals(sentence) else sentence
    return small if len(small) == len(sentence) else sentence
