"""The page for readers, built from what is published."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from pathlib import Path

from pipeline.acquire.rawstore import find_document
from pipeline.errors import UnreadableDocumentError
from pipeline.extract import draw
from pipeline.logs import LOG, log_event, seconds_since
from pipeline.publish.edition import Export
from pipeline.publish.site.content import Content, Sheet, SheetKey, sheet_key
from pipeline.publish.site.folder import Written, write_folder
from pipeline.publish.site.pages import FIGURES_FOLDER, Pages, nothing_published
from pipeline.publish.site.sheets import sheet_of
from pipeline.run.publish import write_exports
from pipeline.store.query import compare_snapshots, counting_editions, read_towns
from pipeline.store.warehouse import Warehouse, existing_warehouse, lock_warehouse
from schemas.register import load_register
from schemas.source import load_source

AT_ONCE = 2
"""So many pages are drawn side by side; each in a process of its own."""


def build_site(root: Path, raw_dir: Path, address: str | None) -> Written:
    """Build the page of the newest edition in the folder `site`; files that are unchanged stay.

    `address` is where the page will be found on the web, with a slash at its end, if that is known.
    Where no edition is published, the page says so.

    Raises:
        WarehouseError: the warehouse cannot be used; the page before is still there.
    """
    started = time.monotonic()
    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        export, _ = write_exports(warehouse)
        if export is None:
            written = write_folder(warehouse.site, nothing_published())
        else:
            content = _content(warehouse, export, address)
            content = replace(content, sheets=_sheets(content, warehouse, raw_dir))
            written = write_folder(warehouse.site, _files(content, warehouse))
    log_event(
        "site",
        folder=warehouse.site,
        files=written.files,
        changed=written.changed,
        seconds=seconds_since(started),
    )
    return written


def _content(warehouse: Warehouse, export: Export, address: str | None) -> Content:
    database = warehouse.database
    editions, checks = counting_editions(database)
    ids = [edition["snapshot_id"] for edition in editions]
    changes = [compare_snapshots(database, old, new) for new, old in pairwise(ids)]
    towns = read_towns(database, load_register().gemeinden.values())
    return Content(export, towns, changes, editions, checks, load_source(), address)


def _files(content: Content, warehouse: Warehouse) -> Iterator[tuple[str, bytes]]:
    yield from Pages(content).files()
    for key, sheet in content.sheets.items():
        yield f"{key.address}.png", sheet.png
    for path in sorted(warehouse.exports.rglob("*")):
        if path.is_file():
            name = path.relative_to(warehouse.exports).as_posix()
            yield f"{FIGURES_FOLDER}/{name}", path.read_bytes()


def _sheets(content: Content, warehouse: Warehouse, raw_dir: Path) -> Mapping[SheetKey, Sheet]:
    """Return the pictures of all pages on which a figure is printed.

    A picture that the page has already is not drawn again: its address names the document's bytes.
    """
    figures = chain.from_iterable(town.figures for town in content.towns.values())
    names = {sheet_key(figure): figure.original_name for figure in figures}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drawn = pool.map(partial(_sheet, warehouse.site, raw_dir), sorted(names))
        return {key: sheet for key, sheet in zip(sorted(names), drawn, strict=True) if sheet}


def _sheet(site: Path, raw_dir: Path, key: SheetKey) -> Sheet | None:
    kept = site / f"{key.address}.png"
    if kept.is_file():
        try:
            return sheet_of(kept.read_bytes())
        except ValueError:  # drawn anew below
            LOG.warning("%s is damaged; it is drawn anew", kept)
    document = find_document(raw_dir, key.document_sha256)
    if document is None:
        LOG.warning("no picture of page %d: %s lacks the document", key.page, raw_dir)
        return None
    try:
        [png] = draw(document.path, key.page, (), name=document.original_name)
    except UnreadableDocumentError as error:
        LOG.warning("no picture of page %d: %s", key.page, error)
        return None
    return sheet_of(png)
