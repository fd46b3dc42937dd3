"""What the encoder says of our own wordings, kept beside the model: no draft has them read again.

Two things lie in it: vectors of all faults that rewrites mend, by which the nearest rewrite to a faulty
sentence is found, and encodings of the commonest wordings as sentences. `assist train` writes them
(`assist.training.phrasebook`); they belong to one encoder and one set of wordings, whose digest they carry.
"""

import hashlib
import json
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

import numpy as np

from assist.rubric import CATEGORIES, PHRASE_LABELS
from assist.rubric.apologies import troubles
from assist.rubric.rewrites import edits, rewrites
from assist.rubric.tables import LANGUAGES
from assist.scoring.address import Voice, filled
from assist.scoring.engine import Encoded, Floats
from assist.scoring.grammar import sentence_case, small_start
from assist.scoring.model import Model, ModelError

logger = logging.getLogger(__name__)

FILE: Final = "phrasebook.npz"
THINGS: Final = 2
"""Things of a trouble, the commonest first, that its apologies are encoded with."""
_WHOLE: Final = re.compile(r"(?:\\1)?([a-z][^\\]+[^\\ ])(?:\\\d)?")
"""What an edit puts that is a sentence by itself: the greeting before and the name behind may be missing."""
_CATEGORIES: Final = [PHRASE_LABELS.index(category) for category in CATEGORIES]
_CALLS: Final = {
    "en": (("", "", False, "we"), ("", "", False, "I")),
    "id": (
        ("Bapak", "Pak", True, "kami"),
        ("Ibu", "Bu", True, "kami"),
        ("Kakak", "Kak", True, "kami"),
        ("Kakak", "Kak", False, "kami"),
        ("kakak", "kak", False, "kami"),
        ("Anda", "", True, "kami"),
        ("kamu", "", False, "kami"),
    ),
}


class Phrasebook:
    """Likenesses by language, and encodings by text."""

    def __init__(self, faults: dict[str, Floats], sentences: Mapping[str, Encoded]) -> None:
        self._faults = faults
        found = {language: np.unique(owners(language), return_index=True) for language in faults}
        self._owners = {language: (numbers.tolist(), first) for language, (numbers, first) in found.items()}
        self._sentences = sentences

    def likeness(self, language: str, vector: Floats) -> dict[int, float]:
        """By number of a rewrite, the cosine of `vector` with the nearest of its faults."""
        if language not in self._faults:
            return {}
        numbers, first = self._owners[language]
        nearest = np.maximum.reduceat(self._faults[language] @ unit(vector), first)
        return dict(zip(numbers, nearest.tolist(), strict=True))

    def suspects(self, wording: str) -> bool:
        """Whether the model itself would mark `wording`: no use to have it judged in place."""
        known = self._known(wording)
        return known is not None and bool(known.logits[0, _CATEGORIES].max() > 0)

    def _known(self, wording: str) -> Encoded | None:
        sentence = wording.strip()
        return self._sentences.get(sentence) or self._sentences.get(f"{sentence}.")

    def encoded(self, sentence: str) -> Encoded | None:
        """The encoding of `sentence` where it is one of ours, with one piece: the highest of each logit."""
        return self._sentences.get(sentence)


def phrasebook_for(model: Model) -> Phrasebook:
    """The phrasebook of `model`: an empty one, with a warning, where it is missing or outdated."""
    try:
        return load_phrasebook(model)
    except ModelError as error:
        logger.warning("Suggestions take longer and fit less well without the phrasebook: %s", error)
        return Phrasebook({}, {})


def load_phrasebook(model: Model) -> Phrasebook:
    """Read the phrasebook beside `model`. Raises ModelError where it is missing or another model's."""
    path = model.folder / FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        digest, texts = str(arrays["digest"]), json.loads(str(arrays["texts"]))
        faults = {language: arrays[f"faults_{language}"].astype(np.float32) for language in LANGUAGES}
        vectors, peaks = (arrays[name].astype(np.float32) for name in ("vectors", "peaks"))
    except FileNotFoundError as error:
        raise ModelError("model_missing", path=str(path)) from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError("model_corrupt", path=str(path), detail=str(error)) from error
    if digest != digest_for(model):
        raise ModelError("model_corrupt", path=str(path), detail="outdated")
    sentences = {
        text: Encoded(vectors[row], ((0, len(text)),), peaks[row : row + 1]) for row, text in enumerate(texts)
    }
    return Phrasebook(faults, sentences)


def owners(language: str) -> list[int]:
    """The number of the rewrite that each fault example of `language` belongs to, in order."""
    return [rewrite.number for rewrite in rewrites(language) for _ in rewrite.fault]


def faults(language: str) -> list[str]:
    """All fault examples of `language`, in the order of `owners`."""
    return [fault for rewrite in rewrites(language) for fault in rewrite.fault]


def wordings(language: str) -> list[str]:
    """Our rewrites, apologies and edits as sentences, in the voices that agents use most.

    What a chatty draft would say begins small as well: so do many of those.
    """
    found: dict[str, None] = {}
    for (text, slots, chatty), call, called in product(_templates(language), _CALLS[language], (True, False)):
        anda, voc, comma, we = call
        voice = Voice(language, "formal", anda, voc, "", comma, we, False)
        if sentence := filled(text, voice, slots, None if called else ""):
            ended = sentence if sentence.endswith("?") else f"{sentence}."
            for lower in (False, True) if chatty else (False,):
                found[sentence_case(ended, lower=False) if not lower else small_start(ended)] = None
    return list(found)


def _templates(language: str) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Texts with slots, what fills these, and whether a chatty draft would say so."""
    for rewrite in rewrites(language):
        for text in (*rewrite.formal, *rewrite.chatty):
            yield text, {}, text in rewrite.chatty
    for trouble in troubles(language).values():
        for text in (*trouble.formal, *trouble.chatty):
            for thing in trouble.things[:THINGS] if "{thing}" in text else ("",):
                yield text, {"thing": thing}, text in trouble.chatty
    for edit in edits(language):
        if sentence := _WHOLE.fullmatch(edit.put):
            yield sentence[1], {}, edit.register != "formal"


def digest_for(model: Model) -> str:
    """What a phrasebook depends on: the encoder of `model` and our wordings."""
    ours = [[*faults(language), *wordings(language)] for language in LANGUAGES]
    return hashlib.sha256(
        f"{model.manifest['sha256']['encoder.onnx']} {json.dumps(ours)}".encode()
    ).hexdigest()


def unit(vector: Floats) -> Floats:
    """`vector` scaled to length one."""
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
