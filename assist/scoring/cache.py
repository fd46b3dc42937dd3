"""Encoded sentences, kept by their text: a keystroke costs the sentence it changes and no other."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from assist.scoring.engine import Encoded, Engine

CAPACITY: Final = 4096
"""Sentences kept; each takes about 5 KB."""


class SentenceCache:
    """The least recently used sentences fall out first. `encodings` counts what the engine had to do."""

    def __init__(self, engine: Engine, capacity: int = CAPACITY) -> None:
        self._engine = engine
        self._capacity = capacity
        self._kept: OrderedDict[str, Encoded] = OrderedDict()
        self.encodings = 0

    def missing(self, sentences: Sequence[str]) -> list[str]:
        """Those of `sentences` that are not kept, each once."""
        return [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._kept]

    def encode(self, sentences: Sequence[str]) -> list[Encoded]:
        """The encodings of `sentences` in order, new ones made in one call of the engine."""
        missing = self.missing(sentences)
        fresh = dict(zip(missing, self._engine.encode(missing), strict=True)) if missing else {}
        self.encodings += len(missing)
        found = [fresh.get(sentence) or self._kept[sentence] for sentence in sentences]
        for sentence, encoded in zip(sentences, found, strict=True):
            self._kept[sentence] = encoded
            self._kept.move_to_end(sentence)
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return found
