"""Phrases are cut at column boundaries, words only where a text of the next column begins."""

from __future__ import annotations

from itertools import accumulate, count

import pytest
from msgspec.structs import replace

from pipeline.extract.layout.blocks import Outline, outline_of
from pipeline.extract.layout.columns import Columns, blocks_to_columns
from pipeline.extract.layout.corridors import Corridor
from pipeline.extract.layout.geometry import Word
from pipeline.extract.layout.lines import line_of, phrase_of
from pipeline.extract.layout.rows import SortedTable
from pipeline.extract.layout.tables import Table, blocks_to_tables
from tests.builders.lines import Text, block, lines, page, right, word, words

NAMES = ("Aach", "Bondorf", "Calw", "Denzlingen", "Ehningen", "Fellbach")
MODEL = Columns((Corridor(90, 100, ruled=False),), (0.0, 100.0), (None, None))


def joined(*pieces: str, x: float) -> Word:
    """A word drawn in pieces that follow each other."""
    whole = word("".join(pieces), x)
    ends = [len("".join(pieces[: i + 1])) for i in range(len(pieces) - 1)]
    return replace(whole, joints=tuple((x + 5 * end, end) for end in ends))


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
    phrase = phrase_of((before, joined(*pieces, x=x)))
    found = MODEL.sort_line(line_of(1, 100.0, (phrase,)), []).cells
    texts = [p.text for column in sorted(found) for p in found[column]]
    assert texts == [f"Bad {cells[0]}", *cells[1:]]


def test_a_title_that_begins_behind_the_numbers_of_a_column_is_of_the_next() -> None:
    numbers = Columns((Corridor(60, 140, ruled=False),), (None, None), (60.0, 200.0))
    [titles] = lines([[(5.0, "Geflüchtete"), (75.0, "Förderbetrag in EUR")]])
    found = numbers.sort_line(titles, []).cells
    assert [found[0][0].text, found[1][0].text] == ["Geflüchtete", "Förderbetrag in EUR"]


def block_on(number: int, start: float, name: str, count: int = 12) -> Outline:
    rows = [
        [(0.0, f"{n:08d}"), (60.0, name), (start, "Kreis"), right(300, "7")] for n in range(count)
    ]
    return outline_of(block(rows, page(number=number)))


def test_pages_stay_together_where_their_columns_are_parted_at_one_place() -> None:
    tables = blocks_to_tables([block_on(1, 120.0, "Engen"), block_on(2, 125.0, "Aach")])
    assert [len(table.blocks) for table in tables] == [2]


def test_pages_are_taken_apart_where_one_column_would_run_into_another() -> None:
    long = "Leinfelden-Echterdingen"
    pages = [block_on(1, 120.0, "Engen"), block_on(2, 190.0, long), block_on(3, 121.0, "Aach")]
    tables = blocks_to_tables(pages)
    assert [[b.page for b in table.blocks] for table in tables] == [[1, 3], [2]]
    assert [table.columns.width for table in tables] == [4, 4]


def test_a_page_of_few_rows_goes_with_most_of_the_others() -> None:
    long = "Leinfelden-Echterdingen"
    pages = [block_on(1, 120.0, "Engen"), block_on(2, 190.0, long), block_on(3, 121.0, "Aach")]
    few = block_on(4, 120.0, "Engen", 3)
    tables = blocks_to_tables([*pages, few])
    assert [[b.page for b in table.blocks] for table in tables] == [[1, 3, 4], [2]]


def cells_of(columns: Columns, *texts: tuple[float, str]) -> dict[int, str]:
    """What one line has in each column."""
    [line] = lines([texts])
    found = columns.sort_line(line, []).cells
    return {column: " ".join(p.text for p in found[column]) for column in sorted(found)}


def test_a_phrase_over_several_columns_is_cut_again_after_each_cut() -> None:
    columns = Columns(
        (Corridor(40, 42, ruled=False), Corridor(65, 67, ruled=False)), (None,) * 3, (40, 65, 90)
    )

    assert cells_of(columns, (25, "629 2229 4458")) == {0: "629", 1: "2229", 2: "4458"}


def test_titles_wider_than_the_numbers_below_end_where_these_end() -> None:
    columns = Columns((Corridor(60, 112, ruled=False),), (None, None), (40, 115))

    assert cells_of(columns, (15, "Pers. Planungsrahmen")) == {0: "Pers.", 1: "Planungsrahmen"}


