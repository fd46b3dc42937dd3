"""The README keeps up with the code."""

import re
import tomllib
from pathlib import Path

from assist.messages import UI_LANGUAGES, catalogue
from assist.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_documented_and_none_else() -> None:
    documented = set(re.findall(r"^\| `(ASSIST_[A-Z_]+)` \|", README, re.MULTILINE))
    assert documented == {f"ASSIST_{name.upper()}" for name in Settings.model_fields}


def test_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_messages_say_the_same_things_in_both_languages() -> None:
    first, second = (catalogue(language) for language in UI_LANGUAGES)
    assert first.keys() == second.keys()
    for key in first:
        assert set(re.findall(r"{(\w+)", first[key])) == set(re.findall(r"{(\w+)", second[key])), key


def test_locks_name_no_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text("utf-8")


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "assist/__init__.py"
    version = re.search(r'__version__ = "(.+)"', (ROOT / "assist" / "__init__.py").read_text("utf-8"))
    assert version is not None
    assert f"## {version[1]} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
