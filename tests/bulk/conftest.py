import pytest

from assist.scoring.scorer import Scorer
from assist.settings import Settings


@pytest.fixture(scope="session")
def bulk_scorer() -> Scorer:
    return Scorer(Settings())
