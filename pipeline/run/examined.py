"""A document read, compared and checked: what is known of it before anybody decides."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import DocumentMissingError
from pipeline.logs import log_event
from pipeline.model import CheckResult, Document, LeftOut
from pipeline.run.progress import Progress
from pipeline.run.reading import ALL_ENGINES, check_figures, read_compared
from pipeline.run.references import corrections_for, last_edition

if TYPE_CHECKING:
    from pandas import DataFrame

    from pipeline.check import Checked, Compared
    from pipeline.store import Account, Warehouse


@dataclass(frozen=True)
class Examined:
    """A document, what its readings say, and what the checks say of that."""

    document: Document
    compared: "Compared"
    checked: "Checked"

    @cached_property
    def publishable(self) -> "tuple[DataFrame | None, tuple[LeftOut, ...]]":
        """The rows that can be published, if only on a person's word, and all that is left out."""
        from pipeline.check import publishable

        return publishable(self.checked, self.compared)

    @property
    def acceptable(self) -> "DataFrame | None":
        """The rows that a person may have published; None of a document that is another one."""
        return None if self.checked.another else self.publishable[0]

    @cached_property
    def rows_sha256(self) -> str | None:
        """The hash of the rows that may be published, as a snapshot has it; None where none may."""
        from pipeline.store import hash_frame

        frame = self.acceptable
        return None if frame is None else hash_frame(frame)

    @property
    def account(self) -> "Account":
        """What is kept of it beside its rows."""
        from pipeline.store import Account

        interpretation = self.compared.interpretation
        return Account(
            document=self.document,
            edition=self.checked.edition,
            claims=self.checked.claims,
            synthetic=interpretation.synthetic,
            readers=self.compared.readers,
            columns=interpretation.columns,
            classes=interpretation.classes,
            title_text=interpretation.title_text,
            page_count=interpretation.page_count,
            checks=self.checked.results,
            corrections=self.checked.corrections,
            created_at=datetime.now(UTC),
        )


def kept_document(raw_dir: Path, sha256: str) -> Document:
    """Return a document of the raw store, with the earliest capture that any fetch tells of.

    Raises:
        DocumentMissingError: it is not there.
        WarehouseDamagedError: other bytes lie there.
    """
    from pipeline.acquire.events import fetch_events, first_captured
    from pipeline.acquire.rawstore import find_document

    document = find_document(raw_dir, sha256)
    if document is None:
        raise DocumentMissingError(raw_dir, sha256)
    # The record of a document tells of its first fetch only.
    captured_at = first_captured(fetch_events(raw_dir), sha256)
    return replace(document, captured_at=captured_at or document.captured_at)


def examine(
    warehouse: "Warehouse", document: Document, engines: Sequence[str], progress: Progress
) -> Examined:
    """Read a document with these engines, compare what they read, and check it.

    Where readings, or these and the picture, were seen to differ before, all are compared again,
    whoever is asked.

    Raises:
        UnreadableDocumentError: no engine gives a reading that is understood.
        WrongSettingsError: a file under `schemas/` has a mistake.
    """
    from pipeline.store import was_contested

    corrections = corrections_for(document.sha256)
    progress("extract")
    if was_contested(warehouse, document.sha256):
        engines = ALL_ENGINES
    compared = read_compared(document.path, document.original_name, engines)
    progress("check")
    last = last_edition(warehouse, document.sha256, compared.interpretation.synthetic)
    checked = check_figures(compared, corrections, last)
    _log(checked.results)
    return Examined(document, compared, checked)


def _log(results: Sequence[CheckResult]) -> None:
    """Log what the checks say: the names of those not passed, with `-v` each with its message."""
    for result in results:
        log_event(
            "checked",
            level=logging.DEBUG,
            name=result.name,
            severity=str(result.severity),
            passed=result.passed,
            message=result.message,
        )
    log_event(
        "check",
        passed=sum(result.passed for result in results),
        failed=[result.name for result in results if result.holds],
        warnings=[r.name for r in results if not r.passed and not r.holds],
    )
