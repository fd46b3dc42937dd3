"""``assist demo``: example replies on the review pages."""

import argparse
from pathlib import Path

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "demo", help=say("keep.demo_help", ui), description=say("keep.demo_about", ui)
    )
    parser.add_argument("--clear", action="store_true", help=say("keep.demo_clear", ui))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("keep.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Load the examples, or delete them."""
    from assist import demo
    from assist.scoring.model import ModelError
    from assist.scoring.scorer import Scorer

    ui = language()
    settings = read_settings(args)
    database = open_store(settings)
    try:
        if args.clear:
            print(say("keep.demo_cleared", ui, n=demo.clear(database)))
        else:
            print(say("keep.demo_done", ui, n=demo.load(database, Scorer(settings))))
    except ModelError as error:
        raise Refusal(error.message(ui)) from None
    finally:
        database.close()
    return 0
