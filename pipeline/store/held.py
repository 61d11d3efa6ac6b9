"""Held runs: what was read but not trusted, kept with the reasons so that nothing is lost.

held/<id>/rows.csv      every row that was read, as given; some of them may be wrong
held/<id>/report.json   the reasons, complete, for machines
held/<id>/bericht.md    the reasons, in German, for people
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import new_folder
from pipeline.model import Conflict, RowError, Zeile
from pipeline.store.account import Account
from pipeline.store.bericht import write_bericht
from pipeline.store.jsonform import to_json
from pipeline.store.manifest import StoredDocument
from pipeline.store.snapshots import snapshot_id
from pipeline.store.warehouse import Warehouse
from pipeline.values import format_value, guard_formula

FORMAT_VERSION = 1
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


@dataclass(frozen=True, slots=True)
class HeldDraft:
    """What a run that is not trusted hands over to be kept."""

    account: Account
    zeilen: tuple[Zeile, ...]
    """All rows read; keys may be doubled, figures wrong."""
    errors: tuple[RowError, ...]
    """Printed rows that were not understood."""
    conflicts: tuple[Conflict, ...]
    """Municipalities that the readings give different figures for."""
    published: str | None = None
    """ID of the snapshot that stays published; None where there is none."""


def write_held(warehouse: Warehouse, draft: HeldDraft) -> Path:
    """Keep a held run under its document's ID; the same content seen again changes nothing.

    Raises:
        WarehouseNotWritableError: what was there before is still there.
    """
    id = snapshot_id(draft.account.document, draft.account.edition)
    folder = warehouse.held / id
    files = _files(id, draft)
    if _has_same(folder, files):
        return folder
    with new_folder(folder, replace=True) as temporary:
        for name, content in files.items():
            (temporary / name).write_bytes(content)
    return folder


def _files(id: str, draft: HeldDraft) -> dict[str, bytes]:
    account = draft.account
    report = {
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
        "published": draft.published,
        "held_at": account.created_at,
    }
    bericht = write_bericht(
        id,
        account.document,
        account.synthetic,
        account.checks,
        len(draft.zeilen),
        draft.published,
    )
    return {
        "rows.csv": _rows_csv(draft.zeilen).encode(),
        "report.json": (json.dumps(to_json(report), ensure_ascii=False, indent=2) + "\n").encode(),
        "bericht.md": bericht.encode(),
    }


def _has_same(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds these files, apart from the moment of holding."""
    try:
        return all(
            _without_moment((folder / name).read_bytes()) == _without_moment(content)
            for name, content in files.items()
        )
    except OSError:
        return False


def _without_moment(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if not line.startswith(b'  "held_at":')]


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
