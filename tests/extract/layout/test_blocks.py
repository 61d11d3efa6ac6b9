"""A table is parted where its numbers move aside, and nowhere else."""

from __future__ import annotations

from pipeline.extract.layout.blocks import page_to_blocks
from tests.builders.lines import Text, lines, page, right


def row(name: str, persons: str, amount: Text) -> list[Text]:
    return [(0.0, name), right(200.0, persons), amount, (300.0, "€")]


def sizes(rows: list[list[Text]]) -> list[int]:
    return [len(block.lines) for block in page_to_blocks(page(), lines(rows))]


FOUR = [row(name, "12", right(290.0, "9.553")) for name in ("Aach", "Calw", "Engen", "Ulm")]


def test_zeros_set_apart_from_the_numbers_stay_in_their_table() -> None:
    zeros = [row(name, "0", (255.0, "-")) for name in ("Obersulm", "Hardthausen")]
    assert sizes([*FOUR, *zeros, *FOUR]) == [10]


def test_a_table_of_other_columns_is_parted() -> None:
    moved = [[(0.0, name), right(150.0, "12"), right(240.0, "9.553")] for name in ("Au", "Elz")]
    assert sizes([*FOUR, *moved, *moved]) == [4, 4]


def test_a_table_of_one_row_of_other_columns_is_parted_by_its_titles() -> None:
    titles: list[Text] = [(0.0, "Gemeinde"), right(150.0, "Personen"), right(240.0, "Betrag")]
    single: list[Text] = [(0.0, "Ulm"), right(150.0, "12"), right(240.0, "9.553")]
    assert sizes([*FOUR, [(0.0, "Stadtkreis Ulm")], titles, single]) == [4, 3]
    assert sizes([*FOUR, [(0.0, "davon"), right(150.0, "neu")], single]) == [6]
