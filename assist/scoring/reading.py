"""A reply as the model reads it: its own sentences, their encodings, and the judge's logits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from assist.rubric import CATEGORIES
from assist.scoring.engine import CUSTOMER, REPLY, Encoded, Engine, Floats, Judged
from assist.text.quoted import quoted
from assist.text.sentences import Span, split

WINDOW: Final = 12
"""Sentences of a long reply that are judged together: among many more, one fault would drown."""
STEP: Final = 8
"""Sentences between the beginnings of two windows."""
_LOUD: Final = 0.7  # share of capital letters from which a sentence is read in small ones


@dataclass(frozen=True)
class Plan:
    """What has to be encoded for a reply: its own sentences (quotation left out) and the customer's."""

    reply: str
    spans: tuple[Span, ...]
    quoted: tuple[Span, ...]
    customer: tuple[str, ...]

    @property
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


def plan(reply: str, customer: str) -> Plan:
    """Cut `reply` and `customer` into sentences and leave out those that are quotation as a whole."""
    quotes = quoted(reply, customer)
    spans = [
        span for span in split(reply) if not any(q.start <= span.start and span.end <= q.end for q in quotes)
    ]
    return Plan(reply, tuple(spans), tuple(quotes), _message(customer))


@lru_cache(maxsize=64)  # the same at every keystroke and for every suggestion
def _message(customer: str) -> tuple[str, ...]:
    return tuple(customer[span.start : span.end] for span in split(customer))


def read(plan: Plan, encoded: Sequence[Encoded], engine: Engine) -> Reading:
    """Judge `plan`, whose sentences have been `encoded` in their order. Needs one own sentence at least.

    A long reply is judged whole, and once more in overlapping windows, for the faults alone.
    """
    theirs, own = encoded[: len(plan.customer)], tuple(encoded[len(plan.customer) :])
    judged = _judged(theirs, own, engine)
    if len(own) <= WINDOW:
        return Reading(plan, own, judged.segments, judged.reply)
    segments, whole = judged.segments.copy(), judged.reply.copy()
    for start in range(0, len(own) - WINDOW + STEP, STEP):
        window = _judged(theirs, own[start : start + WINDOW], engine)
        place = slice(start, start + WINDOW)
        segments[place] = np.maximum(segments[place], window.segments)
        whole[: len(CATEGORIES)] = np.maximum(whole[: len(CATEGORIES)], window.reply[: len(CATEGORIES)])
    return Reading(plan, own, segments, whole)


def _judged(theirs: Sequence[Encoded], own: Sequence[Encoded], engine: Engine) -> Judged:
    roles = [CUSTOMER] * len(theirs) + [REPLY] * len(own)
    return engine.judge(np.stack([item.vector for item in (*theirs, *own)]), roles)


def _quiet(sentence: str) -> str:
    letters = [character for character in sentence if character.isalpha()]
    loud = sum(character.isupper() for character in letters)
    if len(letters) < 6 or loud < _LOUD * len(letters):
        return sentence
    small = sentence.lower()
    return small if len(small) == len(sentence) else sentence
