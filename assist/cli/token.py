"""``assist token``: bearer tokens for help desks and extensions, made, listed and revoked."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assist.cli.interface import Commands, Refusal, language, open_store, read_settings
from assist.messages import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def register(commands: Commands) -> None:
    """Declare ``token add``, ``list`` and ``revoke``."""
    ui = language()
    parser = commands.add_parser(
        "token", help=say("people.token_help", ui), description=say("people.token_about", ui)
    )
    parts = parser.add_subparsers(dest="part", required=True, metavar="add | list | revoke")
    add = parts.add_parser("add", help=say("people.token_add", ui))
    add.add_argument("name", metavar="NAME", help=say("people.token_name", ui))
    add.add_argument("--label", default="", metavar="TEXT", help=say("people.token_label", ui))
    listing = parts.add_parser("list", help=say("people.token_list", ui))
    listing.add_argument("name", nargs="?", metavar="NAME", help=say("people.token_name", ui))
    revoke = parts.add_parser("revoke", help=say("people.token_revoke", ui))
    revoke.add_argument("id", type=int, metavar="ID", help=say("people.token_id", ui))
    for part in (add, listing, revoke):
        part.add_argument("--data", type=Path, metavar="DIR", help=say("people.data", ui))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do the part that was asked for."""
    database = open_store(read_settings(args))
    try:
        with database.write() as session:
            {"add": _add, "list": _list, "revoke": _revoke}[args.part](session, args)
    finally:
        database.close()
    return 0


def _add(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import audit_log, credentials, people

    person = people.named(session, args.name)
    if not person.active:
        raise Refusal(say("people.inactive", language(), name=args.name), status=1)
    secret, token = credentials.add_token(session, person, args.label)
    audit_log.write(session, None, "token_added", f"person:{person.name}", token=token.id)
    print(secret.text)
    print(say("people.token_once", language()), file=sys.stderr)


def _list(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import credentials, people

    person = people.by_name(session, args.name) if args.name else None
    if args.name and person is None:
        raise Refusal(say("people.unknown", language(), name=args.name), status=1)
    for token, owner in credentials.tokens(session, person):
        used = token.used_at.isoformat(timespec="minutes") if token.used_at else "-"
        state = "" if token.revoked_at is None else say("people.revoked_mark", language())
        print("\t".join((str(token.id), owner.name, token.label, used, state)).rstrip("\t"))


def _revoke(session: "Session", args: argparse.Namespace) -> None:
    from assist.store import audit_log, credentials

    if not credentials.revoke(session, args.id):
        raise Refusal(say("people.no_token", language(), id=args.id), status=1)
    audit_log.write(session, None, "token_revoked", f"token:{args.id}")
    print(say("people.token_revoked", language(), id=args.id))
