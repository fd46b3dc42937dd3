import json
import shutil
from pathlib import Path

import pytest

from assist.scoring.model import ModelError, default_folder, load_model


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "tone"))


def test_the_shipped_model_is_whole() -> None:
    assert load_model().name.startswith("tone-")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere") as caught:
        load_model(tmp_path / "nowhere")
    assert caught.value.code == "model_missing"


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "judge.onnx").unlink()
    with pytest.raises(ModelError, match=r"judge\.onnx"):
        load_model(copy)


def test_an_altered_file_is_named(copy: Path) -> None:
    with (copy / "encoder.onnx").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"????")
    with pytest.raises(ModelError, match=r"encoder\.onnx") as caught:
        load_model(copy)
    assert caught.value.code == "model_corrupt"
    assert caught.value.message("id") != caught.value.message("en")


def test_a_model_of_another_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "model.json").read_text("utf-8"))
    (copy / "model.json").write_text(json.dumps({**manifest, "format": 99}), "utf-8")
    with pytest.raises(ModelError, match="99"):
        load_model(copy)


def test_an_incomplete_manifest_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "model.json").read_text("utf-8"))
    del manifest["thresholds"]
    (copy / "model.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="thresholds"):
        load_model(copy)
