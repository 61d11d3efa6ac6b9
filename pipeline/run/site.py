"""The page for readers, built from what is published."""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path

from pipeline.acquire.rawstore import find_document
from pipeline.logs import LOG, log_event, seconds_since
from pipeline.marks import Drawing
from pipeline.publish.edition import FOLDER_ON_PAGE, Export
from pipeline.publish.site.content import Content, NothingPublished, Sheet, SheetKey, sheet_of
from pipeline.publish.site.folder import Written, write_folder
from pipeline.publish.site.pages import Pages, nothing_published
from pipeline.run.pictures import draw_pages
from pipeline.run.publish import write_exports
from pipeline.store.held import waiting_runs
from pipeline.store.publication import is_empty
from pipeline.store.query import (
    compare_snapshots,
    counting_editions,
    read_towns,
    withdrawn_editions,
)
from pipeline.store.warehouse import Warehouse, existing_warehouse, lock_warehouse
from pipeline.values import replace
from schemas.register import load_register
from schemas.source import load_source


def build_site(root: Path, raw_dir: Path, address: str | None) -> Written:
    """Build the page of the newest edition in the folder `site`; files that are unchanged stay.

    `address` is where the page will be found on the web, with a slash at its end, if that is known.
    Where no edition is published, the pages say so, and why.
    """
    started = time.monotonic()
    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        export, _ = write_exports(warehouse)
        if export is None:
            withdrawn = [] if is_empty(warehouse) else withdrawn_editions(warehouse.database)
            facts = NothingPublished(withdrawn, load_source(), address)
            written = write_folder(warehouse.site, nothing_published(facts))
        else:
            content = read_content(warehouse, export, address)
            content = replace(content, sheets=dict(_sheets(content, warehouse, raw_dir)))
            written = write_folder(warehouse.site, _files(content, warehouse))
    log_event(
        "site",
        folder=warehouse.site,
        files=written.files,
        changed=written.changed,
        seconds=seconds_since(started),
    )
    return written


def read_content(warehouse: Warehouse, export: Export, address: str | None) -> Content:
    """Return what the page is made from, without pictures."""
    database = warehouse.database
    editions, checks = counting_editions(database)
    ids = [edition["snapshot_id"] for edition in editions]
    changes = [compare_snapshots(database, old, new) for new, old in pairwise(ids)]
    towns = read_towns(database, load_register().gemeinden.values())
    withdrawn, reports = withdrawn_editions(database), waiting_runs(warehouse)
    # Those about which a person may decide; made-up ones only if such are shown.
    waiting = [
        run.report.held_at
        for run in reports
        if run.is_acceptable and run.report.synthetic <= export.manifest.synthetic
    ]
    return Content(
        *(export, towns, changes, editions, withdrawn, checks, load_source(), address),
        waiting=waiting,
    )


def _files(content: Content, warehouse: Warehouse) -> Iterator[tuple[str, bytes]]:
    yield from Pages(content).files()
    for key, sheet in content.sheets.items():
        yield f"{key.address}.png", sheet.png
    for path in sorted(warehouse.exports.rglob("*")):
        if path.is_file():
            name = path.relative_to(warehouse.exports).as_posix()
            yield f"{FOLDER_ON_PAGE}/{name}", path.read_bytes()


def _sheets(
    content: Content, warehouse: Warehouse, raw_dir: Path
) -> Iterator[tuple[SheetKey, Sheet]]:
    """Yield the pictures of all pages on which a figure is printed.

    A picture that the page has already is not drawn again: its address names the document's bytes.
    """
    for document, pages in groupby(content.printed, attrgetter("document_sha256")):
        missing = []
        for key in pages:
            if sheet := _kept(warehouse.site / f"{key.address}.png"):
                yield key, sheet
            else:
                missing.append(key.page)
        for page, png in _draw(document, missing, raw_dir):
            yield SheetKey(document, page), sheet_of(png)


def _kept(picture: Path) -> Sheet | None:
    if not picture.is_file():
        return None
    try:
        return sheet_of(picture.read_bytes())
    except ValueError:
        LOG.warning("%s is damaged; it is drawn anew", picture)
        return None


def _draw(document_sha256: str, pages: Sequence[int], raw_dir: Path) -> Iterator[tuple[int, bytes]]:
    if not pages:
        return
    document = find_document(raw_dir, document_sha256)
    if document is None:
        LOG.warning("no pictures of %d pages: %s lacks the document", len(pages), raw_dir)
        return
    drawn = draw_pages(document, [Drawing(page) for page in pages])
    yield from ((page, png) for page, (png,) in drawn.items())
