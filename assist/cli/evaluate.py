"""`assist evaluate`: measure the model on labelled replies."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from assist.cli.interface import Commands, Refusal, language, read_settings
from assist.messages import say
from assist.rubric import SCORES


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
    """Measure by file and language; exit status 1 where a line could not be used."""
    from assist.scoring.model import ModelError
    from assist.scoring.scorer import Scorer
    from assist.training.data import DataError, read

    ui = language()
    if not args.files and not args.reviews:
        raise Refusal(say("evaluate.nothing", ui))
    sets: dict[str, list[dict[str, Any]]] = {}
    try:
        for file in args.files:
            sets[file.stem] = read([file])
        if args.reviews:
            from assist.training.reviews import reviewed_rows

            sets["reviews"] = reviewed_rows(read_settings(args))
    except (DataError, OSError) as error:
        raise Refusal(say("evaluate.unreadable", ui, why=error), status=1) from None
    try:
        scorer = Scorer(read_settings(args))
    except ModelError as error:
        raise Refusal(error.message(ui)) from None
    report = dict(_measured(scorer, sets))
    if args.json:
        print(json.dumps(report, indent=1))
    else:
        _print(report, ui)
    return 0


def _measured(scorer: Any, sets: dict[str, list[dict[str, Any]]]) -> Any:
    from rich.console import Console
    from rich.progress import track

    from assist.training.evaluate import measure

    console = Console(file=sys.stderr)
    for name, rows in sets.items():
        results = [
            scorer.score(row["reply"], row["customer"], suggest=False)
            for row in track(rows, description=name, console=console, transient=True)
        ]
        languages = sorted({str(row["lang"]) for row in rows})
        for spoken in languages:
            chosen = [index for index, row in enumerate(rows) if row["lang"] == spoken]
            title = name if len(languages) == 1 else f"{name}/{spoken}"
            yield title, measure([rows[i] for i in chosen], [results[i] for i in chosen])


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
