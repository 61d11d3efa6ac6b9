"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

Data goes to standard output, logs and progress to standard error.
"""

import getpass
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from pipeline import __version__, run
from pipeline.console import (
    explanation_text,
    raw_tables_text,
    row_error_line,
    rows_text,
    snapshots_text,
    summary_json,
    summary_text,
)
from pipeline.errors import ExitCode, PlanungsrahmenError, QueryError
from pipeline.files import write_file
from pipeline.summary import RunSummary
from pipeline.values import one_line

ENGINES = {"all": run.ALL_ENGINES, "own": (run.OWN_ENGINE,)}
"""Whom `--readings` asks."""

Command = TypeVar("Command", bound=Callable[..., Any])

warehouse_option = click.option(
    "--warehouse",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("warehouse"),
    show_default=True,
    help="Folder of snapshots and database.",
)
raw_dir_option = click.option(
    "--raw-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("raw"),
    show_default=True,
    help="Folder of the documents' bytes.",
)
readings_option = click.option(
    "--readings",
    type=click.Choice(["all", "own"]),
    default="all",
    show_default=True,
    help="Compare the readings of all engines, or rely on ours and the document's own sums.",
)
reason_option = click.option(
    "--reason",
    "verdict_reason",
    required=True,
    callback=lambda context, parameter, value: _not_blank(value),
    help="Why; kept and shown with the edition.",
)
by_option = click.option(
    "--by",
    default=None,
    callback=lambda context, parameter, value: _not_blank(value or _login_name()),
    help="Who decides.  [default: the login name]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
pdf_argument = click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def _not_blank(value: str) -> str:
    text = one_line(value)
    if not text:
        raise click.BadParameter("expected a text, found none")
    return text


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.BadParameter("the login name is not known; say who decides") from error


def with_verbosity(command: Command) -> Command:
    """Give a command ``-v`` and ``-q``, which set how much is logged."""
    for name, flag, help_text in (
        ("--verbose", "-v", "Log more."),
        ("--quiet", "-q", "Log errors only, show no progress."),
    ):
        command = click.option(
            name, flag, is_flag=True, help=help_text, expose_value=False, callback=_set_verbosity
        )(command)
    return command


def _set_verbosity(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        quiet = parameter.name == "quiet"
        logging.getLogger("planungsrahmen").setLevel(logging.ERROR if quiet else logging.DEBUG)
        context.ensure_object(dict)["quiet"] = quiet


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planungsrahmen")
def cli() -> None:
    """Turn the published PDF of amounts per municipality into data that can be trusted."""


@cli.command()
@pdf_argument
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def ingest(pdf: Path, warehouse: Path, raw_dir: Path, readings: str, as_json: bool) -> None:
    """Take one local PDF the whole way into the warehouse.

    Exit codes: 0 new or unchanged, 3 held (checks failed, nothing published), 4 the document
    cannot be read, 6 the warehouse is busy, damaged or not writable.
    """
    with _progress(f"ingest {pdf.name}", run.INGEST_STEPS) as progress:
        summary = run.ingest(pdf, warehouse, raw_dir, progress, ENGINES[readings])
    _end(summary, warehouse, as_json)


@cli.command()
@click.option("--url", help="Ask this address instead of the source's own.")
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def refresh(url: str | None, warehouse: Path, raw_dir: Path, readings: str, as_json: bool) -> None:
    """Fetch the document from its source's address and take it the whole way.

    Where nothing is new it ends at once. Exit codes: 0 new or unchanged, 3 held (checks failed,
    nothing published), 4 the document cannot be read, 5 it cannot be had, 6 the warehouse is busy,
    damaged or not writable.
    """
    with _progress("refresh", run.REFRESH_STEPS) as progress:
        summary = run.refresh(warehouse, raw_dir, progress, ENGINES[readings], url)
    _end(summary, warehouse, as_json)


@cli.command()
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
    default="csv",
    show_default=True,
    help="Form of the output.",
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
    form: str,
    raw: bool,
    explain: bool,
    page: int | None,
    picture: Path | None,
) -> None:
    """Print the rows of a PDF without touching any warehouse.

    Exit codes: 0 all rows understood, 3 some not (they are named on standard error), 4 the
    document cannot be read or its layout is not understood.
    """
    if picture and not explain:
        raise click.UsageError("--picture goes with --explain")
    if page and not picture:
        raise click.UsageError("--page goes with --picture")
    if raw:
        click.echo(raw_tables_text(run.tables_as_printed(pdf, engine), form), nl=False)
        return
    reading = run.read_tables(pdf, engine)
    if picture:
        write_file(picture, run.draw_understanding(pdf, reading, page or 1))
    interpretation = run.understand(reading, pdf.name)
    if explain:
        click.echo(explanation_text(interpretation))
    else:
        click.echo(rows_text(interpretation.zeilen, form), nl=False)
    errors = run.rows_in_error(interpretation)
    for error in errors:
        click.echo(row_error_line(error, pdf.name), err=True)
    if errors:
        sys.exit(ExitCode.HELD)


@cli.command()
@click.argument("held_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@raw_dir_option
@readings_option
@json_option
@with_verbosity
def accept(
    held_id: str,
    verdict_reason: str,
    by: str,
    warehouse: Path,
    raw_dir: Path,
    readings: str,
    as_json: bool,
) -> None:
    """Publish a held document although checks failed: a person's decision, kept with it.

    ID is that of a held run, a prefix of it, or latest. The document is read again. What nobody
    can vouch for is left out and listed: rows not understood, rows that contradict the register
    or each other, figures that the readings differ about.

    Exit codes: 0 published or unchanged, 2 no such held run, 3 no row can be published, 4 the
    document cannot be read, 6 its bytes are missing, or the warehouse is busy or damaged.
    """
    verdict = run.Verdict(verdict_reason, by, datetime.now(UTC))
    with _progress(f"accept {held_id}", run.ACCEPT_STEPS) as progress:
        summary = run.accept(warehouse, raw_dir, held_id, verdict, progress, ENGINES[readings])
    _end(summary, warehouse, as_json)


@cli.command()
@click.argument("snapshot_id", metavar="ID")
@reason_option
@by_option
@warehouse_option
@with_verbosity
def withdraw(snapshot_id: str, verdict_reason: str, by: str, warehouse: Path) -> None:
    """Take an accepted edition out of the views; its files stay, with the reason.

    ID is that of a snapshot, a prefix of it, latest, or previous.
    """
    verdict = run.Verdict(verdict_reason, by, datetime.now(UTC))
    click.echo(run.withdraw(warehouse, snapshot_id, verdict).message)


@cli.command()
@warehouse_option
@json_option
@with_verbosity
def snapshots(warehouse: Path, as_json: bool) -> None:
    """List the accepted editions in the order of acceptance."""
    click.echo(snapshots_text(run.list_snapshots(warehouse), as_json))


@cli.command()
@click.argument("alt", metavar="[A]", default="previous")
@click.argument("neu", metavar="[B]", default="latest")
@warehouse_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "csv", "json"]),
    default="text",
    show_default=True,
    help="Form of the output.",
)
@with_verbosity
def diff(alt: str, neu: str, warehouse: Path, form: str) -> None:
    """Say what changed between two snapshots, by Kreis and by municipality.

    A and B are snapshots by ID, by the beginning of an ID, or `latest` and `previous`; without
    them the newest edition is compared with the one before.
    """
    click.echo(run.diff(warehouse, alt, neu, form), nl=False)


@cli.command()
@click.argument("sql")
@warehouse_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default=None,
    help="Form of the output; a table on a terminal, else CSV.",
)
@with_verbosity
def query(sql: str, warehouse: Path, form: str | None) -> None:
    """Ask the database; SQL is a statement, or @FILE that holds one.

    The connection can neither change anything nor reach files or the network.
    """
    statement = _read_statement(sql)
    form = form or ("table" if sys.stdout.isatty() else "csv")
    click.echo(run.query(warehouse, statement, form), nl=False)


@cli.command()
@warehouse_option
@with_verbosity
def export(warehouse: Path) -> None:
    """Write the newest edition as CSV and Parquet to the warehouse's exports folder."""
    for path in run.export(warehouse):
        click.echo(path)


