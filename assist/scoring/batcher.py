"""One model thread, one slot a draft: the newest draft waits, what it replaces is let go, bulk comes last.

No timer: while the model is busy, drafts gather; when it is free, it takes the next one. Sentences of one
draft are encoded in one batch already, so a wait for more would only cost the agent time.
"""

import asyncio
import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import Any, Final, TypeVar

from assist.scoring.result import Result
from assist.scoring.scorer import Assessed, Scorer, Sensitivity

_T = TypeVar("_T")


class Priority(IntEnum):
    """Who goes first."""

    LIVE = 0
    BULK = 1


LONG: Final = 64
"""New sentences of a draft from which on it is encoded in portions, and others are answered between."""


MANY_CHARACTERS: Final = 2_000
"""Length of a draft and its customer's message below which it is not worth a look for portions."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    work: Callable[[], Any] = field(compare=False)
    future: "asyncio.Future[Any]" = field(compare=False)


class Batcher:
    """An async queue before a Scorer. Use within one event loop: `start`, any number of asks, `stop`."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._queue: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._newest: dict[Hashable, asyncio.Future[Any]] = {}
        self._numbers = itertools.count()
        self._worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work the queue."""
        self._worker = asyncio.create_task(self._work(), name="model")

    async def stop(self) -> None:
        """Finish the draft in the model's hands, let the others go (their submit returns None)."""
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        while not self._queue.empty():
            job = self._queue.get_nowait()
            if not job.future.done():
                job.future.set_result(None)

    async def submit(
        self,
        reply: str,
        customer: str = "",
        ui: str | None = None,
        sensitivity: Sensitivity | None = None,
        *,
        suggest: bool = True,
        slot: Hashable | None = None,
        priority: Priority = Priority.LIVE,
    ) -> Result | None:
        """Score a draft. None where a newer draft took the same `slot` while this one waited.

        Raises ScoringError as Scorer.score does.
        """
        score = partial(self._scorer.score, reply, customer, ui, sensitivity, suggest=suggest)
        return await self._asked(score, slot, priority, reply, customer)

    async def assess(
        self,
        reply: str,
        customer: str = "",
        ui: str | None = None,
        sensitivity: Sensitivity | None = None,
        *,
        slot: Hashable | None = None,
    ) -> Assessed | None:
        """Score a draft as `submit` does, and leave its suggestions to `suggest`."""
        assess = partial(self._scorer.assess, reply, customer, ui, sensitivity)
        return await self._asked(assess, slot, Priority.LIVE, reply, customer)

    async def suggest(self, assessed: Assessed, *, slot: Hashable | None = None) -> Result | None:
        """The result of `assessed` with suggestions, when no draft waits. None as in `submit`."""
        return await self._asked(partial(self._scorer.suggest, assessed), slot, Priority.BULK)

    async def _asked(
        self,
        work: Callable[[], _T],
        slot: Hashable | None,
        priority: Priority,
        reply: str = "",
        customer: str = "",
    ) -> _T | None:
        if self._worker is None:
            self.start()
        asked: asyncio.Future[_T | None] = asyncio.get_running_loop().create_future()
        if slot is not None:
            self._replace(slot, asked)
        for portion in await self._portions(reply, customer):
            await self._do(partial(self._scorer.encode, portion), Priority.BULK)
            if asked.done():
                return None
        self._queue.put_nowait(_Job(int(priority), next(self._numbers), work, asked))
        return await asked

    async def _portions(self, reply: str, customer: str) -> list[list[str]]:
        if len(reply) + len(customer) < MANY_CHARACTERS:
            return []
        portions = await asyncio.to_thread(self._scorer.portions, reply, customer, LONG)
        return portions if len(portions) > 1 else []

    def _replace(self, slot: Hashable, asked: "asyncio.Future[Any]") -> None:
        older = self._newest.get(slot)
        if older and not older.done():
            older.set_result(None)
        self._newest[slot] = asked
        asked.add_done_callback(lambda done: self._forget(slot, done))

    def _forget(self, slot: Hashable, done: "asyncio.Future[Any]") -> None:
        if self._newest.get(slot) is done:
            del self._newest[slot]

    async def _do(self, work: Callable[[], None], priority: Priority) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Job(int(priority), next(self._numbers), work, done))
        await done

    async def _work(self) -> None:
        while True:
            job = await self._queue.get()
            if job.future.done():  # replaced, or the client went away: no work for nobody
                continue
            try:
                result = await asyncio.to_thread(job.work)
            except Exception as error:  # the submitter gets it, whatever it is; the worker goes on
                if not job.future.done():
                    job.future.set_exception(error)
                continue
            if not job.future.done():
                job.future.set_result(result)
