"""Commands that look after a warehouse."""

import sys
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import raw_dir_option, warehouse_option, with_verbosity
from pipeline.cli.terminal import show_progress
from pipeline.errors import ExitCode


@click.command()
@warehouse_option
@with_verbosity
def export(warehouse: Path) -> None:
    """Write the newest edition as CSV and Parquet to the warehouse's exports folder."""
    for path in run.export(warehouse):
        click.echo(path)


@click.command()
@warehouse_option
@with_verbosity
def rebuild(warehouse: Path) -> None:
    """Build database and exports anew from the snapshots."""
    count = run.rebuild(warehouse)
    click.echo(f"built from {count} snapshots: {warehouse / 'planungsrahmen.duckdb'}")


@click.command()
@warehouse_option
@raw_dir_option
@with_verbosity
def verify(warehouse: Path, raw_dir: Path) -> None:
    """Prove files and database, and read each document again to the same rows."""
    with show_progress("verify", None) as progress:
        count, differences = run.verify(warehouse, raw_dir, progress)
    for difference in differences:
        click.echo(f"difference: {difference}", err=True)
    if differences:
        sys.exit(ExitCode.WAREHOUSE)
    click.echo(f"verified: {count} snapshots, their files, documents and rows agree")
