"""What is printed twice to look bold is read once, and dot leaders are no text."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.extract.layout.cleaning import without_doubles, without_leaders
from pipeline.extract.layout.geometry import Word
from tests.builders.lines import WIDTH, word


def letters(text: str, width: float, offset: float) -> list[Word]:
    """Letters of one width, each drawn on its own, so far from the one before."""
    found = [word(letter, index * offset) for index, letter in enumerate(text)]
    return [replace(letter, x1=letter.x0 + width) for letter in found]


def texts(words: list[Word]) -> str:
    return "".join(found.text for found in without_doubles(words))


def test_a_second_print_a_little_aside_is_read_once() -> None:
    assert texts(letters("11", width=5, offset=0.3)) == "1"


def test_a_narrow_letter_beside_its_like_stays() -> None:
    assert texts(letters("ll", width=1.5, offset=1.0)) == "ll"


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
