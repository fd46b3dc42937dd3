"""Many made-up replies for measurements: drawn from a fixed seed, mixed as a busy help desk's are."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from assist.rubric import CATEGORY_OF_KIND, KINDS
from assist.scoring.result import Finding, Result
from assist.store.database import Database
from assist.store.replies import Sent, record

_SYLLABLES = ("ba", "ku", "me", "ran", "ti", "sa", "lo", "per", "nya", "di", "an", "ga", "mi", "sul")
_COMMON = ["maaf", "paket", "pesanan", "kurir", "alamat", "sorry", "order", "refund", "delay", "tim"]
_VOCABULARY = _COMMON + [
    a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES if (len(a) + len(b) + len(c)) % 2
]
# As in any language: the nth word is used about 1/n as often as the first.
_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(_VOCABULARY))))
_CHANNELS = ("chat", "mail", "tweet", "store")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(database: Database, n: int) -> None:
    """Store `n` replies over one year, from 200 agents, 30 % of them flagged; `langka` is a rare word."""
    dice = random.Random(7)
    rows = _replies(n, dice)
    while batch := list(islice(rows, 2000)):
        with database.write() as session:
            record(session, batch, None)
    database.tune()


def _replies(n: int, dice: random.Random) -> Iterator[Sent]:
    step = timedelta(days=365) / n
    for number in range(n):
        words = dice.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=40)
        if dice.random() < 0.001:
            words[3] = "langka"
        text = " ".join(words)
        yield Sent(
            reply=text,
            customer=" ".join(dice.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=25)),
            result=_result(text, words, dice),
            sent_at=_START + step * number,
            agent=f"agent{dice.randrange(200)}",
            channel=dice.choice(_CHANNELS),
            idempotency_key=f"k{number}",
        )


def _result(text: str, words: list[str], dice: random.Random) -> Result:
    scores = {name: dice.random() ** 4 for name in ("defensive", "blame", "missing_apology")}
    flags = tuple(name for name, score in scores.items() if score > 0.7)
    findings: list[Finding] = []
    if flags:
        kind = dice.choice(KINDS)
        end = len(" ".join(words[:4]))
        findings.append(Finding(0, end, text[:end], CATEGORY_OF_KIND[kind], kind, 0.8, "message", "why"))
    return Result(
        dice.choice(("id", "id", "en")),
        scores,
        flags,
        0.5,
        "none",
        tuple(findings),
        {"own": 0.1},
        (),
        "tone-1",
    )
