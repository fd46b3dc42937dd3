"""People: added, found, changed, put aside. How they prove who they are is `assist.store.credentials`."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assist.store import credentials, leaving, nul
from assist.store.dialect import insert_or_skip
from assist.store.tables import ROLES, Person, Reply, SignIn, Token, now

LONGEST_NAME: Final = 200


class NameTaken(ValueError):
    """Somebody has that name already."""


def key(name: str) -> str:
    """The form of a name that is compared: case and outer spaces do not count."""
    return " ".join(nul.replaced(name).split()).casefold()[:LONGEST_NAME]


def add(
    session: Session,
    name: str,
    role: str = "agent",
    *,
    password: str | None = None,
    display: str = "",
    team: str = "",
    subject: str | None = None,
) -> Person:
    """Add a person, who may sign in from now on.

    Raises NameTaken, ValueError("name") for an empty name, ValueError("role") for an unknown role and
    `credentials.WeakPassword`. An active person who was only named so far, or who has never signed in and has
    no password, is taken over.
    """
    if not key(name):
        raise ValueError("name")
    if role not in ROLES:
        raise ValueError("role")
    hashed = credentials.hash_password(password) if password is not None else None
    known = by_name(session, name)
    if known is not None and not (known.active and _can_be_taken_over(known)):
        raise NameTaken(name)
    person = known or Person(name=key(name))
    person.display, person.role = display or name.strip(), role
    person.team = team or person.team or ""
    person.password_hash, person.subject, person.may_sign_in = hashed, subject, True
    session.add(person)
    session.flush()
    if known is not None and role == "agent":
        leaving.take_back(session, person)
    return person


def authors(session: Session, names: Iterable[str]) -> dict[str, Person]:
    """The people of these names by `key`; whom nobody knows becomes an agent who may not sign in."""
    shown = {key(name): name.strip()[:LONGEST_NAME] for name in names if key(name)}
    if not shown:
        return {}
    found = {p.name: p for p in session.scalars(select(Person).where(Person.name.in_(shown)))}
    missing = [name for name in shown if name not in found]
    if missing:
        insert = insert_or_skip(session, Person, "name")
        session.execute(insert, [_stranger(name, shown[name]) for name in sorted(missing)])
        found = {p.name: p for p in session.scalars(select(Person).where(Person.name.in_(shown)))}
    return found


def named(session: Session, name: str) -> Person:
    """The person of that name, to give a token to; one whom nobody knows is added as `authors` does.

    Raises ValueError("name") for an empty name.
    """
    if not key(name):
        raise ValueError("name")
    return authors(session, [name])[key(name)]


def by_name(session: Session, name: str) -> Person | None:
    """The person of that name (case does not count), or None."""
    return session.scalar(select(Person).where(Person.name == key(name)))


def by_id(session: Session, person_id: int) -> Person | None:
    """The person, or None."""
    return session.get(Person, person_id)


def everybody(
    session: Session, *, role: str = "", team: str = "", with_inactive: bool = False
) -> list[Person]:
    """People by name."""
    statement = select(Person).order_by(Person.name)
    if role:
        statement = statement.where(Person.role == role)
    if team:
        statement = statement.where(Person.team == team)
    if not with_inactive:
        statement = statement.where(Person.active)
    return list(session.scalars(statement))


def agents(session: Session) -> list[Person]:
    """Everybody of whom a reply is stored, by name: the choices of the agent filter."""
    wrote = select(Reply.id).where(Reply.agent_id == Person.id).exists()
    return list(session.scalars(select(Person).where(wrote).order_by(Person.name)))


def teams(session: Session) -> list[str]:
    """Teams by name."""
    return list(
        session.scalars(select(Person.team).where(Person.team != "").distinct().order_by(Person.team))
    )


def change(
    session: Session,
    person: Person,
    *,
    role: str | None = None,
    display: str | None = None,
    team: str | None = None,
    password: str | None = None,
) -> None:
    """Change a person; a new password or role ends their sign-ins. Raises as `add` does.

    Who is given a password, or a role above an agent's, may sign in. Who is an agent from now on has no
    more to review (`leaving.take_back`).
    """
    if role is not None and role not in ROLES:
        raise ValueError("role")
    if password is not None:
        person.password_hash = credentials.hash_password(password)
    if password is not None or (role is not None and role != person.role):
        session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    person.role = role or person.role
    person.may_sign_in = person.may_sign_in or password is not None or person.role != "agent"
    person.display = person.display if display is None else display
    person.team = person.team if team is None else team
    session.flush()
    if role == "agent":
        leaving.take_back(session, person)


def deactivate(session: Session, person: Person) -> None:
    """They can no longer sign in; sign-ins end and tokens are revoked. Their replies and verdicts stay.

    What they had still to review is taken back (`leaving.take_back`).
    """
    person.active = False
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    session.execute(
        update(Token).where(Token.person_id == person.id, Token.revoked_at.is_(None)).values(revoked_at=now())
    )
    session.flush()
    leaving.take_back(session, person)


def reactivate(session: Session, person: Person) -> None:
    """They may do again what they might before (tokens stay revoked)."""
    person.active = True
    session.flush()


def _can_be_taken_over(person: Person) -> bool:
    return not person.may_sign_in or (person.password_hash is None and person.subject is None)


def _stranger(name: str, display: str) -> dict[str, object]:
    return {
        "name": name,
        "display": display,
        "role": "agent",
        "team": "",
        "may_sign_in": False,
        "active": True,
        "created_at": now(),
    }
