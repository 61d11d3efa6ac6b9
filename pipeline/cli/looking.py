"""Commands that look at what is published."""

import stat
import sys
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import json_option, warehouse_option, with_verbosity
from pipeline.console import snapshots_text
from pipeline.errors import QueryError

MOST_BYTES = 1_000_000
"""Of a file with a statement; one written by hand has a thousand."""


@click.command()
@warehouse_option
@json_option
@with_verbosity
def snapshots(warehouse: Path, as_json: bool) -> None:
    """List the accepted editions in the order of acceptance."""
    click.echo(snapshots_text(run.list_snapshots(warehouse), as_json))


@click.command()
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


@click.command()
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


def _read_statement(sql: str) -> str:
    if not sql.startswith("@"):
        return sql
    path = Path(sql[1:])
    try:
        # Devices and pipes are not opened: they may have no end, or keep one waiting.
        if not stat.S_ISREG(path.stat().st_mode):
            raise QueryError(sql, f"{path} is no regular file, expected one that holds a statement")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            expected = f"expected one statement of {MOST_BYTES:,} at most"
            raise QueryError(sql, f"{path} has more than {MOST_BYTES:,} bytes, {expected}")
        return content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(sql, f"{path} cannot be read: {error}") from error
