"""Imports under way: each on a thread of its own, paused with the server and gone on with afterwards."""

import logging
import threading
import time
from pathlib import Path
from typing import Final

from assist import bulk
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.store.database import Database
from assist.store.tables import Import

logger = logging.getLogger(__name__)

FOLDER: Final = "imports"
_ABANDONED: Final = 24 * 60 * 60
"""Seconds after which an upload that nobody went on with is deleted."""


class Importing:
    """Knows which imports this server is reading in."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.folder: Path = settings.data.expanduser() / FOLDER
        self._database = database
        self._lock = threading.Lock()
        self._stops: dict[int, threading.Event] = {}
        self._refused: dict[int, bulk.Unreadable] = {}

    def start(self, import_id: int, scorer: Scorer) -> bool:
        """Begin, or go on where it stopped; False where it is running already."""
        with self._lock:
            if import_id in self._stops:
                return False
            stop = self._stops[import_id] = threading.Event()
            self._refused.pop(import_id, None)
        threading.Thread(
            target=self._run, args=(import_id, scorer, stop), name=f"import-{import_id}", daemon=True
        ).start()
        return True

    def sweep(self) -> None:
        """Delete uploads that were left lying: they hold what is masked before anything is stored."""
        with self._database.read() as session:
            wanted = {one.path for one in bulk.imports(session, limit=1000) if one.state != "done"}
        for file in self.folder.glob("*"):
            if str(file) not in wanted and time.time() - file.stat().st_mtime > _ABANDONED:
                file.unlink(missing_ok=True)

    def pause(self, import_id: int) -> None:
        """Stop after the rows in hand; what is stored stays, and `start` goes on from there."""
        with self._lock:
            stop = self._stops.get(import_id)
        if stop is not None:
            stop.set()

    def is_running(self, import_id: int) -> bool:
        """Whether this server is reading it in now."""
        with self._lock:
            return import_id in self._stops

    def tidy(self, import_id: int) -> None:
        """Delete the file of an import that is done."""
        with self._database.read() as session:
            row = session.get_one(Import, import_id)
        if row.state == "done" and Path(row.path).parent == self.folder:
            Path(row.path).unlink(missing_ok=True)

    def why(self, import_id: int, language: str) -> str:
        """Why it stopped by itself; empty where it did not."""
        refused = self._refused.get(import_id)
        return refused.message(language) if refused else ""

    def _run(self, import_id: int, scorer: Scorer, stop: threading.Event) -> None:
        try:
            bulk.run(self._database, scorer, import_id, stop=stop)
            self.tidy(import_id)
        except bulk.Unreadable as error:
            self._refused[import_id] = error
        except Exception:
            # Nobody waits for this thread: the page shows the import as paused, the log says why.
            logger.exception("import stopped")
        finally:
            with self._lock:
                del self._stops[import_id]
