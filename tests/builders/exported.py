"""An edition as it is exported: two rows with all that may go wrong in a file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.publish.edition import Export
from pipeline.publish.exports import new_exports
from pipeline.store.database import load_comments
from pipeline.tabular import ResultTable
from tests.builders.frames import edition
from tests.builders.manifests import manifest

MANIFEST = manifest("endgueltig-2018-01-5d2dced1", edition=edition())
EXPORT = Export(
    ResultTable(
        ("gemeinde_ags", "gemeinde_name", "betrag_eur", "stand_am", "antragsberechtigt", "page"),
        (
            ("08336050", "Lörrach, Stadt", Decimal("218922.00"), date(2018, 1, 1), True, 14),
            ("08336004", "=Aitern", Decimal("-7961.50"), None, None, 1),
        ),
    ),
    MANIFEST,
    load_comments(),
)


def write_parquet(path: Path) -> None:
    """What stands for the file that the database writes."""
    path.write_bytes(b"PAR1")


def write_exports(folder: Path, export: Export | None = EXPORT) -> tuple[Path, ...]:
    """Put the exports of an edition in place."""
    with new_exports(folder, export, write_parquet) as paths:
        return paths


def leave_out_what_takes_long(patch: pytest.MonkeyPatch) -> None:
    """Let the workbook and the areas be empty, and no municipality have a file of its own."""
    patch.setattr("pipeline.publish.exports._workbook", lambda _: b"")
    patch.setattr("pipeline.publish.exports.geojson", lambda _: b"")
    patch.setattr("pipeline.publish.exports.municipality_files", lambda _: {})
