"""Phrases are cut at column boundaries, words only where a text of the next column begins."""

from __future__ import annotations

import pytest

from pipeline.extract.layout.agreement import same_columns
from pipeline.extract.layout.blocks import Block, Group
from pipeline.extract.layout.columns import ColumnModel
from pipeline.extract.layout.corridors import Corridor
from pipeline.extract.layout.geometry import Word
from pipeline.extract.layout.lines import Line, Phrase
from tests.builders.lines import lines, right, word

MODEL = ColumnModel(
    (Corridor(90, 100, ruled=False),), (0.0, 100.0), (None, None), starts=(0.0, 100.0)
)


def joined(*pieces: str, x: float) -> Word:
    """A word drawn in pieces that follow each other."""
    whole = word("".join(pieces), x)
    ends = [len("".join(pieces[: i + 1])) for i in range(len(pieces) - 1)]
    return whole._replace(joints=tuple((x + 5 * end, end) for end in ends))


@pytest.mark.parametrize(
    ("pieces", "x", "cells"),
    [
        (("Stadt", "Engen"), 75.0, ["Stadt", "Engen"]),
        (("Stadt", "Engen"), 76.0, ["StadtEngen"]),
        (tuple("StadtEngen"), 75.0, ["StadtEngen"]),
        (("1.947", ".212"), 75.0, ["1.947", ".212"]),
        (("19472", "12000"), 75.0, ["1947212000"]),
    ],
)
def test_a_word_is_parted_only_where_the_next_column_exactly_begins(
    pieces: tuple[str, ...], x: float, cells: list[str]
) -> None:
    before = word("Bad", 0.0)
    phrase = Phrase((before, joined(*pieces, x=x)))
    found = MODEL.sort_line(Line(1, 100.0, (phrase,)), [])
    texts = [p.text for column in sorted(found) for p in found[column]]
    assert texts == [f"Bad {cells[0]}", *cells[1:]]


def block(number: int, start: float, name: str) -> Block:
    rows = [[(0.0, f"{n:08d}"), (60.0, name), (start, "Kreis"), right(300, "7")] for n in range(12)]
    return Block(number, tuple(lines(rows)), ())


def test_pages_stay_together_where_their_columns_are_parted_at_one_place() -> None:
    group = Group((block(1, 120.0, "Engen"), block(2, 125.0, "Aach")))
    assert [len(part.group.blocks) for part in same_columns(group)] == [2]


def test_pages_are_taken_apart_where_one_column_would_run_into_another() -> None:
    long = "Leinfelden-Echterdingen"
    pages = (block(1, 120.0, "Engen"), block(2, 190.0, long), block(3, 121.0, "Aach"))
    parts = same_columns(Group(pages))
    assert [[b.page for b in part.group.blocks] for part in parts] == [[1, 3], [2]]
    assert [len(part.corridors) for part in parts] == [3, 3]
