"""A QA team for the tests of the review pages: people, their sent replies, and how they sign in."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assist.store import people, switches
from assist.store.database import FILE_NAME, Database
from assist.store.tables import Person, Reply
from tests.serving import Server, running

PASSWORD = "correct-horse-9"
PEOPLE = {
    "sari": ("reviewer", "Sari Wulandari", "QA"),
    "dewi": ("reviewer", "Dewi Lestari", "QA"),
    "maya": ("lead", "Maya Hartono", "QA"),
    "dimas": ("agent", "Dimas Pratama", "Jakarta"),
    "tom": ("agent", "Tom Bakker", "Night"),
}
BAD = (
    (
        "Paket saya sudah telat tiga hari, acaranya besok.",
        "Halo Kak,\n\nItu bukan kesalahan kami. Seharusnya Kakak pesan lebih awal kalau untuk acara. "
        "Pengiriman adalah urusan pihak ekspedisi.",
    ),
    (
        "You charged me twice for this month. Please check.",
        "Good afternoon,\n\nThis is not our fault. You should have checked with your bank first. "
        "Our policy does not allow refunds.",
    ),
    (
        "The blender leaks. I have used it once!",
        "Dear Ms Andersen,\n\nYou fitted the seal the wrong way round. There is nothing we can do.",
    ),
)
GOOD = (
    (
        "The courier left my parcel in the rain and everything is soaked.",
        "Hi Dewi, I'm so sorry that your parcel got soaked. That was our mistake. I'm sending a new one "
        "today, and I will check myself that it reaches you by 5 pm tomorrow.",
    ),
    (
        "Kapan pesanan saya dikirim ya?",
        "Halo Kak, pesanannya sudah kami kirim pagi ini dan tiba besok siang. Terima kasih sudah berbelanja.",
    ),
)


@dataclass(frozen=True)
class House:
    """A running server with its people."""

    server: Server
    database_url: str

    @property
    def url(self) -> str:
        return self.server.url

    @contextmanager
    def store(self) -> Iterator[Session]:
        """A transaction in the server's own store."""
        database = Database(self.database_url or f"sqlite:///{self.server.data / FILE_NAME}")
        try:
            with database.write() as session:
                yield session
        finally:
            database.close()

    def record(self, n: int, texts: tuple[tuple[str, str], ...] = BAD, *, agent: str = "dimas") -> list[int]:
        """Send `n` replies through REST, so that the real model scores them."""
        found: list[int] = []
        with self.store() as session:
            before = len(session.scalars(select(Reply.id)).all())
        for number in range(before, before + n):
            customer, reply = texts[number % len(texts)]
            content = {
                "reply": reply,
                "customer": customer,
                "agent": agent,
                "channel": ("chat", "email")[number % 2],
                "sent_at": (datetime.now(UTC) - timedelta(hours=3 * number + 1)).isoformat(),
            }
            request = urllib.request.Request(
                f"{self.url}/v1/replies",
                json.dumps(content).encode(),
                {"content-type": "application/json", "idempotency-key": f"test-{number}"},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                found.append(int(json.load(answer)["id"]))
        return found

    def wanted(self, reply_ids: list[int], n: int) -> None:
        """Ask for `n` reviews of these replies."""
        with self.store() as session:
            session.execute(update(Reply).where(Reply.id.in_(reply_ids)).values(reviews_wanted=n))

    def status(self, reply_id: int) -> str:
        with self.store() as session:
            return session.get_one(Reply, reply_id).status

    def person(self, name: str) -> Person:
        with self.store() as session:
            found = people.by_name(session, name)
            assert found is not None
            return found

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.url}/sign-in?lang=en")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/review/**")


@contextmanager
def opened(folder: Path, database_url: str = "") -> Iterator[House]:
    """A house with its people, no replies, and nothing drawn at random; in SQLite where no URL is given."""
    settings = {"ASSIST_DATABASE_URL": database_url} if database_url else {}
    with running(folder, **settings) as server:
        house = House(server, database_url)
        with house.store() as session:
            for name, (role, display, team) in PEOPLE.items():
                people.add(session, name, role, password=PASSWORD, display=display, team=team)
            lead = people.by_name(session, "maya")
            assert lead is not None
            switches.turn(session, lead, sample_share=0.0, double_share=0.0)
        yield house