def test_text_in_one_column_is_no_table() -> None:
    texts = [
        [(0.0, "Engen lies"), (60.0, "in a valley")],
        [(0.0, "by"), (20.0, "the lake of Constance")],
        [(0.0, "and Calw on"), (65.0, "a river")],
    ]
    tables = blocks_to_tables([outline_of(block(texts * 3))])
    assert not tables


def stretched(x: float, text: str, place: int) -> list[Text]:
    """The words of a text, one of its spaces much wider than the others."""
    words = text.split()
    starts = accumulate((len(word) + 1 for word in words[:-1]), initial=0)
    return [
        (x + 5 * at + 20 * (n > place), word)
        for n, (at, word) in enumerate(zip(starts, words, strict=True))
    ]


def test_text_in_several_columns_is_no_table_however_far_apart_its_words_are() -> None:
    """Where lines are stretched to one width, each has its gaps elsewhere."""
    left, right_hand = "in the valley of the upper Danube", "there lies a town not far away"
    text = [[*stretched(0, left, n), *stretched(240, right_hand, n)] for n in range(6)]
    assert not blocks_to_tables([outline_of(block(text))])


@pytest.mark.parametrize(
    ("item", "is_table"),
    [("•", False), ("o", False), ("{}.", False), ("[{}]", False), ("{}", True)],
)
def test_a_list_of_items_is_no_table(item: str, is_table: bool) -> None:
    items = [[(0.0, item.format(n)), (20.0, name)] for n, name in enumerate(NAMES, start=1)]
    assert bool(blocks_to_tables([outline_of(block(items))])) == is_table


def test_lines_that_run_over_the_columns_are_a_text_if_they_are_more_than_the_others() -> None:
    over: list[Text] = [(0.0, "They have asked for a good deal more")]
    parted: list[Text] = [(0.0, "Aach and Calw"), (100.0, "got it all")]
    for between, is_text in (3, True), (2, False):
        table = [outline_of(block([parted, *[over] * between, parted]))]
        columns = blocks_to_columns(table, [Corridor(66, 100, ruled=False)])
        assert SortedTable(Table(table, columns), count(), set()).is_text == is_text


THREE = Columns(
    (Corridor(90, 100, ruled=False), Corridor(190, 200, ruled=False)),
    (0.0, None, None),
    (None, 150.0, 250.0),
)


def test_a_phrase_over_columns_is_parted_where_each_piece_is_aligned() -> None:
    texts = words(100.0, [(0.0, "in all"), right(150.0, "2.753.438"), right(250.0, "2.799.250")])
    found = THREE.sort_line(line_of(1, 100.0, (phrase_of(tuple(texts)),)), []).cells
    assert [p.text for column in sorted(found) for p in found[column]] == [
        *("in all", "2.753.438", "2.799.250")
    ]


def test_a_name_may_run_up_to_the_number_behind_it() -> None:
    columns = Columns((Corridor(100, 130, ruled=False),), (0, 140), (None, 145))

    assert cells_of(columns, (0, "Wendlingen am Neckar, Stadt 9")) == {
        0: "Wendlingen am Neckar, Stadt",
        1: "9",
    }


def test_a_last_page_of_one_table_is_not_parted_as_the_two_on_the_others_are() -> None:
    left = [(0.0, "08111000"), (60.0, "Aach"), right(200, "7")]
    two = [[*left, (250.0, f"{n:08d}"), (310.0, "Engen"), right(450, "7")] for n in range(12)]
    one = [[(0.0, f"{n:08d}"), (180.0, "Calw"), right(450, "7")] for n in range(9)]

    blocks = [block(two, page(number=1)), block(one, page(number=2))]
    tables = blocks_to_tables([outline_of(block) for block in blocks])

    assert [[b.page for b in table.blocks] for table in tables] == [[1], [2]]
    assert [table.columns.width for table in tables] == [6, 3]


@pytest.mark.parametrize(("zero", "tables"), [(205.0, [[1, 1, 1]]), (105.0, [[1, 1], [1]])])
def test_a_few_rows_without_titles_are_of_the_table_whose_columns_they_fit(
    zero: float, tables: list[list[int]]
) -> None:
    rows = [[(0.0, f"Ort {n}"), (100.0, "Kreis"), right(250.0, "9.553,00 €")] for n in range(12)]
    zeros: list[Text] = [(0.0, "Aach"), (zero, "0")]
    blocks = [outline_of(block(some, page())) for some in (rows, [zeros] * 2, rows)]
    assert [[b.page for b in table.blocks] for table in blocks_to_tables(blocks)] == tables
