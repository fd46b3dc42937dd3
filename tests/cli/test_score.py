import json
import os
import pty
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assist.rubric import SCORES, STEPS
from tests.serving import command, environment

REPLY = "Itu bukan kesalahan kami. Seharusnya Kakak cek dulu sebelum memesan."
CUSTOMER = "Paket saya belum sampai!"


def run(*args: str, given: bytes = b"", **env: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        command("score", *args),
        input=given,
        capture_output=True,
        env=environment(**env),
        timeout=300,
        check=False,
    )


def as_json(*args: str, given: bytes = b"") -> dict[str, Any]:
    done = run("--json", *args, given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)


def test_json_is_one_result_as_the_contract_says() -> None:
    result = as_json(REPLY, "--customer", CUSTOMER)
    assert set(result) >= {
        "language",
        "scores",
        "flags",
        "needs_apology",
        "apology",
        "findings",
        "steps",
        "hints",
        "model",
    }
    assert set(result["scores"]) == set(SCORES)
    assert set(result["steps"]) == set(STEPS)
    assert set(result["flags"]) == set(SCORES)
    assert all(REPLY[found["start"] : found["end"]] == found["text"] for found in result["findings"])


def test_the_text_comes_from_standard_input_too() -> None:
    assert as_json(given=REPLY.encode()) == as_json(REPLY)
    assert as_json("-", given=REPLY.encode() + b"\r\n") == as_json(REPLY)
    assert as_json(given=b"\xef\xbb\xbf" + REPLY.encode()) == as_json(REPLY)


def test_offsets_count_code_points() -> None:
    reply = "😀😀 Itu bukan kesalahan kami."
    found = [one for one in as_json(reply)["findings"] if one["category"] == "defensive"]
    assert found
    assert all(reply[one["start"] : one["end"]] == one["text"] for one in found)


@pytest.mark.parametrize(("ui", "said"), [("en", "What to mend"), ("id", "Yang perlu diperbaiki")])
def test_people_read_marked_phrases_reasons_and_steps(ui: str, said: str) -> None:
    done = run(REPLY, "--customer", CUSTOMER, "--ui", ui)
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert said in shown
    assert re.search(r"‸¹Itu bukan kesalahan kami≈². Seharusnya Kakak cek dulu sebelum memesan‼³", shown)
    assert re.search(r"^  1\. ‸ .*\n(?s:.*)^  2\. ≈ .*“Itu bukan kesalahan kami” *$", shown, re.MULTILINE)
    assert "\x1b" not in shown


def test_the_view_follows_the_terminal_and_else_the_draft() -> None:
    assert "What to mend" in run(REPLY, LANG="en_US.UTF-8").stdout.decode()
    assert "Yang perlu diperbaiki" in run("This is not our fault.", LANG="id_ID.UTF-8").stdout.decode()
    assert "Yang perlu diperbaiki" in run(REPLY).stdout.decode()


def test_a_good_reply_is_all_clear() -> None:
    done = run("Terima kasih sudah menghubungi kami, Kak. Pesanannya kami kirim hari ini.", "--ui", "en")
    assert "All clear" in done.stdout.decode()


def in_terminal(*args: str, **env: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("score", *args),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        env=environment(TERM="xterm-256color", **env),
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux says "input/output error" when the other end is gone
            pass
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def test_a_terminal_gets_colours_unless_it_says_no() -> None:
    assert "\x1b[" in in_terminal(REPLY)
    plain = in_terminal(REPLY, NO_COLOR="1")
    assert "\x1b[31m" not in plain
    assert "\x1b[1;31m" not in plain


@pytest.mark.parametrize("given", [b"", b" \n", b"\xff\xfe\xfa", b"a\x00b", b"Halo \xed\xa0\xbd"])
def test_what_cannot_be_scored_is_named_in_one_line(given: bytes) -> None:
    for form in ((), ("--json",)):
        done = run(*form, given=given)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.startswith(b"assist: ")
        assert done.stderr.count(b"\n") == 1


def test_an_argument_that_is_not_utf8_is_named() -> None:
    done = subprocess.run(
        [*command("score"), b"Halo \xff"], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert b"not UTF-8" in done.stderr


def test_a_missing_model_is_status_2(tmp_path: Path) -> None:
    done = run("Halo", ASSIST_MODEL=str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path).encode() in done.stderr


def lines(given: Sequence[bytes | dict[str, object]], *args: str) -> "tuple[int, list[dict[str, Any]], str]":
    raw = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n"
        for line in given
    )
    done = run("--jsonl", *args, given=raw)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_lines_come_back_in_order_with_the_ids_they_had() -> None:
    ids: list[object] = ["a", 7, None, {"x": [1]}, "😀"]
    given: list[bytes | dict[str, object]] = [
        {"id": one, "reply": f"Halo nomor {n}."} for n, one in enumerate(ids)
    ]
    status, results, errors = lines(
        [*given, {"reply": REPLY, "customer": CUSTOMER}, {"reply": "Halo", "customer": None}]
    )
    assert (status, errors) == (0, "")
    assert [result["id"] for result in results[:5]] == ids
    assert "id" not in results[5]
    assert results[5]["flags"]


def test_a_bad_line_keeps_its_place() -> None:
    status, results, errors = lines(
        [
            {"reply": "Halo."},
            b"{",
            b"",
            b"[1]",
            b"\xff\xfe",
            {"id": "x"},
            {"id": "y", "reply": 3},
            {"reply": "Halo.", "customer": []},
            b'{"reply": "\\ud800"}',
            {"reply": "a\x00"},
            {"reply": ""},
            b'{"reply": NaN}',
            b"[" * 100_000,
            {"id": "last", "reply": "Halo."},
        ]
    )
    assert status == 1
    assert [result.get("line") for result in results] == [None, *range(2, 14), None]
    assert all(isinstance(result["error"], str) and result["error"] for result in results[1:-1])
    assert results[5]["id"] == "x"
    assert results[-1]["id"] == "last"
    assert len(errors.splitlines()) == 12
    assert errors.startswith("assist: line 2: ")


def test_each_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen(
        command("score", "--jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "reply": "Halo, Kak."}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 0


def test_a_reader_that_leaves_is_no_error() -> None:
    script = 'for i in $(seq 50); do echo \'{"reply": "Halo, Kak."}\'; done | ' + " ".join(
        [*command("score"), "--jsonl", "|", "head", "-1"]
    )
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", script], capture_output=True, env=environment(), check=False
    )
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_lines_take_no_text_beside_them() -> None:
    assert run("--jsonl", "Halo").returncode == 2
    assert run("--jsonl", "--json").returncode == 2
