"""The command that reads a PDF and touches no warehouse."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import pdf_argument, with_verbosity
from pipeline.console import explanation_text, raw_tables_text, row_error_line, rows_text
from pipeline.errors import ExitCode
from pipeline.files import write_file


@click.command()
@pdf_argument
@click.option(
    "--engine",
    type=click.Choice(["pdfium", "pdfplumber", "camelot"]),
    default="pdfium",
    show_default=True,
    help="Which reader to use.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    help="Form of the output.  [default: csv]",
)
@click.option("--raw", is_flag=True, help="Print the tables of any PDF as printed.")
@click.option("--explain", is_flag=True, help="Print how the document was understood instead.")
@click.option("--page", type=click.IntRange(min=1), help="The page to draw.  [default: 1]")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --explain: draw columns, rows and boxes of one page into this PNG file.",
)
@with_verbosity
def extract(
    pdf: Path,
    engine: str,
    form: str | None,
    raw: bool,
    explain: bool,
    page: int | None,
    picture: Path | None,
) -> None:
    """Print the rows of a PDF without touching any warehouse.

    Exit codes: 0 all rows understood, 3 some not, or nothing says that it is the Planungsrahmen
    (both are told on standard error), 4 the document cannot be read or its layout is not
    understood.
    """
    if explain and (raw or form):
        raise click.UsageError(f"--explain does not go with {'--raw' if raw else '--format'}")
    if picture and not explain:
        raise click.UsageError("--picture goes with --explain")
    if page and not picture:
        raise click.UsageError("--page goes with --picture")
    form = form or "csv"
    if raw:
        _print_tables(pdf, engine, form)
        return
    reading = run.read_tables(pdf, engine)
    if picture:
        write_file(picture, run.draw_understanding(pdf, reading, page or 1))
    interpretation = run.understand(reading, pdf.name)
    identity = run.identify_document(interpretation)
    if explain:
        click.echo(explanation_text(interpretation, identity))
        _say_what_is_lacking(pdf, interpretation.notes)
    else:
        click.echo(rows_text(interpretation.zeilen, form), nl=False)
    errors = run.rows_in_error(interpretation)
    for error in errors:
        click.echo(row_error_line(error, pdf.name), err=True)
    if not identity.passed:
        decide = f"for a report to decide by, run 'planungsrahmen ingest {shlex.quote(str(pdf))}'"
        click.echo(f"{pdf.name}: {identity.name}: {identity.message}; {decide}", err=True)
    if errors or identity.holds:
        sys.exit(ExitCode.HELD)


def _print_tables(pdf: Path, engine: str, form: str) -> None:
    reading = run.read_as_printed(pdf, engine)
    if not reading.tables:
        click.echo(f"{pdf.name}: {engine} finds no table in it", err=True)
    _say_what_is_lacking(pdf, reading.notes)
    click.echo(raw_tables_text(reading.tables, form), nl=False)


def _say_what_is_lacking(pdf: Path, notes: Sequence[str]) -> None:
    """Say on standard error how many words are not among the rows, and on which pages."""
    for note in notes:
        click.echo(f"{pdf.name}: {note}", err=True)
