"""``assist pair``: a code to type into the extension, good once, for two minutes."""

import argparse
import getpass
import sys
from pathlib import Path

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "pair", help=say("people.pair_help", ui), description=say("people.pair_about", ui)
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("people.data", ui))
    parser.add_argument("--agent", metavar="NAME", help=say("people.pair_agent", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the code alone on the first line; what it is for goes to standard error."""
    from assist.store import audit_log, credentials, people

    ui = language()
    database = open_store(read_settings(args))
    name = args.agent or _own_name()
    with database.write() as session:
        person = people.named(session, name)
        if not person.active:
            raise Refusal(say("people.inactive", ui, name=name))
        code = credentials.pairing_code(session, person)
        audit_log.write(session, None, "pairing_code", f"person:{person.name}")
    database.close()
    print(code.text, flush=True)
    print(say("people.pair_how", ui, name=person.label), file=sys.stderr)
    return 0


def _own_name() -> str:
    """The name of whoever runs the command: on a single agent's machine that is the agent."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return "agent"
