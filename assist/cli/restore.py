"""``assist restore FILE``: a backup in the place of what is stored, also on a running server."""

import argparse
import sys
from pathlib import Path

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "restore", help=say("keep.restore_help", ui), description=say("keep.restore_about", ui)
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=say("keep.restore_file", ui))
    parser.add_argument("--yes", action="store_true", help=say("keep.yes", ui))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("keep.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Put the backup back, after asking at a terminal; without one only with ``--yes``."""
    from assist.store import backup

    ui = language()
    if not args.yes and not _agreed(ui):
        raise Refusal(say("keep.not_agreed", ui))
    settings = read_settings(args)
    database = open_store(settings)
    try:
        counts = backup.restore(database, settings.data.expanduser(), args.file)
    except backup.BadBackup as error:
        raise Refusal(say(f"keep.{error.key}", ui, file=args.file, **error.values), status=1) from None
    finally:
        database.close()
    print(say("keep.restored", ui, file=args.file, n=counts["replies"], rows=sum(counts.values())))
    return 0


def _agreed(ui: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(say("keep.ask", ui)).strip().casefold() in ("y", "yes", "ya")
