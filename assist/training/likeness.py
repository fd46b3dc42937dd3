"""The vectors of all faults that rewrites mend, made once for a model and shipped beside it."""

from pathlib import Path

import numpy as np

from assist.rubric.tables import LANGUAGES
from assist.scoring.engine import OnnxEngine
from assist.scoring.likeness import FILE, digest_for, examples, unit
from assist.scoring.model import load_model


def write_likeness(folder: Path) -> Path:
    """Encode the fault examples with the model in `folder` and write them there; returns the file.

    To be called after the model's own files are written, and again when the rewrites change.
    """
    engine = OnnxEngine(load_model(folder), threads=1)
    vectors = {
        language: np.stack([unit(item.vector) for item in engine.encode(examples(language))]).astype(
            np.float16
        )
        for language in LANGUAGES
    }
    path = folder / FILE
    np.savez_compressed(path, digest=np.array(digest_for(folder)), en=vectors["en"], id=vectors["id"])
    return path


if __name__ == "__main__":
    import sys

    sys.stdout.write(f"{write_likeness(Path(sys.argv[1]))}\n")
