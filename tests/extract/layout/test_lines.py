"""Words are one phrase where no more than a space parts them, however wide the font has it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.extract.layout.geometry import Word
from pipeline.extract.layout.lines import words_to_lines
from tests.builders.lines import WIDTH, word


def phrases(*words: Word) -> list[str]:
    [line] = words_to_lines(1, words)
    return [phrase.text for phrase in line.phrases]


@pytest.mark.parametrize(("letter", "texts"), [(7.0, ["26 271 €"]), (5.0, ["26", "271", "€"])])
def test_a_space_is_as_wide_as_a_letter_where_all_letters_are_of_one_width(
    letter: float, texts: list[str]
) -> None:
    stretch = letter / WIDTH
    placed = [word("26", 0), word("271", 3 * 7), word("€", 7 * 7)]

    wide = [replace(w, x1=w.x0 + stretch * (w.x1 - w.x0)) for w in placed]

    assert phrases(*wide) == texts
