"""The model folder as it ships: ONNX files, tokenizer, and the manifest that names and calibrates them."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Final

from assist.rubric import PHRASE_LABELS, REPLY_LABELS
from assist.scoring.model import FILES, FORMAT
from assist.scoring.network import Network
from assist.training.export import export
from assist.training.phrasebook import write_phrasebook

BASE: Final = "multilingual-e5-small (MIT), cut to Indonesian, Malay and English"


def package(network: Network, base: Path, manifest: dict[str, Any], name: str, folder: Path) -> None:
    """Write `network` with its calibration `manifest` into `folder` as the model `name`."""
    export(network, folder)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    write_manifest(folder, {**manifest, "name": name})
    write_phrasebook(folder)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write ``model.json`` beside the files it names, with their checksums."""
    whole = {
        "format": FORMAT,
        **manifest,
        "base": BASE,
        "phrase_labels": list(PHRASE_LABELS),
        "reply_labels": list(REPLY_LABELS),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    text = json.dumps(_rounded(whole), indent=1, ensure_ascii=False)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
