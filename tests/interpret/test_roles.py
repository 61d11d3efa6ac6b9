"""Which column is what: by content, by title, by arithmetic, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from pipeline.errors import LayoutError
from pipeline.interpret.stage import interpret
from tests.builders.gridrows import KEYED, NAMED, expected, keyed, members, named
from tests.builders.notation import dotted, key_grouped, key_without_land
from tests.builders.readings import Figure, Row, figures, reading
from tests.builders.rows import DocumentRow

ROWS = members("08336")
RATE = "796,08"


def read_columns(titles: Row, *rows: Row) -> tuple[list[str], list[Figure]]:
    """The role of every explained column by index, and the figures."""
    read = interpret(reading(*([titles] if titles else []), *rows))
    roles = {column.column: column.role for column in read.columns}
    return [roles.get(index, "") for index in range(len(rows[0]))], figures(read)


def _ends(row: DocumentRow) -> Row:
    return row.gemeinde_ags[3:5], row.gemeinde_ags[5:]


Layout = tuple[Row, Callable[[DocumentRow], Row], list[str]]
PERSONS_LAYOUTS: dict[str, Layout] = {
    "key first": (KEYED, keyed, ["gemeinde_ags", "gemeinde_name", "personen", "betrag"]),
    "no key": (NAMED, named, ["gemeinde_name", "personen", "betrag"]),
    "amount before persons": (
        ("Betrag", "Personen", "Gemeinde"),
        lambda r: (dotted(r.betrag_eur), str(r.personen), r.gemeinde_name),
        ["betrag", "personen", "gemeinde_name"],
    ),
    "no titles": ((), named, ["gemeinde_name", "personen", "betrag"]),
    "titles not known": (
        ("Wo", "Wie viele", "Wie viel"),
        named,
        ["gemeinde_name", "personen", "betrag"],
    ),
    "rate without title": (
        (),
        lambda r: (r.gemeinde_name, str(r.personen), RATE, dotted(r.betrag_eur)),
        ["gemeinde_name", "personen", "ignored", "betrag"],
    ),
    "rate with a title": (
        ("Gemeinde", "Personen", "Betrag je Person", "Betrag"),
        lambda r: (r.gemeinde_name, str(r.personen), RATE, dotted(r.betrag_eur)),
        ["gemeinde_name", "personen", "ignored", "betrag"],
    ),
    "inhabitants": (
        ("Gemeinde", "Einwohner", "Personen", "Zuwendung"),
        lambda r: (r.gemeinde_name, dotted(r.personen * 37 + 5), *named(r)[1:]),
        ["gemeinde_name", "ignored", "personen", "betrag"],
    ),
    "a remark": (
        (*NAMED, "Bemerkung"),
        lambda r: (*named(r), "zusammen mit Binzen" if r.personen == 8 else ""),
        ["gemeinde_name", "personen", "betrag", ""],
    ),
    "key without Land": (
        KEYED,
        lambda r: (key_without_land(r.gemeinde_ags), *named(r)),
        ["gemeinde_ags", "gemeinde_name", "personen", "betrag"],
    ),
    "key grouped": (
        KEYED,
        lambda r: (key_grouped(r.gemeinde_ags), *named(r)),
        ["gemeinde_ags", "gemeinde_name", "personen", "betrag"],
    ),
    "key in front of the name": (
        NAMED,
        lambda r: (f"{key_grouped(r.gemeinde_ags)} {r.gemeinde_name}", *named(r)[1:]),
        ["gemeinde_name", "personen", "betrag"],
    ),
    "key in columns apart": (
        ("Land", "RB", "Regierungsbezirk", "Kreis-Nr.", "Gem.", *NAMED),
        lambda r: ("08", r.gemeinde_ags[2], "Freiburg", *_ends(r), *named(r)),
        [
            "ignored",
            "gemeinde_ags",
            "",
            *["gemeinde_ags"] * 2,
            "gemeinde_name",
            "personen",
            "betrag",
        ],
    ),
    "Kreis on every row": (
        ("Kreis", *NAMED),
        lambda r: ("Lörrach", *named(r)),
        ["kreis", "gemeinde_name", "personen", "betrag"],
    ),
    "Regierungsbezirk on every row": (
        ("Regierungsbezirk", *NAMED),
        lambda r: ("RB Freiburg", *named(r)),
        ["", "gemeinde_name", "personen", "betrag"],
    ),
    "Regierungsbezirk with the name of the rows' Kreis": (
        ("Regierungsbezirk", *NAMED),
        lambda r: ("Lörrach", *named(r)),
        ["", "gemeinde_name", "personen", "betrag"],
    ),
}


@pytest.mark.parametrize("layout", PERSONS_LAYOUTS)
def test_columns_are_told(layout: str) -> None:
    titles, write, roles = PERSONS_LAYOUTS[layout]

    assert read_columns(titles, *map(write, ROWS)) == (roles, expected(ROWS))


def test_a_running_number_is_neither_key_nor_count() -> None:
    rows = [(str(n), *named(row)) for n, row in enumerate(ROWS, start=1)]
    roles = ["ignored", "gemeinde_name", "personen", "betrag"]

    assert read_columns(("lfd. Nr.", *NAMED), *rows) == (roles, expected(ROWS))
    assert read_columns((), *rows) == (roles, expected(ROWS))


def test_amounts_alone_are_told_by_their_size() -> None:
    rows = [(row.gemeinde_name, dotted(row.betrag_eur)) for row in ROWS]

    assert read_columns((), *rows) == (["gemeinde_name", "betrag"], expected(ROWS, persons=False))


def test_head_counts_alone_are_no_amounts() -> None:
    with pytest.raises(LayoutError, match="which column holds the amount is not clear"):
        interpret(reading(*((row.gemeinde_name, str(row.personen)) for row in ROWS)))


@pytest.mark.parametrize(
    "titles", [("2018", "2019", "Gesamt"), ("1. Rate", "2. Rate", "Zuwendung")]
)
def test_the_total_is_the_sum_of_its_parts(titles: Row) -> None:
    rows = [
        (
            r.gemeinde_name,
            *(dotted(n) for n in (r.betrag_eur - r.personen, r.personen, r.betrag_eur)),
        )
        for r in ROWS
    ]

    assert read_columns(("Gemeinde", *titles), *rows) == (
        ["gemeinde_name", "teilbetrag", "teilbetrag", "betrag"],
        expected(ROWS, persons=False),
    )


def test_two_years_without_a_total_are_refused() -> None:
    rows = [(r.gemeinde_name, *[dotted(r.betrag_eur)] * 2) for r in ROWS]

    with pytest.raises(LayoutError, match="'2018', '2019'"):
        interpret(reading(("Gemeinde", "2018", "2019"), *rows))


@pytest.mark.parametrize(
    "titles",
    [("Männer", "Frauen", "Gesamt", "Betrag"), ("Erwachsene", "Kinder", "Summe", "Planungsrahmen")],
)
def test_a_total_of_persons_is_not_the_amount(titles: Row) -> None:
    rows = [
        (r.gemeinde_name, str(r.personen - 1), "1", str(r.personen), dotted(r.betrag_eur))
        for r in ROWS
    ]

    _, read = read_columns(("Gemeinde", *titles), *rows)

    assert read == expected(ROWS)


def test_titles_over_each_others_columns_are_not_believed() -> None:
    try:
        _, read = read_columns(("Gemeinde", "Betrag", "Personen"), *map(named, ROWS))
    except LayoutError:
        return
    assert read == expected(ROWS)


def test_titles_of_two_columns_over_one_are_refused() -> None:
    inhabitants = (dotted(1_440 + 100 * n) for n in range(len(ROWS)))
    rows = [
        (r.gemeinde_name, n, dotted(r.betrag_eur)) for r, n in zip(ROWS, inhabitants, strict=True)
    ]

    with pytest.raises(LayoutError, match="stands over one column and names several"):
        interpret(reading(("Gemeinde", "", "Einwohner Förderbetrag in EUR"), *rows))


def test_two_titles_of_one_meaning_over_one_column_are_no_doubt() -> None:
    titles = ("Gemeinde", "", "Zuwendung Planungsrahmen", "Einwohner")
    rows = [(*named(row), dotted(1_440 + 100 * n)) for n, row in enumerate(ROWS)]

    roles = ["gemeinde_name", "personen", "betrag", "ignored"]
    assert read_columns(titles, *rows) == (roles, expected(ROWS))


@pytest.mark.parametrize("title", ["Betrag in TEUR", "Betrag (Tsd. €)", "Betrag in 1.000 €"])
def test_amounts_in_thousands_are_refused(title: str) -> None:
    rows = [(r.gemeinde_name, str(r.personen), str(r.betrag_eur // 1000)) for r in ROWS]

    with pytest.raises(LayoutError, match="in thousands"):
        interpret(reading(("Gemeinde", "Personen", title), *rows))


def test_amounts_in_thousands_are_refused_where_the_heading_says_so() -> None:
    rows = [(r.gemeinde_name, str(r.personen), str(r.betrag_eur // 1000)) for r in ROWS]

    with pytest.raises(LayoutError, match="in thousands"):
        interpret(reading("Planungsrahmen (Beträge in Tausend Euro)", NAMED, *rows))


def test_amounts_in_thousands_are_refused_where_a_note_below_says_so() -> None:
    rows = [named(row) for row in members("08336")]
    with pytest.raises(LayoutError, match="in thousands"):
        interpret(reading(NAMED, *rows, "Alle Beträge in Tausend Euro."))


def test_commas_between_thousands_leave_no_column_of_amounts() -> None:
    rows = [(r.gemeinde_name, str(r.personen), f"{r.betrag_eur:,}") for r in ROWS]

    with pytest.raises(LayoutError):
        interpret(reading(NAMED, *rows))


def test_columns_exchanged_in_a_single_row_are_read_as_printed() -> None:
    other = members("08337", limit=1)[0]
    exchanged = (*keyed(other)[:2], dotted(other.betrag_eur), str(other.personen))

    _, read = read_columns(KEYED, *map(keyed, ROWS), exchanged)

    assert read == [
        *expected(ROWS),
        (other.gemeinde_ags, other.betrag_eur, Decimal(other.personen)),
    ]
