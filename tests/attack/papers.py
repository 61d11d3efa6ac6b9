"""Documents that are not as expected: refused or held, with the reason; readers see the old."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import ExitCode
from tests.attack.place import EARLIER, Place
from tests.attack.states import left, told
from tests.attack.table import Row, Scale, row
from tests.builders.documents import AMOUNT, misprint, print_faulty, print_prose, replaced
from tests.builders.hostile import good_pdf
from tests.builders.notation import dotted
from tests.builders.ruled import Cells


@dataclass(frozen=True)
class Paper:
    """A document, and how taking it in is to end."""

    what: str
    make: Callable[[Path], object]
    code: ExitCode
    says: str


def scan(path: Path) -> None:
    """A page with a picture and no text."""
    canvas = Canvas(str(path), invariant=1)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()


def web_page(path: Path) -> None:
    """No PDF, but called one."""
    path.write_bytes(b"<!DOCTYPE html><title>Startseite</title>")


def no_rows(cells: Cells) -> None:
    """Only the header."""
    del cells[1:]


def half_the_rows(cells: Cells) -> None:
    """Every second municipality."""
    del cells[1:-1:2]


def other_columns(cells: Cells) -> None:
    """Persons and amounts change places, their headers do not."""
    for number, (*first, persons, amount) in enumerate(cells[1:], start=1):
        cells[number] = (*first, amount, persons)


def no_amounts(cells: Cells) -> None:
    """The column of amounts is blank."""
    for number in range(1, len(cells)):
        replaced(cells, number, AMOUNT, "")


def ten_times_the_money(cells: Cells) -> None:
    """Every amount has one nought more."""
    for number, cell in enumerate(cells[1:], start=1):
        euros = int("".join(filter(str.isdigit, cell[AMOUNT])))
        replaced(cells, number, AMOUNT, f"{dotted(10 * euros)} €")


def another_total(cells: Cells) -> None:
    """The printed total is not that of the rows."""
    replaced(cells, len(cells) - 1, AMOUNT, "59.000.008 €")


def faulty(change: Callable[[Cells], None]) -> Callable[[Path], object]:
    """All rows, after a change."""
    return lambda path: print_faulty(path, change)


HELD, UNREADABLE = ExitCode.HELD, ExitCode.UNREADABLE
PAPERS = (
    Paper(
        "needs a password",
        lambda path: good_pdf(path, encrypt=StandardEncryption("open", "x")),
        UNREADABLE,
        "qpdf --decrypt",
    ),
    Paper("no text layer", scan, UNREADABLE, "scan"),
    Paper("a web page", web_page, UNREADABLE, "not a PDF"),
    Paper("a letter", print_prose, UNREADABLE, "layout not understood"),
    Paper("empty table", faulty(no_rows), UNREADABLE, "layout not understood"),
    Paper("every second row missing", faulty(half_the_rows), HELD, "vollstaendig"),
    Paper(
        "columns changed, headers not", faulty(other_columns), UNREADABLE, "layout not understood"
    ),
    Paper("no amounts", faulty(no_amounts), UNREADABLE, "layout not understood"),
    Paper("ten times the money", faulty(ten_times_the_money), HELD, "failed"),
    Paper("another total", faulty(another_total), HELD, "summe_land"),
    Paper("one slip", faulty(misprint), HELD, "failed"),
)


def papers(folder: Path, _: Scale) -> Iterator[Row]:
    """A row for each document."""
    place = Place(folder / "warehouse")
    assert place.ingest(EARLIER).code == ExitCode.DONE
    before = place.seen()
    for paper in PAPERS:
        pdf = folder / "document.pdf"
        paper.make(pdf)
        reported = len(list(place.warehouse.held.glob("*/bericht.md")))
        done = place.ingest(pdf)
        reports = len(list(place.warehouse.held.glob("*/bericht.md"))) - reported
        expected = f"exit {paper.code:d}, {paper.code == HELD:d} report, as before"
        observed = (told(done, paper.says), f"{reports} report", left(place, before))
        yield row(paper.what, expected, *observed)
