import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assist.rubric import STEPS
from assist.scoring.result import Finding, Result
from assist.server.review.exports import csv_lines, safe_cell
from assist.store import labelled, people, replies, reviews, switches, verdicts
from assist.store.database import Database
from assist.store.filters import Filters

TEXT = "Hi. This is not our fault."


@pytest.mark.parametrize("text", ["=1+1", "+62 812", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_nothing_in_a_cell_is_run_as_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_plain_cells_stay_as_they_are() -> None:
    assert [safe_cell(one) for one in ("Halo", "", None, -0.5, True)] == ["Halo", "", None, -0.5, True]


def test_csv_reads_back_with_line_breaks_quotes_and_signs() -> None:
    rows = [{"a": 'He said "no",\nthen left', "b": "=HYPERLINK(1)"}, {"a": "é🙏", "b": ""}]
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeff")
    assert list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))) == [
        {"a": 'He said "no",\nthen left', "b": "'=HYPERLINK(1)"},
        {"a": "é🙏", "b": ""},
    ]


def test_labels_come_out_as_the_contract_wants_them(database: Database) -> None:
    start = TEXT.index("This")
    finding = Finding(start, len(TEXT) - 1, TEXT[start:-1], "defensive", "denial", 0.9)
    result = Result(
        "en",
        {"defensive": 0.9, "blame": 0.1, "missing_apology": 0.8},
        ("defensive", "missing_apology"),
        0.9,
        "none",
        (finding,),
        {"act": 0.1},
        (),
        "tone-1.0.0",
    )
    with database.write() as session:
        reviewer = people.add(session, "sari", "reviewer")
        # No second reader by chance.
        switches.turn(session, people.add(session, "lead", "lead"), double_share=0.0)
        sent = replies.Sent(TEXT, "Where is it?", result, datetime(2026, 11, 1, tzinfo=UTC), agent="tom")
        one, _ = replies.record(session, [sent, sent], None)
        (stored,) = replies.by_ids(session, [one.id])
        reviews.save(session, one.id, reviewer, verdicts.prefilled(stored))
    with database.read() as session:
        (row,) = labelled.labelled(session, Filters(), reviewer)
        table = list(labelled.rows(session, Filters(), reviewer))
    assert json.loads(json.dumps(row)) == {
        "id": str(one.id),
        "lang": "en",
        "customer": "Where is it?",
        "reply": TEXT,
        "labels": {"defensive": 1, "blame": 0, "needs_apology": 1, "apology": "none", "missing_apology": 1},
        "phrases": [{"start": start, "end": len(TEXT) - 1, "category": "defensive", "kind": "denial"}],
    }
    assert len(table) == 2
    assert {line["settled_defensive"] for line in table} == {True, None}
    for steps, told in (({"act": 1}, None), (dict.fromkeys(STEPS, 0), dict.fromkeys(STEPS, 0))):
        with database.write() as session:
            version = reviews.mine(session, one.id, reviewer)
            assert version is not None
            labels = replace(verdicts.of_review(version), steps=steps)
            reviews.save(session, one.id, reviewer, labels, base_version=version.version)
        with database.read() as session:
            (row,) = labelled.labelled(session, Filters(), reviewer)
        assert row.get("steps") == told  # all nine or none
