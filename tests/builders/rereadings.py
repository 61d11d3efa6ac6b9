"""Published documents and what today's code reads in them, without any PDF being read.

The few rows are real keys with synthetic figures; every check of today passes unless a test says
otherwise.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pytest

from pipeline.acquire.rawstore import store_document
from pipeline.check.readings import Compared, compare
from pipeline.check.stage import Checked
from pipeline.manifest import Decision, Manifest
from pipeline.model import CheckResult, Herkunft
from pipeline.run import look, review, verify
from pipeline.run.checked import Review, check_figures
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY, check_result, edition
from tests.builders.interpretations import FINAL, interpretation, zeilen

ROWS = 12
STUTTGART, AIDLINGEN = "08111000", "08115001"
PASSED = check_result("vollstaendig")
Read: TypeAlias = tuple[Compared, Checked]
"""What today's code makes of a document."""


def failing(
    name: str = "summe_land", message: str = "the sum differs", **more: object
) -> CheckResult:
    """A check that holds a document."""
    return check_result(name, passed=False, message=message, meldung="Die Summe weicht ab.", **more)


@cache
def _few_rows(edition_id: str) -> Read:
    """What is read of a document of a few rows, as of that edition."""
    compared = compare([interpretation(edition_id, zeilen=zeilen(edition_id)[:ROWS])])
    return compared, replace(check_figures(compared), edition=edition(edition_id))


def printed(gemeinde_ags: str) -> Herkunft:
    """Where a municipality's row is printed."""
    [row] = [zeile for zeile in zeilen(FINAL)[:ROWS] if zeile.gemeinde_ags == gemeinde_ags]
    return row.herkunft


def examined(*fails: CheckResult, edition_id: str = FINAL) -> Read:
    """What is read of a document today, with the checks that fail."""
    compared, checked = _few_rows(edition_id)
    return compared, replace(checked, results=(PASSED, *fails))


class Shelf:
    """A warehouse with published documents, and what today's code reads in each of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let documents be read again as `reads` says: by `reprocess`, `accept`, `verify`."""
        self.root, self.raw = folder / "warehouse", folder / "raw"
        self.warehouse = Warehouse(self.root)
        self.reads: dict[str, Read | Exception] = {}
        for module in ("checked", "verify"):
            monkeypatch.setattr(f"pipeline.run.{module}.read_compared", self._read)
            monkeypatch.setattr(f"pipeline.run.{module}.check_figures", self._check)

    def copy(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
        """The same in another folder, for a test that changes it."""
        other = Shelf(folder, monkeypatch)
        shutil.copytree(self.root, other.root)
        shutil.copytree(self.raw, other.raw)
        other.reads.update(self.reads)
        return other

    def _read(self, path: Path, *_: object) -> Compared:
        reading = self.reads[path.stem]
        if isinstance(reading, Exception):
            raise reading
        compared, self._checked = reading
        return compared

    def _check(self, *_: object) -> Checked:
        return self._checked

    def publish(
        self,
        amounts: Mapping[str, int] | None = None,
        name: str = "IGM.pdf",
        edition_id: str = FINAL,
        decision: Decision | None = None,
        fails: tuple[CheckResult, ...] = (),
    ) -> Manifest:
        """Keep a document as an old reader read it on the first day; the database is not built."""
        document = store_document(b"%PDF-" + name.encode(), self.raw, name, FIRST_DAY)
        self.reads[document.sha256] = examined(edition_id=edition_id)
        read = examined(*fails, edition_id=edition_id)
        draft = review.draft_of(Review(self.warehouse, document, *read), decision)
        assert draft is not None
        frame = _with_amounts(draft.frame, amounts or {})
        draft = replace(draft, created_at=FIRST_DAY, frame=frame)
        return write_snapshot(self.warehouse, draft)

    def read_today(
        self, manifest: Manifest, *fails: CheckResult, amounts: Mapping[str, int] | None = None
    ) -> None:
        """Let a document be read with these amounts today, and let checks fail."""
        reading = self.reads[manifest.document.sha256]
        assert not isinstance(reading, Exception)
        compared, checked = reading
        frame = _with_amounts(checked.frame, amounts or {})
        checked = replace(checked, frame=frame, results=(PASSED, *fails))
        self.reads[manifest.document.sha256] = compared, checked

    def reprocess(
        self, wanted: str | None = None, reason: str | None = None
    ) -> tuple[RunSummary, ...]:
        """Read again, with our own engine."""
        engines = (OWN_ENGINE,)
        return review.reprocess(Setup(self.root, self.raw, engines), wanted, reason)

    def verify(self) -> tuple[int, list[str]]:
        """How many snapshots there are, and of which something differs."""
        count, differences = verify.verify(self.root, self.raw)
        return count, [str(difference.path) for difference in differences]

    def files(self) -> dict[str, bytes]:
        """All that is kept as accepted."""
        paths = (path for path in self.warehouse.snapshots.rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}

    def ask(self, sql: str) -> str:
        """The answer of the published database, as CSV without its header."""
        return look.query(self.root, sql, "csv").partition("\n")[2]


def _with_amounts(frame: pd.DataFrame | None, amounts: Mapping[str, int]) -> pd.DataFrame:
    assert frame is not None
    pairs = zip(frame["gemeinde_ags"], frame["betrag_eur"], strict=True)
    read: list[Any] = [Decimal(amounts.get(key, amount)) for key, amount in pairs]
    return frame.assign(betrag_eur=read)
