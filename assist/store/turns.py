"""A lock that is given in the order of asking: no writer starves while others come and go."""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager


class TooLong(TimeoutError):
    """The turn did not come in time."""


class Turns:
    """First come, first served. Not for a thread that has its turn already: it would wait for itself."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self, seconds: float) -> Generator[None]:
        """Wait for the turn and hold it. Raises TooLong after so many seconds."""
        self._wait(seconds)
        try:
            yield
        finally:
            with self._mutex:
                if self._waiting:
                    self._waiting.popleft().set()  # handed over: it stays taken
                else:
                    self._taken = False

    def _wait(self, seconds: float) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TooLong
        # It was handed over in this very moment.
