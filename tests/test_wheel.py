"""The wheel in an empty environment, in another folder, with nothing of the checkout in reach."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `assist` of a fresh environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    venv.create(folder / "venv", with_pip=True)
    wheel = next(folder.glob("*.whl"))
    install = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pinned = ["--require-hashes", "-r", str(ROOT / "requirements" / "serve.lock")]
    subprocess.run([*install, *pinned], check=True, capture_output=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, capture_output=True)
    return folder / "venv" / "bin" / "assist"


def test_it_scores_with_the_shipped_model(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed, "score", "--json", "--customer", "Barang saya rusak", "Itu bukan kesalahan kami."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    assert result["model"].startswith("tone-")
    assert "defensive" in result["flags"]


def test_it_needs_no_torch(installed: Path, tmp_path: Path) -> None:
    names = "('torch', 'transformers', 'sklearn')"
    code = f"import importlib.util as u; print([n for n in {names} if u.find_spec(n)])"
    python = installed.parent / "python"
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
