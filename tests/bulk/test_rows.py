import json
import mailbox
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from assist.bulk.columns import Columns, Row, chosen, guess, moment, row_of
from assist.bulk.rows import Fault, Raw, Unreadable, columns_of, format_of, read


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _told(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.values["reply"] if isinstance(row, Raw) else row.key) for row in read(path)]


def test_csv_rows_with_line_breaks_and_bad_ones_between(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "a.csv",
        b'reply,customer\r\none,x\r\n"two\r\nlines",y\r\nthree\r\n"open,z\r\nfour,x\r\n\r\n'
        b'"fi""ve",\r\n"si"x,y\r\n\xff\xfe,y\r\nseven,"z\r\nz"\r\n',
    )
    assert _told(path) == [
        (2, "one"),
        (3, "two\r\nlines"),
        (5, "columns"),
        (6, "bad_quotes"),
        (7, "four"),
        (9, 'fi"ve'),
        (10, "bad_quotes"),
        (11, "not_utf8"),
        (12, "seven"),
    ]


def test_an_open_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    good = "".join(f"reply {n},ok\n" for n in range(2000))
    path = _file(tmp_path, "a.csv", 'reply,customer\n"never closed,x\n' + good)
    rows = list(read(path))
    assert isinstance(rows[0], Fault)
    assert len(rows) == 2001
    assert all(isinstance(row, Raw) for row in rows[1:])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_keep_their_numbers_in_a_long_file(tmp_path: Path, end: str, encoding: str) -> None:
    # Of many lengths, so that whatever is read at a time ends within values, letters and line ends.
    lines, expected = ["", "reply,customer"], list[tuple[int, str]]()
    for n in range(3000):
        at, long = len(lines) + 1, "é" * (n % 37)
        if n % 3 == 0:
            lines += [f'"{n} 🙏{long}', f'\u2028b",{n}']
            expected.append((at, f"{n} 🙏{long}{end}\u2028b"))
        elif n % 11 == 0:
            lines += ["too,many,values", ""]
            expected.append((at, "columns"))
        else:
            lines.append(f"{n}{long},ok")
            expected.append((at, f"{n}{long}"))
    path = _file(tmp_path, "a.csv", end.join(lines).encode(encoding))
    assert columns_of(path) == ["reply", "customer"]
    assert _told(path) == expected


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_is_not_held_in_memory(tmp_path: Path, name: str) -> None:
    def row(text: str, n: int) -> str:
        return f"{text},{n}\n" if name == "a.csv" else json.dumps({"reply": text, "customer": n}) + "\n"

    path = tmp_path / name
    with path.open("w", encoding="utf-8") as file:
        file.write("reply,customer\n" if name == "a.csv" else "")
        for n in range(40_000):
            file.write(row("Itu bukan kesalahan kami, Kak.".replace(",", ""), n))
    tracemalloc.start()
    try:
        assert len(columns_of(path)) == 2
        assert sum(isinstance(row, Raw) for row in read(path)) == 40_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 4


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_line_without_end_is_one_bad_row(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    good = b'{"reply": "one"}\n' if name == "a.jsonl" else b"one,x\n"
    with path.open("wb") as file:
        file.write(b"" if name == "a.jsonl" else b"reply,customer\n")
        file.write(good)
        for _ in range(90):
            file.write(b"never ending, " * 75_000)
        file.write(b"\n" + good)
    tracemalloc.start()
    try:
        told = _told(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    first = 1 if name == "a.jsonl" else 2
    assert told == [(first, "one"), (first + 1, "long_line"), (first + 2, "one")]
    assert peak < path.stat().st_size / 2
    # Nor do many lines behind one open quote add up.
    path = _file(tmp_path, "b.csv", b'reply,customer\n"open,x\n' + (b"y" * 1_000_000 + b"\n") * 6 + good)
    assert next(key for _, key in _told(path)) == "bad_quotes"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_other_dresses(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = (
        delimiter.join(["Balasan", "Keluhan"]) + "\n" + delimiter.join(["Maaf ya — Kak 🙏", "rusak"]) + "\n"
    )
    path = _file(tmp_path, "a.csv", text.encode(encoding))
    columns = guess(columns_of(path))
    (raw,) = read(path)
    assert isinstance(raw, Raw)
    assert row_of(raw, columns) == Row(2, "Maaf ya — Kak 🙏", "rusak")


def test_json_lines(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "a.jsonl",
        b'{"reply": "one", "n": 1, "x": null}\n\n{"reply": \n[1]\n"text"\n'
        b'{"reply": "\xff"}\n{"reply": "two"}',
    )
    assert columns_of(path) == ["reply", "n", "x"]
    assert _told(path) == [
        (1, "one"),
        (3, "not_json"),
        (4, "not_object"),
        (5, "not_object"),
        (6, "not_utf8"),
        (7, "two"),
    ]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = {"reply": ["one", None], "sent_at": [datetime(2026, 1, 2, tzinfo=UTC)] * 2, "n": [1, 2]}
    parquet.write_table(pyarrow.table(table), path)
    columns = chosen(columns_of(path))
    rows = [row_of(raw, columns) for raw in read(path) if isinstance(raw, Raw)]
    assert rows == [Row(1, "one", sent_at=datetime(2026, 1, 2, tzinfo=UTC)), Fault(2, "no_reply")]
    broken = _file(tmp_path, "b.parquet", b"PAR1 and nothing else")
    with pytest.raises(Unreadable, match="no valid Parquet"):
        columns_of(broken)


def _mail(number: int, text: str, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{number}@x>"
    mail["From"] = "Sari <sari@toko.id>"
    mail["Date"] = "Mon, 02 Nov 2026 09:30:00 +0700"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def test_mbox_tells_the_answer_from_what_it_answers(tmp_path: Path) -> None:
    path = tmp_path / "sent.mbox"
    box = mailbox.mbox(path)
    box.add(_mail(1, "Paket saya belum datang.\n", Subject="Paket"))
    box.add(
        _mail(
            2, "Mohon maaf, Kak.\n\n> Paket saya\n> belum datang.\n", In_Reply_To="<1@x>", References="<1@x>"
        )
    )
    box.add(
        _mail(3, "Itu bukan salah kami.\n\nOn Mon, Nov 2, 2026 Budi wrote:\n> Rusak!\n", Subject="Re: rusak")
    )
    html = _mail(4, "x", In_Reply_To="<99@x>")
    html.clear_content()
    html.set_content(
        "<style>p{}</style><p>Halo <b>Kak</b></p><p>Kami cek.</p><blockquote>lama<br>sekali</blockquote>",
        "html",
    )
    box.add(html)
    odd = _mail(5, "x", In_Reply_To="<1@x>").as_bytes().replace(b'charset="utf-8"', b'charset="no-such"')
    box.add(odd)
    box.close()
    assert format_of(path) == "mbox"
    rows = {row.line: row for row in read(path)}
    assert 1 not in rows
    second = row_of(rows[2], chosen(columns_of(path)))
    assert second == Row(
        2,
        "Mohon maaf, Kak.",
        "Paket saya belum datang.",
        agent="sari@toko.id",
        thread="<1@x>",
        sent_at=datetime(2026, 11, 2, 2, 30, tzinfo=UTC),
    )
    assert (rows[3].values["reply"], rows[3].values["customer"]) == ("Itu bukan salah kami.", "Rusak!")
    assert (rows[4].values["reply"], rows[4].values["customer"]) == ("Halo Kak\nKami cek.", "lama\nsekali")


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.csv", "", "empty_file"),
        ("a.csv", "\n\n", "empty_file"),
        ("a.csv", "reply,reply\n", "bad_header"),
        ("a.csv", "reply,,x\n", "bad_header"),
        ("a.csv", "reply," + "x" * 200_000 + "\n", "bad_header"),
        ("a.exe", "MZ", "unknown_format"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: str, key: str) -> None:
    path = _file(tmp_path, name, content)
    with pytest.raises(Unreadable) as caught:
        columns_of(path)
    assert caught.value.key == key
    assert caught.value.message("id") != caught.value.message("en")
    with pytest.raises(Unreadable, match="cannot read"):
        columns_of(tmp_path / "none.csv")


def test_columns_are_guessed_named_and_refused() -> None:
    assert guess(["Tanggal", "No Tiket", "Pesan-Pelanggan", "BALASAN"]) == Columns(
        reply="BALASAN", customer="Pesan-Pelanggan", thread="No Tiket", sent_at="Tanggal"
    )
    assert chosen(["a", "b"], reply="b", customer=None) == Columns(reply="b")
    assert chosen(["reply", "agent"], agent="") == Columns(reply="reply")
    with pytest.raises(Unreadable, match="there is no column c"):
        chosen(["a", "b"], reply="c")
    with pytest.raises(Unreadable, match="--reply"):
        chosen(["a", "b"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-02T09:30:00Z", "2026-11-02T09:30:00+00:00"),
        ("2026-11-02 09:30", "2026-11-02T09:30:00+00:00"),
        ("2026-11-02T09:30:00+07:00", "2026-11-02T02:30:00+00:00"),
        ("02/11/2026 09:30", "2026-11-02T09:30:00+00:00"),
        ("2026/11/02", "2026-11-02T00:00:00+00:00"),
        ("1793611800", "2026-11-02T09:30:00+00:00"),
        ("1793611800000", "2026-11-02T09:30:00+00:00"),
        # As ISO 8601 it would be the year 1712.
        ("1712012341530", "2024-04-01T22:59:01.530000+00:00"),
        ("1712012341530.0", "2024-04-01T22:59:01.530000+00:00"),
        ("971201234153", "2000-10-10T18:07:14.153000+00:00"),
        ("20261102", "2026-11-02T00:00:00+00:00"),
        ("Mon, 02 Nov 2026 09:30:00 +0700", "2026-11-02T02:30:00+00:00"),
        ("kemarin", None),
        ("31/31/2026", None),
        ("1e400", None),
        ("nan", None),
        ("0001-01-01", None),
    ],
)
def test_times_as_people_and_programs_write_them(written: str, meant: str | None) -> None:
    found = moment(written)
    assert (found.isoformat() if found else None) == meant


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"reply": "  "}, "no_reply"),
        ({"reply": "x" * 70_000}, "too_long"),
        ({"reply": "\ud800"}, "not_utf8"),
        ({"reply": "x", "sent_at": "soon"}, "bad_time"),
    ],
)
def test_rows_that_cannot_be_used(values: dict[str, str], key: str) -> None:
    row = row_of(Raw(3, values), Columns(reply="reply", sent_at="sent_at"))
    assert isinstance(row, Fault)
    assert (row.line, row.key) == (3, key)
    assert row.message("id") != row.message("en")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("x.csv", "x.jsonl", "x.mbox"):
        path = _file(folder, name, b"reply,customer\n" + data if name == "x.csv" else data)
        try:
            for row in read(path):
                assert row.line > 0
        except Unreadable:
            pass


@given(st.lists(st.tuples(st.text(), st.text()), max_size=8))
def test_what_csv_writers_write_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows) -> None:
    import csv

    path = tmp_path_factory.getbasetemp() / "written.csv"
    kept = [(a, b) for a, b in rows if (a + b).strip() and not any("\ud800" <= c <= "\udfff" for c in a + b)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([("reply", "customer"), *kept])
    found = [(row.values["reply"], row.values["customer"]) for row in read(path) if isinstance(row, Raw)]
    assert found == kept


def test_json_values_become_text(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.jsonl", json.dumps({"reply": 5, "customer": ["a"], "ok": True}))
    (raw,) = read(path)
    assert isinstance(raw, Raw)
    assert raw.values == {"reply": "5", "customer": '["a"]', "ok": "true"}
