"""How alike a faulty sentence is to the faults that rewrites mend, by the encoder's own vectors.

`assist train` writes the vectors (`assist.training.likeness`); they belong to one encoder and one set of
rewrites, whose digests lie beside them.
"""

import hashlib
import json
import logging
import zipfile
from pathlib import Path
from typing import Final

import numpy as np

from assist.rubric.rewrites import rewrites
from assist.scoring.engine import Floats
from assist.scoring.model import Model, ModelError

logger = logging.getLogger(__name__)

FILE: Final = "rewrites.npz"


class Likeness:
    """Per language the unit vectors of all fault examples, and which rewrite each belongs to."""

    def __init__(self, vectors: dict[str, Floats], owners: dict[str, list[int]]) -> None:
        self._vectors = vectors
        self._owners = owners

    def of(self, language: str, vector: Floats) -> dict[int, float]:
        """By number of a rewrite, the cosine of `vector` with the nearest of its faults."""
        found: dict[int, float] = {}
        cosines = self._vectors[language] @ unit(vector)
        for owner, cosine in zip(self._owners[language], cosines.tolist(), strict=True):
            found[owner] = max(cosine, found.get(owner, -1.0))
        return found


def load_likeness(model: Model) -> Likeness:
    """Read the vectors that belong to `model`. Raises ModelError where they are missing or of another model."""
    path = model.folder / FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            digest = str(file["digest"])
            vectors = {name: file[name].astype(np.float32) for name in file.files if name != "digest"}
    except FileNotFoundError as error:
        raise ModelError("model_missing", path=str(path)) from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError("model_corrupt", path=str(path), detail=str(error)) from error
    if digest != digest_for(model.folder):
        raise ModelError("model_corrupt", path=str(path), detail="assist train --rewrites")
    return Likeness(vectors, {language: owners(language) for language in vectors})


def likeness_for(model: Model) -> Likeness | None:
    """The vectors that belong to `model`, or None, with a warning, where they are missing or outdated."""
    try:
        return load_likeness(model)
    except ModelError as error:
        logger.warning("Suggestions are ranked without the encoder: %s", error)
        return None


def owners(language: str) -> list[int]:
    """The number of the rewrite that each fault example of `language` belongs to, in order."""
    return [rewrite.number for rewrite in rewrites(language) for _ in rewrite.fault]


def examples(language: str) -> list[str]:
    """All fault examples of `language`, in the order of `owners`."""
    return [fault for rewrite in rewrites(language) for fault in rewrite.fault]


def digest_for(folder: Path) -> str:
    """What the vectors depend on: the encoder in `folder` and the fault examples."""
    encoder = json.loads((folder / "model.json").read_text(encoding="utf-8"))["sha256"]["encoder.onnx"]
    faults = json.dumps([examples(language) for language in ("en", "id")])
    return hashlib.sha256(f"{encoder} {faults}".encode()).hexdigest()


def unit(vector: Floats) -> Floats:
    """`vector` scaled to length one."""
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
