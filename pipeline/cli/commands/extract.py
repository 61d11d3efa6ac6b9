"""The command that reads a document and touches no warehouse."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.documents import name_of
from pipeline.cli.options import form_option, pdf_argument, picture_option
from pipeline.cli.terminal import show_steps
from pipeline.commands import command, file_word
from pipeline.console import (
    Confidence,
    explanation_text,
    raw_tables_text,
    row_error_line,
    rows_text,
    table_lines,
)
from pipeline.errors import ExitCode
from pipeline.files import write_file
from pipeline.model import Reading
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE

if TYPE_CHECKING:
    from concurrent.futures import Future


@click.command()
@pdf_argument
@click.option(
    "--engine",
    type=click.Choice(ALL_ENGINES),
    default=OWN_ENGINE,
    show_default=True,
    help="Which reader to use.",
)
@form_option("csv", "json", more=".  [default: csv]")
@click.option("--raw", is_flag=True, help="Print the tables of any PDF as printed.")
@click.option(
    "--spans", is_flag=True, help="With --raw --format json: say which cells cover several."
)
@click.option(
    "--explain",
    is_flag=True,
    help="Print how the document was understood instead; with --raw how sure each table is.",
)
@click.option("--page", type=click.IntRange(min=1), help="The page to draw.  [default: 1]")
@picture_option(
    "--picture", "With --explain: draw columns, rows and boxes of one page into this PNG file."
)
def extract(
    pdf: Path,
    engine: str,
    form: str | None,
    raw: bool,
    spans: bool,
    explain: bool,
    page: int | None,
    picture: Path | None,
) -> None:
    """Print the rows of a PDF without touching any warehouse; - is standard input.

    Each row has its page and its box, in points (1/72 inch) from the top left corner of the page
    as a viewer shows it. What of a page is not among the tables of --raw is told on standard error.

    Exit codes: 0 all rows understood, 3 some not, or nothing says that it is the Planungsrahmen
    (both are told on standard error), 4 the document cannot be read or its layout is not
    understood.
    """
    if explain and form and not (raw and form == "json"):
        raise click.UsageError("--explain goes with --raw --format json, and with no other format")
    if spans and not (raw and form == "json"):
        raise click.UsageError("--spans goes with --raw --format json")
    if picture and (raw or not explain):
        raise click.UsageError("--picture goes with --explain, and not with --raw")
    if page and not picture:
        raise click.UsageError("--page goes with --picture")
    if raw:
        _print_tables(pdf, engine, form, spans, explain)
    elif explain:
        _print_rows(pdf, engine, None, picture, page or 1)
    else:
        _print_rows(pdf, engine, form or "csv")


def _print_rows(
    pdf: Path, engine: str, form: str | None, picture: Path | None = None, page: int = 1
) -> None:
    """Print the rows of a document, or how it was understood where no form is given."""
    with _reading(pdf, engine) as pending:
        from pipeline.interpret.stage import interpret
        from pipeline.run.read import (
            draw_understanding,
            identify_document,
            load_knowledge,
            sound_rows,
        )

        load_knowledge()
        reading = pending.result()
    if picture:
        write_file(picture, draw_understanding(pdf, reading, page))
    interpretation = interpret(reading, name_of(pdf))
    identity = identify_document(interpretation)
    rows, errors = sound_rows(interpretation)
    if form:
        click.echo(rows_text(rows, form), nl=False)
    else:
        click.echo(explanation_text(interpretation, identity, _confidence(reading)))
    if reading.damage or not form:
        _print_notes(pdf, reading.notes)
    for error in errors:
        click.echo(row_error_line(error, pdf.name), err=True)
    if not identity.passed:
        decide = f"for a report to decide by, run: {command('ingest')} {file_word(name_of(pdf))}"
        click.echo(f"{pdf.name}: {identity.name}: {identity.message}; {decide}", err=True)
    if errors or identity.holds:
        sys.exit(ExitCode.HELD)


@contextmanager
def _reading(pdf: Path, engine: str) -> "Iterator[Future[Reading]]":
    """Let a child read, while this process loads what it takes to understand the reading."""
    from concurrent.futures import ThreadPoolExecutor

    from pipeline.extract.sandbox import read

    with show_steps(f"extract {pdf.name}"), ThreadPoolExecutor(1) as pool:
        yield pool.submit(read, pdf, engine, name=name_of(pdf))


def _print_tables(
    pdf: Path, engine: str, form: str | None, with_spans: bool, explain: bool
) -> None:
    """Print the tables of any document, or in the place of CSV how sure each is."""
    with _reading(pdf, engine) as pending:
        reading = pending.result()
    if not reading.tables:
        click.echo(f"{pdf.name}: {engine} finds no table in it", err=True)
    _print_notes(pdf, reading.notes)
    found = _confidence(reading) if explain else []
    if explain and not form:
        for line in table_lines(reading.tables, found):
            click.echo(line)
        return
    tables, form = reading.tables, form or "csv"
    click.echo(raw_tables_text(tables, form, with_spans=with_spans, confidences=found), nl=False)


def _confidence(reading: Reading) -> list[Confidence]:
    from pipeline.extract.layout.confidence import confidence

    return [confidence(table) for table in reading.tables]


def _print_notes(pdf: Path, notes: Sequence[str]) -> None:
    """Print to standard error how many words are not among the rows, and on which pages."""
    for note in notes:
        click.echo(f"{pdf.name}: {note}", err=True)
