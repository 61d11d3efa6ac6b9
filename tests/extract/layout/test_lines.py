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


@pytest.mark.parametrize(
    ("printed", "read"), [("Kreis", "Kreis"), ("XXXXX", "X X X X X"), ("12345", "1 2 3 4 5")]
)
def test_letters_set_apart_are_one_word(printed: str, read: str) -> None:
    letters = [word(letter, 8.0 * n) for n, letter in enumerate(printed)]
    assert phrases(*letters) == [read]


def test_words_of_letters_drawn_one_by_one_stay_apart() -> None:
    letters = [word(letter, 5.1 * n) for n, letter in enumerate("Betrag in") if letter != " "]
    assert phrases(*letters) == ["Betrag in"]


@pytest.mark.parametrize(
    ("size", "raised", "text"),
    [
        (10.0, 0.0, "124.678"),
        (9.5, 0.3, "124.678"),
        (6.0, 3.0, "1\ufffd24.678"),
        (8.0, 0.0, "1\ufffd24.678"),
        (10.0, 1.0, "1\ufffd24.678"),
    ],
)
def test_a_smaller_or_raised_digit_before_a_number_is_none_of_its_own(
    size: float, raised: float, text: str
) -> None:
    mark, number = replace(word("1", 0), size=size), word("24.678", WIDTH)

    assert phrases(replace(mark, baseline=mark.baseline - raised), number) == [text]


@pytest.mark.parametrize(
    ("size", "raised", "text"),
    [
        (10.0, 0.0, "24.6782"),
        (6.0, 3.0, "24.678 ²"),
        (6.0, -2.0, "24.678\ufffd2"),
        (8.8, 2.0, "24.678\ufffd2"),
    ],
)
def test_a_mark_behind_a_number_is_none_of_its_digits(
    size: float, raised: float, text: str
) -> None:
    number, mark = word("24.678", 0), replace(word("2", 6 * WIDTH), size=size)

    assert phrases(number, replace(mark, baseline=mark.baseline - raised)) == [text]
