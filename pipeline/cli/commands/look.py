"""Commands that show what a warehouse holds."""

import shutil
import sys
from pathlib import Path

import click

from pipeline.cli.options import (
    form_option,
    json_option,
    limit_option,
    picture_option,
    raw_dir_option,
    warehouse_option,
)
from pipeline.console import snapshots_text
from pipeline.errors import ExitCode, NoWarehouseError, QueryError
from pipeline.files import read_regular, write_file
from pipeline.model import QueryLimits

MOST_STATEMENT_BYTES = 1_000_000
"""Of a file with a statement; one written by hand has a thousand."""


@click.command()
@click.argument("gemeinde")
@warehouse_option
@raw_dir_option
@picture_option("--receipt", "Write a picture of the printed row to this PNG file.")
@json_option
def show(
    gemeinde: str, warehouse: Path, raw_dir: Path, receipt: Path | None, as_json: bool
) -> None:
    """Show in German what is published about a municipality, and where it is printed.

    GEMEINDE is a key, or a name as anybody may type it: with or without umlauts, hyphens and
    additions, a part of it, misspelt, with the Kreis behind it. Exit code 2: no municipality is
    called so, or several are; --json then prints these.
    """
    from pipeline.cli.choose import choose_gemeinde
    from pipeline.run import towns

    town = towns.look_up(warehouse, choose_gemeinde(gemeinde, as_json=as_json))
    click.echo(towns.show(warehouse, town, as_json=as_json), nl=False)
    if receipt:
        write_file(receipt, towns.receipt(raw_dir, town))
        click.echo(f"picture written to {receipt}", err=True)


@click.command()
@click.argument("gemeinde")
@warehouse_option
@json_option
def partners(gemeinde: str, warehouse: Path, as_json: bool) -> None:
    """Name in German the groups with which a municipality reaches the threshold for an application.

    Groups of at most four from which no partner can stay away, of its association, its neighbours
    and its Kreis: the first ten, the smallest first, of these the least above the threshold.
    """
    from pipeline.cli.choose import choose_gemeinde
    from pipeline.run import towns

    chosen = choose_gemeinde(gemeinde, as_json=as_json)
    click.echo(towns.partners(warehouse, chosen, as_json=as_json), nl=False)


@click.command()
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    help="End with 5 if the last success is older, or there was none.",
)
@warehouse_option
@json_option
def status(max_age: float | None, warehouse: Path, as_json: bool) -> None:
    """Say how the warehouse stands: newest edition, last success, what waits for somebody.

    A try is a run of refresh, ingest or backfill; a success is one that ended with 0.

    Exit codes: 5 see --max-age; where there is no warehouse there was no success, 6 the warehouse
    is damaged; without --max-age also: there is none.
    """
    from pipeline.run import status as run

    try:
        found = run.read_status(warehouse)
    except NoWarehouseError as error:
        if max_age is None:
            raise
        click.echo(f"error: no run has ended well: {error}", err=True)
        sys.exit(ExitCode.UNREACHABLE)
    text = run.status_json(found) if as_json else run.status_text(found, warehouse)
    click.echo(text, nl=False)
    if max_age is not None and found.is_older_than(max_age):
        click.echo(f"error: no run has ended well in the last {max_age:g} days", err=True)
        sys.exit(ExitCode.UNREACHABLE)


@click.command()
@warehouse_option
@json_option
def snapshots(warehouse: Path, as_json: bool) -> None:
    """List the accepted editions in the order of acceptance.

    The status is that of the database: aktuell, frueher, ersetzt (by a better reading),
    zurueckgezogen, synthetisch_verborgen.
    """
    from pipeline.run import look

    click.echo(snapshots_text(look.list_snapshots(warehouse), as_json), nl=False)


@click.command()
@click.argument("alt", metavar="[A]", default="previous")
@click.argument("neu", metavar="[B]", default="latest")
@warehouse_option
@click.option("--kreis", metavar="KREIS", help="Only this Kreis, by key or name.")
@click.option(
    "--top",
    type=click.IntRange(1),
    metavar="N",
    help="Only the N municipalities that changed most.",
)
@form_option("text", "markdown", "csv", "json", default="text")
def diff(
    alt: str, neu: str, warehouse: Path, kreis: str | None, top: int | None, form: str
) -> None:
    """Show in German what changed between two snapshots: sums, Kreise, municipalities.

    A and B are snapshots by ID, by the beginning of an ID, or latest and previous; without them
    the newest edition is compared with the one before. Where unlike things are compared, the
    output says so.
    """
    from pipeline.run import look

    if kreis is not None:
        from pipeline.cli.choose import choose_kreis

        kreis = choose_kreis(kreis)
    click.echo(look.diff(warehouse, alt, neu, form, kreis, top), nl=False)


@click.command()
@click.argument("sql")
@warehouse_option
@form_option("table", "csv", "json", more="; a table on a terminal, else CSV.")
@limit_option("--timeout", "SECONDS", 86_400, "Stop after so many seconds.")
@limit_option("--memory", "MB", 1_000_000, "Stop at so many MB of memory (on Linux).")
@limit_option("--max-rows", "N", 1_000_000_000, "Refuse an answer of more rows.")
def query(sql: str, warehouse: Path, form: str | None, **limits: int) -> None:
    """Ask the database; SQL is a statement, or @FILE that holds one.

    The connection can neither change anything nor reach files or the network. The file is a regular
    one of 1 MB at most. On a terminal a table fits its width: text is cut (…), or each row becomes
    a block of lines; elsewhere nothing is cut. An answer that costs more than it may is refused as
    a whole.

    Exit codes: 2 the database refuses the SQL, or its answer costs more than it may, 6 the
    warehouse is damaged, or there is none.
    """
    from pipeline.run import look

    statement = _read_statement(sql)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    form = form or ("table" if width else "csv")
    click.echo(look.query(warehouse, statement, form, width, QueryLimits(**limits)), nl=False)


def _read_statement(sql: str) -> str:
    if not sql.startswith("@"):
        return sql
    path = Path(sql[1:])
    try:
        if path.stat().st_size > MOST_STATEMENT_BYTES:
            most = f"{MOST_STATEMENT_BYTES:,}"
            found = f"has more than {most} bytes, expected one statement of {most} at most"
            raise QueryError(sql, f"{path} {found}")
        return read_regular(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        reason = f"{path}: expected a file that holds a statement, found: {why}"
        raise QueryError(sql, reason) from error
