"""``assist forget``: deletes a customer's or an agent's replies, with all that was said of them."""

import argparse
from pathlib import Path

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say


def register(commands: Commands) -> None:
    """Declare the command."""
    ui = language()
    parser = commands.add_parser(
        "forget", help=say("keep.forget_help", ui), description=say("keep.forget_about", ui)
    )
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--customer", metavar="CONTACT", help=say("keep.forget_customer", ui))
    whose.add_argument("--thread", metavar="ID", help=say("keep.forget_thread", ui))
    whose.add_argument("--agent", metavar="NAME", help=say("keep.forget_agent", ui))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("keep.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Delete, and say how many replies went."""
    from assist.store import keeping, people
    from assist.store.intake import Intake

    ui = language()
    settings = read_settings(args)
    intake = Intake(settings)
    marks = intake.fingerprints_of(args.customer) if args.customer else ()
    if args.customer and not marks:
        raise Refusal(say("keep.no_contact", ui, contact=args.customer), status=1)
    database = open_store(settings)
    try:
        with database.write() as session:
            if args.agent:
                agent = people.by_name(session, args.agent)
                if agent is None:
                    raise Refusal(say("people.unknown", ui, name=args.agent), status=1)
                gone = keeping.forget_agent(session, agent, None)
            else:
                # As it is stored now, and as a version that took it for no number stored it.
                threads = (intake.thread(args.thread), args.thread) if args.thread else ()
                gone = keeping.forget_customer(session, marks, None, threads=threads)
    finally:
        database.close()
    print(say("keep.forgotten", ui, n=gone))
    return 0
