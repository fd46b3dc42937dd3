"""Who uses Assist: people, their sessions, tokens and pairing codes. Secrets are kept as hashes only."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from assist.store.tables.base import Base, now

ROLES: Final = ("agent", "reviewer", "lead")


class Person(Base):
    """An agent, a reviewer or a lead."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("role IN ('agent', 'reviewer', 'lead')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    """What they sign in with, or what a help desk calls them: a short name or an e-mail address."""
    display: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20), default="agent")
    team: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str | None] = mapped_column(default=None)
    subject: Mapped[str | None] = mapped_column(String(300), unique=True, default=None)
    """Their identity at the OpenID provider: issuer and subject."""
    may_sign_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether somebody added them. Who was only named, as a reply's author or a token's owner, may not."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def label(self) -> str:
        """How pages call them."""
        return self.display or self.name


class SignIn(Base):
    """A signed-in browser. The cookie holds the secret; `csrf` is repeated by each form."""

    __tablename__ = "sign_ins"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Token(Base):
    """A bearer token of an extension or a help desk; revoked by setting `revoked_at`."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class PairingCode(Base):
    """A code that an agent types into the extension: good once, for two minutes."""

    __tablename__ = "pairing_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Attempt(Base):
    """A failed sign-in or pairing, counted by the rate limit; old ones are swept."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
