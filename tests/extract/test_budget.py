"""A child has as much time as the pages give that end, and no more than there is in all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract.budget import LEFT, Progress, TimeBudget

BUDGET = TimeBudget(base=60, share=5, page=20, total=1800)
MOST = 5000

Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets the clock, which stands still, go on by so many seconds."""
    now = [0.0]
    monkeypatch.setattr("pipeline.extract.budget.time.monotonic", lambda: now[0])

    def go_on(seconds: float) -> None:
        now[0] += seconds

    return go_on


def told(wait: Wait, *words: tuple[float, int], budget: TimeBudget = BUDGET) -> Progress:
    """What is known after a child has said, so many seconds later each, how many pages are left."""
    progress = Progress(budget, MOST)
    for seconds, left in words:
        wait(seconds)
        progress.take(LEFT.pack(left))
    return progress


@pytest.mark.parametrize(
    ("words", "deadline", "reason"),
    [
        ([], 60, "no result within 60 s, with no page begun"),
        ([(3, 9)], 23, "nothing new for 20 s, with 0 of 9 pages done"),
        ([(3, 9), (10, 8)], 33, "nothing new for 20 s, with 1 of 9 pages done"),
        ([(30, 9), (19, 8), (19, 7)], 70, "no result within 70 s, with 2 of 9 pages done"),
        ([(1, 3), (1, 0)], 22, "nothing new for 20 s, with 3 of 3 pages done"),
        ([(1, 400), *[(4, left) for left in range(399, -1, -1)]], 1800, "no result within 1800 s"),
    ],
    ids=["begins", "first page", "next page", "slow pages", "after the last", "in all"],
)
def test_time_grows_with_the_pages_that_end(
    wait: Wait, words: list[tuple[float, int]], deadline: float, reason: str
) -> None:
    assert told(wait, *words).deadline() == (deadline, reason)


def test_what_is_done_of_all_pages_may_take_as_long_as_they_did(wait: Wait) -> None:
    pages = [(1.0, left) for left in range(300, -1, -1)]
    assert told(wait, *pages).deadline() == (
        602,
        "nothing new for 301 s, with 300 of 300 pages done",
    )


def test_a_document_may_be_read_again_but_not_again_and_again(wait: Wait) -> None:
    progress = told(wait, (1, 2), (1, 1), (1, 2), (1, 1), (1, 0))
    assert (progress.ended, progress.pages) == (3, 3)
    progress.take(LEFT.pack(MOST) + LEFT.pack(0))
    assert (progress.ended, progress.pages) == (3, 3)


@pytest.mark.parametrize("left", [MOST + 1, 2**32 - 1])
def test_more_pages_than_allowed_are_not_believed(wait: Wait, left: int) -> None:
    assert told(wait, (1, left), (1, 0)).deadline() == (
        22,
        "nothing new for 20 s, with no page begun",
    )


def test_a_word_may_come_in_pieces() -> None:
    progress = Progress(BUDGET, MOST)
    words = LEFT.pack(9) + LEFT.pack(8) + LEFT.pack(5)
    for place in range(len(words)):
        progress.take(words[place : place + 1])
    assert (progress.ended, progress.pages) == (4, 9)
