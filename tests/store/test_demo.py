from assist import demo
from assist.scoring.scorer import Scorer
from assist.settings import Settings
from assist.store import people, queue, reviews, work
from assist.store.database import Database
from assist.store.filters import Filters
from tests.store.made import sent, staff, store


def test_the_examples_fill_every_room_once_and_go_again(database: Database, tmp_path) -> None:
    team = staff(database)
    with database.write() as session:
        (own,) = store(session, sent(agent="Dimas"))
    scorer = Scorer(Settings(data=tmp_path))
    assert demo.load(database, scorer, by=team["lead"]) == 60
    assert demo.load(database, scorer) == 0
    with database.read() as session:

        def counted(**filters) -> int:
            return queue.count(session, Filters(**filters), team["lead"]).value

        assert counted() == 61
        assert counted(language=("id",)) > 20 < counted(language=("en",))
        assert counted(flag=("any",)) > 15 < counted(flag=("none",))
        assert counted(status=("reviewed",)) > 5
        assert len(reviews.to_adjudicate(session)) > 0
        assert len(reviews.disputes(session, team["lead"])) == 1
        dimas = people.by_name(session, "dimas")
        assert dimas is not None
        assert len(work.coaching_notes(session, dimas)) == 1
    assert demo.clear(database, by=team["lead"]) == 60
    with database.read() as session:
        assert [reply.id for reply in queue.page(session, Filters(), team["lead"]).rows] == [own]
        assert reviews.disputes(session, team["lead"], state="") == []
    assert demo.load(database, scorer) == 60
