import asyncio
import threading

import pytest

from assist.scoring.batcher import Batcher, Priority
from assist.scoring.result import Result
from assist.scoring.scorer import Scorer, ScoringError

pytestmark = pytest.mark.asyncio


class Held:
    """Keeps the model thread busy until released, so that a test decides what gathers meanwhile."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self.gate = threading.Event()
        self.scored: list[str] = []

    def score(self, reply: str, *rest: object, suggest: bool = True) -> Result:
        self.gate.wait(20)
        self.scored.append(reply)
        return self._scorer.score(reply, suggest=suggest)

    def portions(self, reply: str, customer: str, size: int) -> list[list[str]]:
        return self._scorer.portions(reply, customer, size)

    def encode(self, sentences: list[str]) -> None:
        self.scored.append("portion")
        self._scorer.encode(sentences)


async def test_the_newest_draft_wins(scorer: Scorer) -> None:
    held = Held(scorer)
    batcher = Batcher(held)  # pyright: ignore[reportArgumentType]
    batcher.start()
    asks = [asyncio.create_task(batcher.submit(f"Draft number {n}.", slot="d1")) for n in range(50)]
    await asyncio.sleep(0.05)
    held.gate.set()
    results = await asyncio.gather(*asks)
    await batcher.stop()
    assert results[-1] is not None
    assert len(held.scored) <= 2
    assert results[1:-1] == [None] * 48


async def test_other_slots_are_answered_and_live_goes_before_bulk(scorer: Scorer) -> None:
    held = Held(scorer)
    batcher = Batcher(held)  # pyright: ignore[reportArgumentType]
    batcher.start()
    first = asyncio.create_task(batcher.submit("First.", slot=0))
    await asyncio.sleep(0.05)
    bulk = [asyncio.create_task(batcher.submit(f"Bulk {n}.", priority=Priority.BULK)) for n in range(3)]
    await asyncio.sleep(0.05)
    live = asyncio.create_task(batcher.submit("Live.", slot=1))
    await asyncio.sleep(0.05)
    held.gate.set()
    assert all(await asyncio.gather(first, live, *bulk))
    await batcher.stop()
    assert held.scored[:2] == ["First.", "Live."]


async def test_an_error_reaches_its_draft_and_the_next_is_scored(scorer: Scorer) -> None:
    batcher = Batcher(scorer)
    batcher.start()
    with pytest.raises(ScoringError):
        await batcher.submit("")
    assert await batcher.submit("Thank you.") is not None
    await batcher.stop()


async def test_a_very_long_draft_lets_others_pass(scorer: Scorer) -> None:
    held = Held(scorer)
    held.gate.set()
    batcher = Batcher(held)  # pyright: ignore[reportArgumentType]
    long = " ".join(f"Line {n} of this very long letter tells what was sent on day {n}." for n in range(400))
    first = asyncio.create_task(batcher.submit(long, slot="long"))
    await asyncio.sleep(0.2)
    short = asyncio.create_task(batcher.submit("A short one.", slot="short"))
    assert await short is not None
    assert not first.done()
    assert await first is not None
    await batcher.stop()
    assert held.scored.index("A short one.") < len(held.scored) - 1
