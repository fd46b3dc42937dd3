"""Writes a model's phrasebook: our own wordings as its encoder reads them (`assist.scoring.phrasebook`)."""

import json
import sys
from pathlib import Path

import numpy as np

from assist.rubric.tables import LANGUAGES
from assist.scoring.engine import OnnxEngine
from assist.scoring.model import load_model
from assist.scoring.phrasebook import FILE, digest_for, faults, unit, wordings


def write_phrasebook(folder: Path) -> Path:
    """Encode faults and wordings with the model in `folder` and write them there; returns the file.

    To be called when the model's own files are in place, and again when wordings change.
    """
    model = load_model(folder)
    engine = OnnxEngine(model, threads=1)
    known = {
        language: np.stack([unit(item.vector) for item in engine.encode(faults(language))]).astype(np.float16)
        for language in LANGUAGES
    }
    texts = [text for language in LANGUAGES for text in wordings(language)]
    encoded = engine.encode(texts)
    path = folder / FILE
    np.savez_compressed(
        path,
        digest=np.array(digest_for(model)),
        texts=np.array(json.dumps(texts, ensure_ascii=False)),
        faults_en=known["en"],
        faults_id=known["id"],
        vectors=np.stack([item.vector for item in encoded]).astype(np.float16),
        peaks=np.stack([item.logits.max(axis=0) for item in encoded]).astype(np.float16),
    )
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write_phrasebook(Path(sys.argv[1]))}\n")
