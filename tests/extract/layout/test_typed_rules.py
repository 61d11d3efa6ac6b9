"""Rules that are typed are no text, and a dash that is a figure stays."""

from __future__ import annotations

import pytest

from pipeline.extract.layout.geometry import Segment, Word
from pipeline.extract.layout.lines import words_to_lines
from pipeline.extract.layout.typed_rules import read_typed_rules, without_typed_rules
from tests.builders.lines import LEADING, Text, words


def typed(*rows: list[Text]) -> list[Word]:
    """The words of rows printed one below the other."""
    return [word for i, row in enumerate(rows) for word in words(100 + i * LEADING, row)]


def kept(*rows: list[Text]) -> list[str]:
    """The texts left of these words, line by line."""
    texts = words_to_lines(1, read_typed_rules(typed(*rows))[0])
    return [phrase.text for line in without_typed_rules(texts) for phrase in line.phrases]


@pytest.mark.parametrize(
    "rule",
    [
        [(0, "-" * 40)],
        [(0, "=" * 40)],
        [(0, "--------"), (100, "------"), (200, "----")],
        [(0, "+------+-----+---+")],
        [(0, "|" + "-" * 20 + "|")],
        [(0, "* * *"), (100, "****")],
        [(0, "├──────┼─────┤")],
    ],
)
def test_a_line_of_nothing_but_dashes_is_left_out(rule: list[Text]) -> None:
    row: list[Text] = [(0, "Bondorf"), (200, "4.776")]
    assert kept(row, rule, row) == ["Bondorf", "4.776", "Bondorf", "4.776"]


@pytest.mark.parametrize(
    "row",
    [
        [(0, "Bondorf"), (200, "-")],
        [(100, "-"), (200, "–")],
        [(100, "---"), (200, "-,--")],
        [(0, "Bondorf"), (200, "-----")],
        [(0, "-----"), (200, "4.776")],
    ],
)
def test_a_dash_for_a_figure_and_dashes_beside_text_stay(row: list[Text]) -> None:
    rule: list[Text] = [(0, "-" * 40)]
    assert kept(rule, row, rule) == [text for _, text in row]


def test_a_line_of_dashes_is_a_rule_at_their_height() -> None:
    _, horizontal, vertical = read_typed_rules(words(100, [(10, "-----"), (60, "-----")]))
    assert (horizontal, vertical) == ([Segment(97.5, 10, 35), Segment(97.5, 60, 85)], [])


TABLE: list[list[Text]] = [
    [(0, "|08115004|Bondorf"), (110, "|"), (120, "6 |")],
    [(0, "|08115010|Deckenpfronn|"), (115, "12 |")],
    [(0, "|* Summe |"), (115, "18 |")],
]


def test_bars_one_above_the_other_part_words_and_are_rules() -> None:
    texts, _, vertical = read_typed_rules(typed(*TABLE))
    assert [(word.text, word.x0, word.x1) for word in texts if word.y1 < 120] == [
        ("08115004", 5, 45),
        ("Bondorf", 50, 85),
        ("6", 120, 125),
        ("08115010", 5, 45),
        ("Deckenpfronn", 50, 110),
        ("12", 115, 125),
    ]
    assert [word.text for word in texts if word.y1 > 120] == ["*", "Summe", "18"]
    assert [rule for rule in vertical if rule.start < 100] == [
        Segment(2.5, 92, 102),
        Segment(47.5, 92, 102),
        Segment(112.5, 92, 102),
        Segment(132.5, 92, 102),
    ]


def test_bars_at_places_of_their_own_are_text() -> None:
    rows: list[list[Text]] = [[(0, f"{'x' * n}|y {n}")] for n in range(1, 6)]
    assert kept(*rows) == [text for row in rows for _, text in row]
