"""``assist backup FILE``: everything that is stored in one file, also of a running server."""

import argparse
from pathlib import Path

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "backup", help=say("keep.backup_help", ui), description=say("keep.backup_about", ui)
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=say("keep.backup_file", ui))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("keep.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the backup; says how many rows it holds."""
    from assist.store import backup

    settings = read_settings(args)
    database = open_store(settings)
    try:
        counts = backup.save(database, settings.data.expanduser(), args.file)
    except OSError as error:
        raise Refusal(say("keep.no_write", language(), file=args.file, why=error.strerror or error)) from None
    finally:
        database.close()
    print(say("keep.saved", language(), file=args.file, n=counts["replies"], rows=sum(counts.values())))
    return 0
