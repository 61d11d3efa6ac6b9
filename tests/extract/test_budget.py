"""A child has as much time as the pages give that end, and no more than there is in all."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from pipeline.extract.budget import STATE, Progress, Reporter, TimeBudget

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


def told(wait: Wait, *words: tuple[float, int, int]) -> Progress:
    """What is known after a child has said, so many seconds later each, how far it has come."""
    progress = Progress(BUDGET, MOST)
    for seconds, ended, pages in words:
        wait(seconds)
        progress.feed(STATE.pack(ended, pages))
    return progress


@pytest.mark.parametrize(
    ("words", "deadline", "reason"),
    [
        ([], 60, "no result within 60 s, with no page begun"),
        ([(3, 0, 9)], 23, "nothing new for 20 s, with 0 of 9 pages done"),
        ([(3, 0, 9), (10, 1, 9)], 33, "nothing new for 20 s, with 1 of 9 pages done"),
        (
            [(30, 0, 9), (19, 1, 9), (19, 2, 9)],
            70,
            "no result within 70 s, with 2 of 9 pages done",
        ),
        ([(1, 0, 3), (1, 3, 3)], 22, "nothing new for 20 s, with 3 of 3 pages done"),
        ([(1, 0, 400), *[(4, n, 400) for n in range(1, 401)]], 1800, "no result within 1800 s"),
    ],
    ids=["begins", "first page", "next page", "slow pages", "after the last", "in all"],
)
def test_time_grows_with_the_pages_that_end(
    wait: Wait, words: list[tuple[float, int, int]], deadline: float, reason: str
) -> None:
    assert told(wait, *words).deadline() == (deadline, reason)


def test_what_is_done_of_all_pages_may_take_as_long_as_they_did(wait: Wait) -> None:
    pages = [(1.0, ended, 300) for ended in range(301)]
    assert told(wait, *pages).deadline() == (
        602,
        "nothing new for 301 s, with 300 of 300 pages done",
    )


@pytest.mark.parametrize("word", [(0, MOST + 1), (1, 2**32 - 1), (3, 2), (0, 8), (1, 1)])
def test_what_cannot_be_gains_no_time(wait: Wait, word: tuple[int, int]) -> None:
    assert told(wait, (1, 1, 8), (1, *word)).deadline() == (
        21,
        "nothing new for 20 s, with 1 of 8 pages done",
    )


def test_a_word_may_come_in_pieces() -> None:
    progress = Progress(BUDGET, MOST)
    words = STATE.pack(0, 9) + STATE.pack(1, 9) + STATE.pack(4, 9)
    for place in range(len(words)):
        progress.feed(words[place : place + 1])
    assert (progress.ended, progress.pages) == (4, 9)


def test_a_child_says_how_many_pages_have_ended_of_all_that_begin() -> None:
    read_end, write_end = os.pipe()
    reporter = Reporter()
    reporter.end_page()
    reporter.pipe = write_end
    reporter.begin_pages(2)
    reporter.end_page()
    reporter.begin_pages(1)  # of a copy, from the first on
    for _ in range(2):
        reporter.end_page()
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        said = [*STATE.iter_unpack(pipe.read())]
    assert said == [(0, 2), (1, 2), (1, 2), (2, 2), (2, 2)]