@cli.command()
@warehouse_option
@with_verbosity
def rebuild(warehouse: Path) -> None:
    """Build database and exports anew from the snapshots."""
    count = run.rebuild(warehouse)
    click.echo(f"built from {count} snapshots: {warehouse / 'planungsrahmen.duckdb'}")


@cli.command()
@warehouse_option
@raw_dir_option
@with_verbosity
def verify(warehouse: Path, raw_dir: Path) -> None:
    """Prove files and database, and read each document again to the same rows."""
    with _progress("verify", None) as progress:
        count, differences = run.verify(warehouse, raw_dir, progress)
    for difference in differences:
        click.echo(f"difference: {difference}", err=True)
    if differences:
        sys.exit(ExitCode.WAREHOUSE)
    click.echo(f"verified: {count} snapshots, their files, documents and rows agree")


def _end(summary: RunSummary, warehouse: Path, as_json: bool) -> NoReturn:
    """Print how a run ended and leave with its exit code."""
    if as_json:
        click.echo(summary_json(summary))
    elif summary.outcome in ("unreadable", "unreachable"):
        click.echo(f"error: {summary.message}", err=True)
    else:
        click.echo(summary_text(summary, warehouse))
    sys.exit(summary.exit_code)


def _read_statement(sql: str) -> str:
    if not sql.startswith("@"):
        return sql
    try:
        return Path(sql[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(sql, f"{sql[1:]} cannot be read: {error}") from error


@contextmanager
def _progress(title: str, steps: int | None) -> Iterator[run.Progress]:
    """Show a bar on a terminal; elsewhere, and with ``-q``, nothing."""
    quiet = click.get_current_context().ensure_object(dict).get("quiet", False)
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from tqdm import tqdm

    with tqdm(total=steps, desc=title, unit="step", leave=False, file=sys.stderr) as bar:

        def advance(step: str) -> None:
            bar.set_postfix_str(step)
            bar.update()

        yield advance


def main() -> None:
    """Run the command line; turn every expected error into one line and its exit code."""
    logging.basicConfig(format="%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("planungsrahmen").setLevel(logging.INFO)
    try:
        cli.main(prog_name="planungsrahmen")
    except PlanungsrahmenError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
