"""Held runs: what was read but not trusted, kept with the reasons so that nothing is lost.

held/<id>/rows.csv      every row that was read, as given; some of them may be wrong
held/<id>/report.json   the reasons, complete, for machines
held/<id>/bericht.md    the reasons, in German, for people
held/<id>/seite-….png   the printed rows that the reasons are about, cut out of their pages
held/<id>/decision.json who had it published and why; only there once somebody did
"""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.files import new_folder, write_file
from pipeline.jsonform import record_bytes
from pipeline.model import Zeile
from pipeline.records import UNFIT, read_regular
from pipeline.store.bericht import write_bericht
from pipeline.store.held_draft import HeldDraft
from pipeline.store.manifest import StoredDocument
from pipeline.store.new_snapshot import snapshot_id
from pipeline.store.warehouse import Warehouse
from pipeline.values import format_value, guard_formula

FORMAT_VERSION = 4
"""3: with the hash of the rows that would be published; 4: with the order of holding."""
REPORT_NAME = "report.json"
DECISION_NAME = "decision.json"
_OF_THIS_TIME = (b'  "sequence":', b'  "held_at":')
"""How the lines of a report begin that differ each time, whatever was read."""
_COLUMNS = (
    "gemeinde_ags",
    "gemeinde_name",
    "kreis_ags",
    "kreis_name",
    "personen",
    "betrag_eur",
    "name_gedruckt",
    "betrag_gedruckt",
    "page",
    "row_on_page",
    "x0",
    "y0",
    "x1",
    "y1",
    "text_gedruckt",
    "engine",
)


def write_held(warehouse: Warehouse, draft: HeldDraft) -> Path:
    """Keep a held run under its document's ID, as the one held last.

    The same content seen again changes nothing but that, and nothing at all if it was last already.

    Raises:
        WarehouseNotWritableError: what was there before is still there.
    """
    id = snapshot_id(draft.account.document, draft.account.edition)
    folder = warehouse.held / id
    last = max(map(held_sequence, held_folders(warehouse)), default=0)
    files = _files(id, draft, warehouse, sequence=last + 1)
    if _has_same(folder, files):
        if held_sequence(folder) < last:
            write_file(folder / REPORT_NAME, files[REPORT_NAME])
        return folder
    # A decision about an earlier reading is kept with its snapshot, and is none about this one.
    decision = None if draft.read_again else _read_if_there(folder / DECISION_NAME)
    with new_folder(folder, replace=True) as temporary:
        for name, content in files.items():
            (temporary / name).write_bytes(content)
        if decision is not None:
            (temporary / DECISION_NAME).write_bytes(decision)
    return folder


def held_folders(warehouse: Warehouse) -> list[Path]:
    """Return the folders of all held runs, in the order of their IDs."""
    if not warehouse.held.is_dir():
        return []
    folders = (path for path in warehouse.held.iterdir() if path.is_dir())
    return sorted(path for path in folders if not path.name.startswith("."))


def sequence_of(report: Mapping[str, Any]) -> int:
    """Return the order of holding that a report has; 0 for one of an earlier format."""
    return int(report.get("sequence", 0))


def held_sequence(folder: Path) -> int:
    """Return the order of holding of a held run's folder, 0 where its report is damaged.

    So a damaged one holds up nothing.
    """
    try:
        return sequence_of(json.loads(read_regular(folder / REPORT_NAME)))
    except UNFIT:
        return 0


def _files(id: str, draft: HeldDraft, warehouse: Warehouse, sequence: int) -> dict[str, bytes]:
    content = {**_report(id, draft), "sequence": sequence, "held_at": draft.account.created_at}
    return {
        "rows.csv": _rows_csv(draft.zeilen).encode(),
        REPORT_NAME: record_bytes(content),
        "bericht.md": write_bericht(id, draft, warehouse.root).encode(),
        **{name: picture.png for name, picture in draft.pictures.files.items()},
    }


def _report(id: str, draft: HeldDraft) -> dict[str, object]:
    account, pictures = draft.account, draft.pictures
    return {
        "format_version": FORMAT_VERSION,
        "id": id,
        "document": StoredDocument.of(account.document),
        "edition": account.edition,
        "synthetic": account.synthetic,
        "title_text": account.title_text,
        "page_count": account.page_count,
        "readers": account.readers,
        "columns": account.columns,
        "classes": account.classes,
        "rows": len(draft.zeilen),
        "errors": draft.errors,
        "conflicts": draft.conflicts,
        "checks": account.checks,
        "rows_concerned": draft.concerned,
        "pictures": {name: picture.row for name, picture in pictures.files.items()},
        "pages_not_drawn": pictures.broken_pages,
        "rows_left_if_accepted": draft.rows_left,
        "rows_sha256_if_accepted": draft.rows_sha256,
        "left_out_if_accepted": draft.left_out,
        "published": draft.published,
        "read_again": draft.read_again,
    }


def _has_same(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds these files, apart from when it was held."""
    return all(
        (kept := _read_if_there(folder / name)) is not None
        and _without_time(kept) == _without_time(content)
        for name, content in files.items()
    )


def _without_time(content: bytes) -> list[bytes]:
    return [line for line in content.split(b"\n") if not line.startswith(_OF_THIS_TIME)]


def _read_if_there(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None


def _rows_csv(zeilen: tuple[Zeile, ...]) -> str:
    """All rows in the order read; text is guarded against being run as a formula."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for zeile in zeilen:
        writer.writerow(
            guard_formula(value) if isinstance(value, str) else format_value(value)
            for value in _cells(zeile)
        )
    return output.getvalue()


def _cells(zeile: Zeile) -> tuple[object, ...]:
    """The values of `_COLUMNS`."""
    herkunft = zeile.herkunft
    return (
        zeile.gemeinde_ags,
        zeile.gemeinde_name,
        zeile.kreis_ags,
        zeile.kreis_name,
        zeile.personen,
        zeile.betrag_eur,
        zeile.name_gedruckt,
        zeile.betrag_gedruckt,
        herkunft.page,
        herkunft.row,
        *herkunft.bbox,
        herkunft.text,
        herkunft.engine,
    )
