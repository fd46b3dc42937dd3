import json
from pathlib import Path
from typing import Any

import pytest

from tests.serving import run

APOLOGY = "We're sorry for the delay, Ana."
NEWS = "The courier comes tomorrow before noon."
FAULT = "You should have ordered earlier."


def row(name: str, reply: str, group: str, *, blame: bool = False, sorry: bool = True) -> dict[str, Any]:
    at = reply.find(FAULT)
    labels = {"defensive": 0, "blame": int(blame), "needs_apology": 1}
    labels |= {"apology": "full" if sorry else "none", "missing_apology": int(not sorry)}
    marked = {"start": at, "end": at + len(FAULT) - 1, "category": "blame", "kind": "reproach"}
    return {
        "id": name,
        "lang": "en",
        "customer": "My parcel is a week late!",
        "reply": reply,
        "labels": labels,
        "phrases": [marked] if blame else [],
        "group": group,
    }


ROWS = [
    row("a", f"{APOLOGY} {NEWS}", "pair"),
    row("b", f"{APOLOGY} {FAULT} {NEWS}", "pair", blame=True),
    row("c", NEWS, "alike", sorry=False),
    row("d", NEWS.upper(), "alike", sorry=False),
    row("e", NEWS, "mistaken", sorry=False),
    row("f", f"{NEWS} ", "mistaken"),  # told to be sorry, which it is not
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "replies.jsonl"
    written.write_text("".join(f"{json.dumps(each)}\n" for each in ROWS), encoding="utf-8")
    return written


def test_json_holds_the_figures_of_each_score_and_of_the_groups(file: Path) -> None:
    done = run("evaluate", file, "--json")
    assert done.returncode == 0
    (figures,) = json.loads(done.stdout).values()
    assert figures["replies"] == len(ROWS)
    assert (figures["blame"]["positives"], figures["blame"]["f1"]) == (1, 1.0)
    assert figures["missing_apology"]["recall"] == 1.0
    assert figures["missing_apology"]["precision"] == pytest.approx(3 / 4)
    assert figures["siblings"] == {"pairs": 2, "told_apart": 0.5, "alike": 1, "kept": 1.0}


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en_US.UTF-8", "pairs told apart 0.50 of 2"), ("id_ID.UTF-8", "pasangan dibedakan 0.50")],
)
def test_people_read_how_many_pairs_were_told_apart(file: Path, locale: str, said: str) -> None:
    done = run("evaluate", file, LANG=locale)
    assert done.returncode == 0
    assert said in done.stdout


def test_a_line_that_is_no_labelled_reply_is_named(file: Path) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"id": "g"}\n')
    done = run("evaluate", file)
    assert done.returncode == 1
    assert "7" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "change", [{"reply": ""}, {"reply": "> quoted"}, {"customer": None}, {"lang": 3}, {"labels": {}}]
)
def test_each_line_that_cannot_be_used_is_named_and_nothing_is_measured(
    file: Path, change: dict[str, Any]
) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps({**ROWS[0], **change})}\n" for _ in range(2))
    done = run("evaluate", file)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for number in (7, 8):
        assert f"replies.jsonl:{number}: " in done.stderr


def test_a_file_that_is_not_utf8_is_named(file: Path) -> None:
    file.write_bytes(b'{"id": "\xff"}\n')
    done = run("evaluate", file, LANG="id_ID.UTF-8")
    assert done.returncode == 1
    assert "replies.jsonl: bukan UTF-8 mulai dari byte 8" in done.stderr


def test_line_separators_within_a_reply_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    odd = tmp_path / "odd.jsonl"
    said = {**ROWS[0], "reply": f"{APOLOGY}\u2028{NEWS}\x85"}
    odd.write_text(f"{json.dumps(said, ensure_ascii=False)}\r\n", encoding="utf-8-sig", newline="")
    done = run("evaluate", odd, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["odd"]["replies"] == 1


def test_two_files_of_one_name_are_both_measured(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_text(f"{json.dumps(ROWS[0])}\n", encoding="utf-8")
    done = run("evaluate", file, other, "--json")
    assert {title: figures["replies"] for title, figures in json.loads(done.stdout).items()} == {
        str(file): len(ROWS),
        str(other): 1,
    }
