"""Text printed twice to look bold is read once; the same letter again is not."""

from __future__ import annotations

from pipeline.extract.layout.geometry import Word
from pipeline.extract.pdfium.doubles import without_doubles
from tests.builders.lines import word


def letters(text: str, width: float, offset: float) -> list[Word]:
    """Letters of one width, each drawn on its own, so far from the one before."""
    found = [word(letter, index * offset) for index, letter in enumerate(text)]
    return [letter._replace(x1=letter.x0 + width) for letter in found]


def texts(words: list[Word]) -> str:
    return "".join(found.text for found in without_doubles(words))


def test_a_second_print_a_little_aside_is_read_once() -> None:
    assert texts(letters("11", width=5, offset=0.3)) == "1"


def test_a_narrow_letter_beside_its_like_stays() -> None:
    assert texts(letters("ll", width=1.5, offset=1.0)) == "ll"
