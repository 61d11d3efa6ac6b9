"""Lines beside the title that make the figures others, wherever they stand."""

import pytest

from pipeline.check.identity import document_identified, identify
from pipeline.model import Cell, Interpretation, Omission, OmissionKind, RawRow, RowClass
from pipeline.values import replace
from schemas.source import load_source
from tests.builders.interpretations import interpretation, with_amount, zeilen
from tests.check.test_identity import NEW, document

SOURCE = load_source()
BOX = (0.0, 0.0, 9.0, 9.0)


def new_edition() -> Interpretation:
    return document(NEW, "Betrag in Euro")


def with_line(
    text: str,
    read: Interpretation | None = None,
    page: int = 99,
    number: int = 1,
    kind: RowClass = RowClass.OUTSIDE,
) -> Interpretation:
    """A new edition, with a line somewhere: on its last page if nothing else is said."""
    read = read or new_edition()
    row = RawRow(page, number, (Cell(text, BOX),), BOX, "pdfium")
    return replace(
        read,
        row_classes={**read.row_classes, row.place: kind},
        reading=replace(read.reading, outside=(row,)),
    )


def with_mark(read: Interpretation, kind: OmissionKind, text: str) -> Interpretation:
    mark = Omission(kind, read.zeilen[0].herkunft.page, text, BOX)
    return replace(read, reading=replace(read.reading, omissions=(mark,)))


def is_proven(read: Interpretation) -> bool:
    return document_identified(identify(read, SOURCE), SOURCE).passed


@pytest.mark.parametrize(
    "text",
    [
        "UNGÜLTIG – ersetzt durch die Fassung vom 1. März 2019",
        "Diese Liste ist nicht mehr\ngültig.",
        "vorläufig, nicht freigegeben",
        "Entwurf",
        "hier: ausgezahlte Beträge",
        "Werte in TEUR",
        "* gerundet auf volle 1.000 Euro",
        "Auf volle Tausend Euro gerundet",
        "Diese Liste wird ersetzt.",
        "Die Beträge gelten je Quartal.",
    ],
)
def test_a_line_may_make_the_figures_others(text: str) -> None:
    assert not is_proven(with_line(text))


@pytest.mark.parametrize(
    "text",
    [
        "Seite 3 von 16",
        "Regierungspräsidium Stuttgart, Ruppmannstraße 21, Telefon 0711 904-0",
        "Die Mittel werden auf Antrag bewilligt und in zwei Raten ausgezahlt.",
        "Die Beträge sind nicht gerundet.",
        "Alle Beträge sind auf volle Euro gerundet.",
        "Diese Liste ersetzt die vorläufige vom 24. Juli 2017.",
        "Insgesamt stehen 58 Mio. Euro zur Verfügung.",
    ],
)
def test_what_else_is_said_does_not(text: str) -> None:
    assert is_proven(with_line(text))


@pytest.mark.parametrize("kind", [OmissionKind.SLANTED, OmissionKind.NOTE])
def test_a_watermark_or_a_stamp_says_it_too(kind: OmissionKind) -> None:
    assert is_proven(with_mark(new_edition(), kind, "geprüft"))
    assert not is_proven(with_mark(new_edition(), kind, "ENTWURF"))


def test_so_does_a_column_of_remarks() -> None:
    rows = [with_amount(row, 611 * (row.personen or 0)) for row in zeilen()]
    place = rows[7].herkunft
    rows[7] = replace(rows[7], herkunft=replace(place, text=f"{place.text} | abgelehnt"))
    assert not is_proven(document(NEW, "Betrag in Euro", rows=tuple(rows)))


def test_amounts_of_a_known_edition_are_proof_enough() -> None:
    assert is_proven(with_line("Entwurf", interpretation()))


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        (NEW, True),
        ("Fortsetzung – Seite 2 von 40", True),
        ("Regierungsbezirk Freiburg", True),
        (NEW.replace("2019", "2018"), False),
        ("Zuschüsse für Dolmetscher", False),
    ],
)
def test_a_title_on_a_later_page_is_one_too(title: str, passes: bool) -> None:
    rows = [z.herkunft for z in new_edition().zeilen]
    page = next(place.page for place in rows if place.page > rows[0].page)
    assert is_proven(with_line(title, page=page, number=0)) == passes


def test_what_is_printed_as_a_picture_may_say_anything() -> None:
    heading = with_line("Betrag in Euro", page=1, number=0, kind=RowClass.HEADER)
    assert is_proven(heading)
    assert not is_proven(with_mark(heading, OmissionKind.UNREAD, ""))
    named = document("", "Betrag in Euro", information={"Title": NEW})
    for read, passes in ((new_edition(), True), (named, False)):
        assert is_proven(with_mark(read, OmissionKind.UNREAD, "")) == passes


def test_much_that_is_nothing_is_no_proof_of_a_known_edition() -> None:
    rows = zeilen()
    granted = [with_amount(row, 0) if n % 3 else row for n, row in enumerate(rows)]
    assert is_proven(document("", rows=rows))
    assert not is_proven(document("", rows=tuple(granted)))
