"""Dot leaders are no text, and what they touch keeps its own full stops."""

from __future__ import annotations

import pytest

from pipeline.extract.layout.geometry import Word
from pipeline.extract.pdfium.leaders import without_leaders
from tests.builders.lines import WIDTH, word


def in_a_row(*texts: str) -> list[Word]:
    """Words that touch each other; a blank text is a space."""
    found, x = [], 0.0
    for text in texts:
        if text != " ":
            found.append(word(text, x))
        x += WIDTH * len(text)
    return found


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (["Bondorf", *"......", "4.776"], ["Bondorf", "4.776"]),
        (["Bondorf.", *".....", ".4.776"], ["Bondorf", "4.776"]),
        (["Bondorf......4.776"], ["Bondorf", "4.776"]),
        (["St.", " ", *"......", "4.776"], ["St.", "4.776"]),
        (["Lfd.", " ", "Nr.", " ", "12"], ["Lfd.", "Nr.", "12"]),
        (["Bondorf", " ", *"...", " ", "7"], ["Bondorf", ".", ".", ".", "7"]),
    ],
)
def test_only_the_dots_of_a_leader_go(printed: list[str], read: list[str]) -> None:
    assert [found.text for found in without_leaders(in_a_row(*printed))] == read


def test_a_word_without_the_dots_of_a_leader_is_narrower() -> None:
    name, number = without_leaders(in_a_row("Bondorf.", *"....", ".7"))
    assert (name.x0, name.x1, number.x0, number.x1) == (0.0, 35.0, 65.0, 70.0)
