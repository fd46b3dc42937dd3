"""A reply as the model reads it: its own sentences, their encodings, and the judge's logits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assist.scoring.engine import CUSTOMER, REPLY, Encoded, Engine, Floats
from assist.text.quoted import quoted
from assist.text.sentences import Span, split


@dataclass(frozen=True)
class Plan:
    """What has to be encoded for a reply: its own sentences (quotation left out) and the customer's."""

    reply: str
    spans: tuple[Span, ...]
    quoted: tuple[Span, ...]
    customer: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """All sentences in the judge's order: the customer's first."""
        return [*self.customer, *(self.reply[span.start : span.end] for span in self.spans)]


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
    message = tuple(customer[span.start : span.end] for span in split(customer))
    return Plan(reply, tuple(spans), tuple(quotes), message)


def read(plan: Plan, encoded: Sequence[Encoded], engine: Engine) -> Reading:
    """Judge `plan`, whose sentences have been `encoded` in their order. Needs one own sentence at least."""
    roles = [CUSTOMER] * len(plan.customer) + [REPLY] * len(plan.spans)
    judged = engine.judge(np.stack([item.vector for item in encoded]), roles)
    return Reading(plan, tuple(encoded[len(plan.customer) :]), judged.segments, judged.reply)
