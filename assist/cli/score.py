"""``assist score``: one draft for a person or a program, or many, one JSON object a line."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from assist.cli.interface import Commands, Refusal, language, read_settings, stated_language
from assist.messages import UI_LANGUAGES, say

if TYPE_CHECKING:
    from assist.scoring.scorer import Scorer


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser("score", help=say("score.help", ui), description=say("score.about", ui))
    parser.add_argument("text", nargs="?", metavar="TEXT", help=say("score.text", ui))
    parser.add_argument("--customer", metavar="TEXT", help=say("score.customer", ui))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("score.json", ui))
    form.add_argument("--jsonl", action="store_true", help=say("score.jsonl", ui))
    parser.add_argument("--ui", choices=UI_LANGUAGES, help=say("score.ui", ui))
    parser.add_argument("--sensitivity", choices=("low", "normal", "high"), help=say("score.sensitivity", ui))
    parser.add_argument("--engine", choices=("onnx", "torch"), help=say("serve.engine", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score what was given; 1 where a text could not be scored, after naming it on standard error."""
    ui = args.ui or language()
    if args.jsonl and (args.text is not None or args.customer is not None):
        raise Refusal(say("score.jsonl_alone", ui))
    if args.jsonl:
        from assist.cli import lines

        return lines.score_lines(_scorer(args), sys.stdin.buffer, sys.stdout.buffer, args.ui)
    reply = _given(args.text if args.text not in (None, "-") else _from_stdin(ui), ui)
    customer = _given(args.customer or "", ui)
    return _score_one(args, reply, customer, ui)


def _score_one(args: argparse.Namespace, reply: str, customer: str, ui: str) -> int:
    from assist.scoring.scorer import ScoringError

    scorer = _scorer(args)
    # A person is spoken to in the language of the terminal, a program gets what the contract says.
    spoken = args.ui if args.json else args.ui or stated_language()
    try:
        result = scorer.score(reply, customer, ui=spoken)
    except ScoringError as error:
        raise Refusal(error.message(ui), status=1) from None
    if args.json:
        _write_utf8()
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
    else:
        from assist.cli import view

        _write_utf8()
        thresholds = scorer.thresholds(result.language, scorer.settings.sensitivity)
        view.show(result, thresholds, spoken)
    return 0


def _scorer(args: argparse.Namespace) -> "Scorer":
    from assist.scoring.model import ModelError, default_folder
    from assist.scoring.scorer import Scorer

    settings = read_settings(args)
    try:
        return Scorer(settings)
    except ModelError as error:
        refused = error
    except (KeyError, TypeError, ValueError) as error:
        # Files that pass their checksums and still do not fit this version.
        detail = f"{type(error).__name__}: {error}"
        refused = ModelError("model_corrupt", path=str(settings.model or default_folder()), detail=detail)
    raise Refusal(refused.message(args.ui or language()))


def _from_stdin(ui: str) -> str:
    if sys.stdin.isatty():
        print(say("score.waiting", ui), file=sys.stderr)
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(say("score.not_utf8", ui, at=error.start), status=1) from None
    # The line break that a shell or an editor puts at the end is no part of what was written.
    return text.removesuffix("\n").removesuffix("\r")


def _given(text: str, ui: str) -> str:
    """`text` from the command line, where bytes that are not UTF-8 arrive as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refusal(say("score.not_utf8", ui, at=error.start), status=1) from None
    return text


def _write_utf8() -> None:
    """JSON is UTF-8, and half of a view in an old code page helps nobody."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
