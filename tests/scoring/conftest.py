import pytest

from assist.scoring.scorer import Scorer
from assist.settings import Settings


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """The shipped model on the default engine."""
    return Scorer(Settings())
