"""What another model would change on replies that people have settled: scored by both, compared with them."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from assist.rubric import SCORES
from assist.scoring.model import ModelError
from assist.scoring.scorer import Scorer, ScoringError
from assist.settings import Settings
from assist.store import labelled
from assist.store.database import Database
from assist.store.filters import Filters
from assist.store.tables import Person

logger = logging.getLogger(__name__)

MOST: Final = 2000
_SHOWN: Final = 200
FOLDER: Final = "models"
"""Inside the data folder: one folder a candidate."""


@dataclass
class Change:
    """A reply on which the two models differ, and what people said."""

    reply_id: str
    label: str
    now: float
    then: float
    settled: bool
    better: bool


@dataclass
class Comparison:
    """The outcome by label: of the settled replies, how many each model gets right, and what changes."""

    candidate: str
    current_model: str = ""
    candidate_model: str = ""
    state: str = "running"
    """running, done, or failed (`error` says why)."""
    error: str = ""
    total: int = 0
    done: int = 0
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {label: {} for label in SCORES})
    changes: list[Change] = field(default_factory=lambda: [])

    def count(self, label: str, name: str) -> int:
        """How often `name` (fixed, broken, now_hit, now_false, now_missed, then_…) came up for a label."""
        return self.counts[label].get(name, 0)


class Comparing:
    """Runs one comparison at a time, on a thread of its own; outcomes are kept beside the candidates."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.folder = settings.data.expanduser() / FOLDER
        self._settings = settings
        self._database = database
        self._lock = threading.Lock()
        self._running: Comparison | None = None

    def candidates(self) -> list[str]:
        """Names of the folders that hold a candidate."""
        if not self.folder.is_dir():
            return []
        return sorted(one.name for one in self.folder.iterdir() if (one / "model.json").is_file())

    def outcome(self, candidate: str) -> Comparison | None:
        """The comparison under way or kept of a candidate."""
        with self._lock:
            if self._running is not None and self._running.candidate == candidate:
                return self._running
        file = self._file(candidate)
        if not file.is_file():
            return None
        content = json.loads(file.read_text(encoding="utf-8"))
        content["changes"] = [Change(**one) for one in content["changes"]]
        return Comparison(**content)

    def start(self, candidate: str, current: Scorer, person: Person) -> bool:
        """Begin comparing; False while another comparison runs. Raises LookupError for no such candidate."""
        if candidate not in self.candidates():
            raise LookupError(candidate)
        with self._lock:
            if self._running is not None and self._running.state == "running":
                return False
            self._running = Comparison(candidate)
        threading.Thread(
            target=self._run, args=(self._running, current, person), name="compare", daemon=True
        ).start()
        return True

    def _run(self, outcome: Comparison, current: Scorer, person: Person) -> None:
        try:
            path = self.folder / outcome.candidate
            other = Scorer(self._settings.model_copy(update={"model": path}))
            with self._database.read() as session:
                rows = [
                    row
                    for _, row in zip(
                        range(MOST), labelled.labelled(session, Filters(), person), strict=False
                    )
                ]
            outcome.total = len(rows)
            for _ in _compare(outcome, rows, current, other):
                outcome.done += 1
            outcome.state = "done"
        except (ModelError, ScoringError, OSError) as error:
            logger.exception("comparison failed")
            outcome.state, outcome.error = "failed", str(error)
        self._file(outcome.candidate).write_text(json.dumps(asdict(outcome)), encoding="utf-8")

    def _file(self, candidate: str) -> Path:
        return self.folder / f"{candidate}.comparison.json"


def _compare(outcome: Comparison, rows: list[dict[str, Any]], now: Scorer, then: Scorer) -> Iterator[None]:
    for row in rows:
        before = now.score(row["reply"], row["customer"], suggest=False)
        after = then.score(row["reply"], row["customer"], suggest=False)
        outcome.current_model, outcome.candidate_model = before.model, after.model
        for label in SCORES:
            truth = bool(row["labels"][label])
            was, becomes = label in before.flags, label in after.flags
            counts = outcome.counts[label]
            for name, flagged in (("now", was), ("then", becomes)):
                kind = _kind(flagged=flagged, truth=truth)
                counts[f"{name}_{kind}"] = counts.get(f"{name}_{kind}", 0) + 1
            if was != becomes:
                better = becomes == truth
                key = "fixed" if better else "broken"
                counts[key] = counts.get(key, 0) + 1
                if len(outcome.changes) < _SHOWN:
                    outcome.changes.append(
                        Change(row["id"], label, before.scores[label], after.scores[label], truth, better)
                    )
        yield


def _kind(*, flagged: bool, truth: bool) -> str:
    if flagged:
        return "hit" if truth else "false"
    return "missed" if truth else "clean"
