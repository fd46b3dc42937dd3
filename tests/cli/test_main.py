import pytest

from assist import __version__
from tests.serving import run


def test_without_a_command_the_help_is_shown() -> None:
    done = run()
    assert done.returncode == 2
    assert all(name in done.stdout for name in ("serve", "score", "usage:"))


def test_help_speaks_the_language_of_the_terminal() -> None:
    english, indonesian = run("--help"), run("--help", LANG="id_ID.UTF-8")
    assert english.returncode == indonesian.returncode == 0
    assert "commands" in english.stdout
    assert "perintah" in indonesian.stdout


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"assist {__version__}\n"


@pytest.mark.parametrize(
    "args", [("no-such-command",), ("score", "--no-such-option"), ("serve", "--port", "x")]
)
def test_wrong_use_is_status_2(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "assist" in done.stderr


def test_a_setting_that_cannot_be_used_is_named_in_one_line() -> None:
    done = run("serve", ASSIST_PORT="no-number")
    assert done.returncode == 2
    assert done.stderr.startswith("assist: the setting port cannot be 'no-number'")
    assert done.stderr.count("\n") == 1
