"""The scorer of a running server: loaded and warmed beside the first requests, and waited for by drafts."""

import asyncio
import logging
import time
from typing import Any

from assist.scoring.batcher import Batcher
from assist.scoring.model import ModelError, default_folder
from assist.scoring.scorer import Scorer
from assist.server.problems import ProblemError
from assist.settings import Settings

logger = logging.getLogger(__name__)

_WARM_UP = "Mohon maaf atas keterlambatannya, Kak. We are looking into it now."
_FAULTY = (
    ("You should have read the terms.", "My order is late"),
    ("Seharusnya Kakak cek dulu sebelum memesan.", "Paket saya belum sampai"),
)
"""Drafts whose suggestions have all patterns of a language compiled, before an agent waits for them."""


class Readiness:
    """Holds the batcher once the model is warm, or the error that kept it from loading."""

    def __init__(self) -> None:
        self.error: ModelError | None = None
        self.model = ""
        self._batcher: Batcher | None = None
        self._settled = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether a draft would be scored at once."""
        return self._batcher is not None

    async def load(self, settings: Settings, state: Any) -> None:
        """Load the model in a thread, score once to warm it, and set `state.scorer` and `state.batcher`."""
        began = time.perf_counter()
        try:
            scorer = await asyncio.to_thread(Scorer, settings)
            warm = await asyncio.to_thread(scorer.score, _WARM_UP)
        except ModelError as error:
            self.error = error
            logger.error("model not loaded", extra={"reason": str(error)})
        except Exception as error:
            # Files that pass their checksums and still do not fit this version: damaged, for whoever serves.
            logger.exception("model not loaded")
            folder = str(settings.model or default_folder())
            self.error = ModelError("model_corrupt", path=folder, detail=f"{type(error).__name__}: {error}")
        else:
            self.model = warm.model
            state.scorer, state.batcher = scorer, Batcher(scorer)
            state.batcher.start()
            self._batcher = state.batcher
            took = round(time.perf_counter() - began, 2)
            logger.info("ready", extra={"model": warm.model, "seconds": took})
        finally:
            self._settled.set()
        if self.is_ready:
            for reply, customer in _FAULTY:
                await asyncio.to_thread(state.scorer.score, reply, customer)

    async def stop(self) -> None:
        """Let the draft in the model's hands be finished, and no other."""
        if self._batcher is not None:
            await self._batcher.stop()

    async def settled(self) -> None:
        """Wait until the model is warm or known not to load."""
        await self._settled.wait()

    async def batcher(self, *, wait: bool = False) -> Batcher:
        """The batcher; raises a 503 problem while the model is loading (unless `wait`) or has failed to."""
        if wait:
            await self._settled.wait()
        if self._batcher is not None:
            return self._batcher
        if self.error is not None:
            raise ProblemError(503, "no_model")
        raise ProblemError(503, "warming", headers={"Retry-After": "1"})
