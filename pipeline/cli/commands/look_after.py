"""Commands that look after a warehouse: its database, exports, page and proof."""

import sys
from pathlib import Path

import click
from msgspec.structs import asdict

from pipeline.cli.options import (
    TEXT,
    json_option,
    login_name,
    raw_dir_option,
    warehouse_option,
    web_address,
)
from pipeline.cli.terminal import show_steps
from pipeline.commands import DATABASE
from pipeline.errors import ExitCode
from pipeline.tabular import json_text


@click.command()
@warehouse_option
@json_option
def export(warehouse: Path, as_json: bool) -> None:
    """Write the newest edition to the exports folder, for people, programs and catalogues."""
    from pipeline.run import publish

    paths = publish.export(warehouse)
    if as_json:
        click.echo(json_text({"files": paths}), nl=False)
        return
    for path in paths:
        click.echo(path)
    if not paths:
        click.echo("nothing to export: no edition is published", err=True)


@click.command()
@warehouse_option
@raw_dir_option
@click.option(
    "--url",
    "address",
    type=TEXT,
    callback=web_address,
    help="Where the page will be found on the web; feeds and embedding need it.",
)
@json_option
def site(warehouse: Path, raw_dir: Path, address: str | None, as_json: bool) -> None:
    """Build the German page for readers in the folder site of the warehouse.

    It opens by a double click and from any server, and asks for nothing from elsewhere. Files that
    did not change stay as they are, and all others take their place at once.
    """
    from pipeline.run.site import build_site

    written = build_site(warehouse, raw_dir, address)
    start = warehouse / "site" / "index.html"
    if as_json:
        click.echo(json_text({"page": start, **asdict(written)}), nl=False)
        return
    click.echo(f"{written.files} files, {written.changed} new or changed; open {start}")


@click.command()
@click.option(
    "--forget",
    metavar="ID",
    multiple=True,
    help="Publish without what is lost of this snapshot, for good; may be repeated.",
)
@click.argument("more", metavar="[ID]...", nargs=-1)
@click.option("--reason", type=TEXT, help="Why it is given up; kept with it.")
@click.option("--by", type=TEXT, help="Who gives it up.  [default: the login name]")
@warehouse_option
def rebuild(
    forget: tuple[str, ...],
    more: tuple[str, ...],
    reason: str | None,
    by: str | None,
    warehouse: Path,
) -> None:
    """Build database and exports anew from the snapshots.

    Where records of what was published are lost or damaged, nothing is built until they are
    restored, or given up with --forget, which names each of these snapshots by its whole ID. Who
    gave up what is kept beside the snapshots, and so are the database before and what is damaged.

    Exit codes: 0 built, 2 nothing is lost of what was to be forgotten, 6 records are lost, or the
    warehouse is busy, damaged or not writable.
    """
    from pipeline.run import publish

    if not forget and (more or reason or by):
        raise click.UsageError("IDs, --reason and --by go with --forget")
    by = by or (login_name() if forget else "")
    count, losses = publish.rebuild(warehouse, (*forget, *more), by, reason)
    for loss in losses:
        click.echo(f"given up by {by}: {loss}")
    click.echo(f"built from {count} snapshots: {warehouse / DATABASE}")


@click.command()
@warehouse_option
@raw_dir_option
@json_option
def verify(warehouse: Path, raw_dir: Path, as_json: bool) -> None:
    """Prove files, database and exports, and read each document again to the same rows.

    While no run may write, the files of snapshots are compared with their hashes, the database
    with one built anew from the records, and the figures of the exports with the database. Then
    each kept document of an intact snapshot is read again. Each difference says what to do.

    Exit codes: 0 all agree, 6 something differs, or the warehouse is busy or damaged.
    """
    from pipeline.run import verify

    with show_steps("verify"):
        count, differences = verify.verify(warehouse, raw_dir)
    if as_json:
        found = {"snapshots": count, "differences": [str(one) for one in differences]}
        click.echo(json_text(found), nl=False)
        sys.exit(ExitCode.WAREHOUSE if differences else ExitCode.DONE)
    for difference in differences:
        click.echo(f"difference: {difference}", err=True)
    if differences:
        sys.exit(ExitCode.WAREHOUSE)
    click.echo(f"verified: {count} snapshots, their files, documents and rows agree")
