"""`assist evaluate`: measure the model on labelled replies."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.cli.interface import Commands, Refusal, language, read_settings
from assist.messages import say
from assist.rubric import SCORES

if TYPE_CHECKING:
    from assist.scoring.result import Result
    from assist.scoring.scorer import Scorer
    from assist.training.labelled import Row

    _Line = tuple[str, Row]  # where it stands, and the labelled reply


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "evaluate", help=say("evaluate.help", ui), description=say("evaluate.about", ui)
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl", help=say("evaluate.files", ui))
    parser.add_argument("--json", action="store_true", help=say("evaluate.json", ui))
    parser.add_argument("--reviews", action="store_true", help=say("evaluate.reviews", ui))
    parser.add_argument("--engine", choices=("onnx", "torch"), help=say("evaluate.engine", ui))
    parser.add_argument("--model", type=Path, help=say("evaluate.model", ui))
    parser.add_argument("--data", type=Path, help=say("evaluate.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure by file and language; exit status 1, and no figures, where a line could not be used."""
    from assist.scoring.model import ModelError
    from assist.scoring.scorer import Scorer
    from assist.training.labelled import DataError

    ui = language()
    if not args.files and not args.reviews:
        raise Refusal(say("evaluate.nothing", ui))
    try:
        sets, faults = _read(args, ui)
        scorer = Scorer(read_settings(args))
    except ModelError as error:
        raise Refusal(error.message(ui)) from None
    except DataError as error:
        raise Refusal(say("evaluate.unreadable", ui, why=error.message(ui)), status=1) from None
    except OSError as error:
        raise Refusal(say("evaluate.unreadable", ui, why=error), status=1) from None
    report: dict[str, dict[str, Any]] = {}
    if not faults:
        report, faults = _measured(scorer, sets, ui)
    if faults:  # figures of a part would pass for those of the whole
        for fault in faults:
            print(say("evaluate.unreadable", ui, why=fault), file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(report, indent=1))
    else:
        _print(report, ui)
    return 0


def _read(args: argparse.Namespace, ui: str) -> "tuple[dict[str, list[_Line]], list[str]]":
    """Lines to measure on by title (a file's name, or its path where two share it), and what is wrong."""
    from assist.training.labelled import DataError, lines

    stems = [file.stem for file in args.files]
    sets: dict[str, list[_Line]] = {}
    faults: list[str] = []
    for file in args.files:
        title = file.stem if stems.count(file.stem) == 1 else str(file)
        sets[title] = []
        for number, row in lines(file):
            if isinstance(row, DataError):
                faults.append(row.message(ui))
            else:
                sets[title].append((f"{file.name}:{number}", row))
    if args.reviews:
        from assist.training.reviews import reviewed_rows

        sets["reviews"] = [(str(row["id"]), row) for row in reviewed_rows(read_settings(args))]
    return sets, faults


def _measured(
    scorer: "Scorer", sets: "dict[str, list[_Line]]", ui: str
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Figures by title and language, and one sentence for each reply that cannot be scored."""
    from rich.console import Console
    from rich.progress import track

    from assist.scoring.scorer import ScoringError
    from assist.training.evaluate import measure

    console = Console(file=sys.stderr)
    report: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for name, lines in sets.items():
        by_language: dict[str, list[tuple[Row, Result]]] = {}
        for place, row in track(lines, description=name, console=console, transient=True):
            try:
                result = scorer.score(row["reply"], row["customer"], suggest=False)
            except ScoringError as error:
                faults.append(f"{place}: {error.message(ui)}")
            else:
                by_language.setdefault(row["lang"], []).append((row, result))
        for spoken, pairs in sorted(by_language.items()):
            title = name if len(by_language) == 1 else f"{name}/{spoken}"
            report[title] = measure([row for row, _ in pairs], [result for _, result in pairs])
    return report, faults


def _print(report: dict[str, Any], ui: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for title, figures in report.items():
        table = Table(title=f"{title} ({figures['replies']})", title_justify="left", box=SIMPLE_HEAD)
        table.add_column(say("evaluate.score", ui), no_wrap=True)
        for column in ("positives", "precision", "recall", "f1", "interval", "auroc", "alarms", "error"):
            table.add_column(say(f"evaluate.{column}", ui), justify="right")
        for name in SCORES:
            of = figures[name]
            spread = of["interval"]
            table.add_row(
                say(f"labels.score_{name}", ui),
                str(of["positives"]),
                *(_number(of[key]) for key in ("precision", "recall", "f1")),
                f"{spread[0]:.2f}–{spread[1]:.2f}" if spread else "–",
                _number(of["auroc"]),
                f"{of['false_alarms_per_100']:.1f}",
                _number(of["calibration_error"]),
            )
        console.print(table)
        phrases = figures["phrases"]
        rest = say(
            "evaluate.rest",
            ui,
            phrases=_number(phrases["f1"]),
            kind=_number(phrases["kind"]),
            apology=_number(figures["apology_accuracy"]),
            steps=_number(figures["steps_f1"]),
        )
        console.print(f"  {rest}", highlight=False)
        groups = figures["siblings"]
        if groups["pairs"] or groups["alike"]:
            shares = {name: _number(groups[name]) for name in ("told_apart", "kept")}
            console.print(f"  {say('evaluate.siblings', ui, **{**groups, **shares})}", highlight=False)
        console.print()


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
