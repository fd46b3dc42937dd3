"""The model folder: files, checksums, labels, calibration and thresholds, as `assist train` writes them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer

from assist.messages import say

FORMAT: Final = 1
FILES: Final = ("encoder.onnx", "judge.onnx", "tokenizer.json")
PARTS: Final = ("name", "calibration", "thresholds", "cut", "sha256")


class ModelError(RuntimeError):
    """The model cannot be loaded. `code` names a message of ``messages/*/scoring.toml``, `values` fill it."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(say(f"scoring.{code}", "en", **values))
        self.code = code
        self.values = values

    def message(self, language: str = "en") -> str:
        """What is wrong and how to mend it, in one line."""
        return say(f"scoring.{self.code}", language, **self.values)


@dataclass(frozen=True, slots=True)
class Cut:
    """How phrases are cut out; lies in the model's manifest, set on held-out replies.

    `floors`: per category, the finding score below which a phrase is dropped (a reply's best one never).
    `share`: a piece belongs to a phrase from this share of its sentence's strongest piece on.
    `second`: a second run of words in a sentence is a phrase of its own from this probability on.
    """

    floors: dict[str, float]
    share: float
    second: float


@dataclass(frozen=True)
class Model:
    """A model folder whose files have been checked against ``model.json``."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Name and version, as results carry it."""
        return str(self.manifest["name"])

    @property
    def calibration(self) -> dict[str, Any]:
        """By language, how logits become probabilities (see `assist.scoring.calibration`)."""
        return self.manifest["calibration"]

    @property
    def thresholds(self) -> dict[str, dict[str, dict[str, float]]]:
        """language → sensitivity → score → probability from which it is shown."""
        return self.manifest["thresholds"]

    @property
    def cut(self) -> Cut:
        """How phrases are cut out."""
        return Cut(**self.manifest["cut"])

    def tokenizer(self) -> Tokenizer:
        """The tokenizer, never cutting and never padding by itself."""
        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))


def default_folder() -> Path:
    """The model that ships: inside the installed package, or in a checkout's ``models/tone``."""
    packaged = Path(__file__).parent.parent / "model"
    return packaged if packaged.exists() else Path(__file__).parent.parent.parent / "models" / "tone"


def load_model(folder: Path | None = None) -> Model:
    """Read and verify the model in `folder`. Raises ModelError: missing, unreadable, altered, or too new."""
    folder = folder or default_folder()
    try:
        manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError("model_missing", path=str(folder)) from error
    except (OSError, ValueError) as error:
        raise ModelError("model_corrupt", path=str(folder / "model.json"), detail=str(error)) from error
    if manifest.get("format") != FORMAT:
        raise ModelError(
            "model_format", path=str(folder), found=str(manifest.get("format")), want=str(FORMAT)
        )
    if absent := [name for name in PARTS if name not in manifest]:
        raise ModelError("model_corrupt", path=str(folder / "model.json"), detail=f"no {', '.join(absent)}")
    for name in FILES:
        _verify(folder / name, manifest.get("sha256", {}).get(name, ""))
    return Model(folder, manifest)


def _verify(path: Path, sha256: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError("model_missing", path=str(path)) from error
    if found != sha256:
        raise ModelError("model_corrupt", path=str(path), detail="SHA-256")
