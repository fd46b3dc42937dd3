"""Imports under way: each on a thread of its own, paused with the server and gone on with afterwards."""

import logging
import threading
import time
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assist import bulk
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.store import switches
from assist.store.database import Database
from assist.store.tables import Import

logger = logging.getLogger(__name__)

FOLDER: Final = "imports"
_DAY: Final = 24 * 60 * 60
_LONGEST: Final = 7
"""Days that an upload may lie while its import is not done; one that no import waits for lies for one."""


def kept_days(session: Session) -> int:
    """Days after which an uploaded file is deleted, read in or not: no longer than replies are kept."""
    return min(_LONGEST, switches.current(session).retention_days or _LONGEST)


def has_to_be_uploaded_again(row: Import) -> bool:
    """Whether an import that is not running can go on only once its file is there again."""
    return row.state != "done" and not Path(row.path).is_file()


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

    def sweep(self) -> int:
        """Delete uploads that were left lying, as they hold what is masked elsewhere; how many went."""
        with self._database.read() as session:
            days = kept_days(session)
            unfinished = select(Import.id, Import.path).where(Import.state != "done")
            # By name, which is the digest: the folder may be written otherwise than it was.
            waiting = [(number, Path(path).name) for number, path in session.execute(unfinished)]
        wanted = {name for _, name in waiting}
        in_use = {name for number, name in waiting if self.is_running(number)}
        gone = 0
        for file in self.folder.glob("*"):
            if file.name in in_use:
                continue
            try:
                if time.time() - file.stat().st_mtime > (days if file.name in wanted else 1) * _DAY:
                    file.unlink()
                    gone += 1
            except FileNotFoundError:
                pass  # done meanwhile
            except OSError:
                logger.exception("upload not deleted")
        return gone

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
