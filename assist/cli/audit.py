"""``assist audit FILE``: past replies in bulk, into the review queue or a file."""

import argparse
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say

if TYPE_CHECKING:
    from assist.bulk.columns import Columns
    from assist.bulk.steps import Progress
    from assist.scoring.scorer import Scorer

_FIELDS = ("reply", "customer", "agent", "channel", "thread", "sent_at")


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser("audit", help=say("bulk.help", ui), description=say("bulk.about", ui))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("bulk.file", ui))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say("bulk.out", ui))
    for field in _FIELDS:
        parser.add_argument(
            f"--{field.replace('_', '-')}", metavar="COL", help=say("bulk.column", ui, field=field)
        )
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("bulk.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score every row; 1 where some could not be used, each named on standard error."""
    from assist.bulk.columns import chosen
    from assist.bulk.rows import Unreadable, columns_of

    ui = language()
    try:
        columns = chosen(columns_of(args.file), **{field: getattr(args, field) for field in _FIELDS})
        return _into_file(args, columns, ui) if args.out else _into_store(args, columns, ui)
    except Unreadable as error:
        raise Refusal(error.message(ui)) from None


def _into_store(args: argparse.Namespace, columns: "Columns", ui: str) -> int:
    from assist.bulk import into_store
    from assist.store.intake import Intake

    settings = read_settings(args)
    scorer = _scorer(args, ui)
    database = open_store(settings)
    try:
        path = args.file.resolve()
        import_id = into_store.begin(database, path, args.file.name, columns, None).id
        steps = into_store.steps(database, scorer, Intake(settings), import_id)
        last, whole = _follow(steps, ui)
        with database.read() as session:
            bad = into_store.faults(session, import_id)
    finally:
        database.close()
    for fault in bad:
        line = say("bulk.row", ui, file=args.file.name, line=fault.line, what=fault.message(ui))
        print(line, file=sys.stderr)
    counts = {"done": last.done, "stored": last.stored, "known": last.known, "bad": last.bad}
    print(say("bulk.summary", ui, **counts), file=sys.stderr)
    return _status(last, whole, ui)


def _into_file(args: argparse.Namespace, columns: "Columns", ui: str) -> int:
    from assist.bulk import into_file

    try:
        last, whole = _follow(into_file.run(_scorer(args, ui), args.file, columns, args.out, ui), ui)
    except OSError as error:
        raise Refusal(say("bulk.no_out", ui, file=args.out, why=error.strerror or error)) from None
    if whole:
        for line in into_file.errors(args.out):
            number, _, what = line.partition(": ")
            print(say("bulk.row", ui, file=args.file.name, line=number, what=what), file=sys.stderr)
        print(say("bulk.summary_file", ui, done=last.done, file=args.out, bad=last.bad), file=sys.stderr)
    return _status(last, whole, ui)


def _status(last: "Progress", whole: bool, ui: str) -> int:
    if not whole:
        print(say("bulk.paused", ui, done=last.done, total=last.total), file=sys.stderr)
        return 130
    return 1 if last.bad else 0


def _follow(steps: "Generator[Progress]", ui: str) -> "tuple[Progress, bool]":
    """Show a bar while it goes on; the last step, and whether it came to the end (False: Ctrl+C)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    last = next(steps)
    with Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(say("bulk.progress", ui), total=last.total, completed=last.done)
        try:
            for last in steps:
                bar.update(task, completed=last.done)
        except KeyboardInterrupt:
            steps.close()
            return last, False
    return last, True


def _scorer(args: argparse.Namespace, ui: str) -> "Scorer":
    from assist.scoring.model import ModelError
    from assist.scoring.scorer import Scorer

    try:
        return Scorer(read_settings(args))
    except ModelError as error:
        raise Refusal(error.message(ui)) from None
