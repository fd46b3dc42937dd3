"""The commands user, token, forget, backup, restore and demo, as a terminal sees them."""

import contextlib
import re
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest

from assist.messages import catalogue
from tests.serving import command, environment


@pytest.fixture
def assist(tmp_path: Path):
    """Run ``assist … --data DIR``: standard output, standard error, exit status."""

    def run(*args: str | Path, stdin: str = "", **env: str) -> tuple[str, str, int]:
        done = subprocess.run(
            command(*args, "--data", tmp_path / "data"),
            env=environment(**env),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr, done.returncode

    return run


def test_the_first_person_is_a_lead(assist) -> None:
    assert assist("user", "add", "Lena", stdin="a long password\n")[::2] == ("added lena as lead\n", 0)
    assert assist("user", "add", "sari@toko.id", "--team", "Jakarta")[2] == 0
    out, err, status = assist("user", "add", "LENA", stdin="a long password\n", LANG="id_ID.UTF-8")
    assert (out, status) == ("", 1)
    assert "sudah ada yang bernama" in err
    out, err, status = assist("user", "add", "Rani", "--role", "reviewer", stdin="short\n")
    assert (out, status) == ("", 1)
    assert "at least 10" in err
    assert assist("user", "list")[0].splitlines() == [
        "lena\tlead\t\tLena",
        "sari@toko.id\tagent\tJakarta\tsari@toko.id",
    ]
    assert assist("user", "password", "lena", stdin="another long one\n")[2] == 0
    assert assist("user", "password", "nobody", stdin="another long one\n")[2] == 1
    assert assist("user", "remove", "Lena")[2] == 0
    assert assist("user", "list")[0].splitlines()[0].endswith("removed")
    assert assist("user")[2] == 2
    assert assist("user", "add", "x", "--role", "boss")[2] == 2


def test_who_was_only_named_is_told_apart_until_added(assist, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    past.write_text("reply,customer,agent\nBaik Kak,Halo,buyer@mail.id\n")
    assert assist("audit", past)[2] == 0
    assert assist("token", "add", "Desk")[2] == 0
    assert assist("user", "list")[0].splitlines() == [
        "buyer@mail.id\tagent\t\tbuyer@mail.id\tcannot sign in",
        "desk\tagent\t\tDesk\tcannot sign in",
    ]
    for name in ("Desk", "Buyer@mail.id"):
        assert assist("user", "add", name, "--role", "agent", "--no-password")[2] == 0
    assert "cannot sign in" not in assist("user", "list")[0]


def test_tokens_are_shown_once_and_revoked(assist) -> None:
    out, err, status = assist("token", "add", "Desk", "--label", "zendesk")
    assert (out.startswith("assist_"), len(out.splitlines()), status) == (True, 1, 0)
    assert "only its hash" in err
    listed = assist("token", "list")[0]
    assert listed == "1\tdesk\tzendesk\t-\n"
    assert out.strip() not in listed
    assert assist("token", "list", "nobody")[2] == 1
    assert assist("token", "revoke", "1")[::2] == ("revoked token 1\n", 0)
    assert assist("token", "revoke", "1")[2] == 1
    assert assist("token", "list", "desk")[0].endswith("revoked\n")


def test_a_code_is_alone_on_the_first_line(assist) -> None:
    out, err, status = assist("pair")
    assert (len(out.splitlines()), len(out.strip()), status) == (1, 9, 0)
    assert "two minutes" in err
    assist("user", "add", "Gone", "--no-password")
    assist("user", "remove", "Gone")
    assert assist("pair", "--agent", "gone")[2] == 2


def test_data_is_kept_put_back_and_forgotten(assist, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    past.write_text(
        "reply,customer,agent\nKami cek ya Kak,HP saya 0812-3456-7890,Sari\n"
        "Baik Kak,Halo,Sari\nHalo,Halo,Dewi\n"
    )
    assert assist("audit", past)[2] == 0
    file = tmp_path / "b.zip"
    assert assist("backup", file)[0].startswith("saved 3 replies")
    assert assist("forget", "--customer", "+62 812 3456 7890")[0] == "deleted 1 replies\n"
    assert assist("forget", "--customer", "somebody")[2] == 1
    assert assist("forget", "--agent", "sari")[0] == "deleted 1 replies\n"
    assert assist("forget", "--agent", "nobody")[2] == 1
    assert assist("forget")[2] == 2
    _, err, status = assist("restore", file)
    assert ("--yes" in err, status) == (True, 2)
    assert assist("restore", file, "--yes")[0].startswith("restored 3 replies")
    assert assist("restore", past, "--yes")[2] == 1
    assert assist("user", "remove", "Dewi", "--data-too")[0].splitlines()[1] == "deleted 1 replies of dewi"


def test_a_backup_is_refused_only_where_a_later_version_made_it(assist, tmp_path: Path) -> None:
    assist("user", "add", "Lena", stdin="a long password\n")
    file, other = tmp_path / "b.zip", tmp_path / "other.zip"
    assert assist("backup", file)[2] == 0

    def of_schema(revision: str) -> None:
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
            for name in old.namelist():
                content = old.read(name).decode()
                if name == "manifest.json":
                    content = re.sub(r'"revision": "\w+"', f'"revision": "{revision}"', content)
                elif name == "people.jsonl":
                    content = re.sub(r', "may_sign_in": \w+', "", content)  # of 0003
                new.writestr(name, content)

    of_schema("9999")
    _, err, status = assist("restore", other, "--yes", LANG="id_ID.UTF-8")
    assert ("versi Assist lain (skema 9999" in err, status) == (True, 1)
    of_schema("0002")
    assert assist("restore", other, "--yes")[::2] == (f"restored 0 replies (1 rows in all) from {other}\n", 0)
    assert assist("user", "list")[0] == "lena\tlead\t\tLena\n"


def test_examples_come_and_go(assist) -> None:
    assert assist("demo")[0].startswith("stored 60")
    assert assist("demo", "--clear")[0].startswith("deleted 60")


def test_a_store_that_cannot_be_opened_is_told(assist, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "assist.sqlite3").write_text("no database, but long enough to be taken for one" * 50)
    _, err, status = assist("user", "list")
    assert (status, err.startswith("assist: ")) == (2, True)
    _, err, status = assist("user", "list", ASSIST_DATABASE_URL="mysql://x/y")
    assert status == 2
    assert "sqlite or postgresql" in err


@pytest.mark.parametrize("room", ["people", "keep", "bulk", "verdict"])
def test_every_sentence_is_there_in_both_languages(room: str) -> None:
    english = {key: text for key, text in catalogue("en").items() if key.startswith(f"{room}.")}
    indonesian = {key: text for key, text in catalogue("id").items() if key.startswith(f"{room}.")}
    assert english.keys() == indonesian.keys()
    for key, text in english.items():
        fields = {part.split("}")[0] for part in text.split("{")[1:]}
        assert fields == {part.split("}")[0] for part in indonesian[key].split("{")[1:]}, key


def test_a_store_of_a_later_version_is_named_in_the_terminals_language(assist, tmp_path: Path) -> None:
    assert assist("user", "list")[2] == 0
    file = tmp_path / "data" / "assist.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    out, err, status = assist("user", "list", LANG="id_ID.UTF-8")
    assert (out, status) == ("", 2)
    assert "9999" in err
    assert "perbarui Assist" in err
