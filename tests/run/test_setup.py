"""Which engines a run asks: all that are registered, and each is begun."""

from pipeline.extract.engine import ENGINES
from pipeline.run.setup import ALL_ENGINES, LONGEST_FIRST


def test_a_run_asks_all_engines_that_are_registered() -> None:
    assert set(ALL_ENGINES) == set(LONGEST_FIRST) == set(ENGINES)
