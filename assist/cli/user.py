"""``assist user``: the people who review, lead and answer."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assist.store.tables import Person

_ROLES = ("agent", "reviewer", "lead")


def register(commands: Commands) -> None:
    """Declare ``user add``, ``list``, ``password`` and ``remove``."""
    ui = language()
    parser = commands.add_parser(
        "user", help=say("people.user_help", ui), description=say("people.user_about", ui)
    )
    parts = parser.add_subparsers(dest="part", required=True, metavar="add | list | password | remove")
    add = parts.add_parser("add", help=say("people.add_help", ui), description=say("people.add_about", ui))
    add.add_argument("name", metavar="NAME", help=say("people.name", ui))
    add.add_argument("--role", choices=_ROLES, help=say("people.role", ui))
    add.add_argument("--team", default="", metavar="TEAM", help=say("people.team", ui))
    add.add_argument("--display", default="", metavar="TEXT", help=say("people.display", ui))
    add.add_argument("--no-password", action="store_true", help=say("people.no_password", ui))
    password = parts.add_parser("password", help=say("people.password_help", ui))
    password.add_argument("name", metavar="NAME", help=say("people.name", ui))
    listing = parts.add_parser("list", help=say("people.list_help", ui))
    remove = parts.add_parser(
        "remove", help=say("people.remove_help", ui), description=say("people.remove_about", ui)
    )
    remove.add_argument("name", metavar="NAME", help=say("people.name", ui))
    remove.add_argument("--data-too", action="store_true", help=say("people.data_too", ui))
    for part in (add, password, listing, remove):
        part.add_argument("--data", type=Path, metavar="DIR", help=say("people.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do the part that was asked for."""
    database = open_store(read_settings(args))
    try:
        with database.write() as session:
            {"add": _add, "list": _list, "password": _password, "remove": _remove}[args.part](session, args)
    finally:
        database.close()
    return 0


def _add(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import audit_log, credentials, people

    ui = language()
    # Somebody has to be able to add the others on the pages.
    first = not people.everybody(session, role="lead")
    role = args.role or ("lead" if first else "agent")
    password = None if args.no_password or (role == "agent" and not args.role) else _ask_password(ui)
    try:
        person = people.add(session, args.name, role, password=password, display=args.display, team=args.team)
    except people.NameTaken:
        raise Refusal(say("people.taken", ui, name=args.name), status=1) from None
    except credentials.WeakPassword:
        raise Refusal(say("people.weak", ui, least=credentials.SHORTEST_PASSWORD), status=1) from None
    except ValueError:
        raise Refusal(say("people.no_name", ui), status=1) from None
    audit_log.write(session, None, "person_added", f"person:{person.name}", role=role)
    print(say("people.added", ui, name=person.name, role=role))


def _list(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import people

    ui = language()
    for person in people.everybody(session, with_inactive=True):
        state = "" if person.may_sign_in else say("people.named_mark", ui)
        if not person.active:
            state = say("people.removed_mark", ui)
        print("\t".join((person.name, person.role, person.team, person.display, state)).rstrip("\t"))


def _password(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import audit_log, credentials, people

    ui = language()
    person = _named(session, args.name)
    try:
        people.change(session, person, password=_ask_password(ui))
    except credentials.WeakPassword:
        raise Refusal(say("people.weak", ui, least=credentials.SHORTEST_PASSWORD), status=1) from None
    audit_log.write(session, None, "password_changed", f"person:{person.name}")
    print(say("people.password_changed", ui, name=person.name))


def _remove(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import audit_log, keeping, people

    ui = language()
    person = _named(session, args.name)
    people.deactivate(session, person)
    audit_log.write(session, None, "person_removed", f"person:{person.name}")
    print(say("people.removed", ui, name=person.name))
    if args.data_too:
        deleted = keeping.forget_agent(session, person, None)
        print(say("people.forgotten", ui, name=person.name, n=deleted))


def _named(session: "Session", name: str) -> "Person":
    from assist.store import people

    person = people.by_name(session, name)
    if person is None:
        raise Refusal(say("people.unknown", language(), name=name), status=1)
    return person


def _ask_password(ui: str) -> str:
    """Typed twice unseen at a terminal; the first line of standard input otherwise."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(say("people.ask_password", ui))
    if getpass.getpass(say("people.ask_again", ui)) != password:
        raise Refusal(say("people.differ", ui), status=1)
    return password
