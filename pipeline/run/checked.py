"""A document read by several engines, compared and checked, next to what is kept of it."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from pandas import DataFrame

from pipeline.acquire.rawstore import fetch_events, find_document, first_captured
from pipeline.check.acceptable import publishable
from pipeline.check.previous import EditionBefore, none_before
from pipeline.check.readings import Compared, compare
from pipeline.check.stage import Checked, References, check, hold_lost_corrections
from pipeline.errors import DocumentMissingError, UnreadableDocumentError
from pipeline.logs import begin_step, log_event
from pipeline.manifest import Document, DocumentReading, Manifest
from pipeline.model import CheckResult, LeftOut
from pipeline.run.read import read_figures, read_shapes
from pipeline.run.setup import ALL_ENGINES, LONGEST_FIRST
from pipeline.store.comparison import Rereading, compare_reading, hash_frame, load_previous_edition
from pipeline.store.held import was_contested
from pipeline.store.history import SnapshotStatus, readings_of
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from schemas.corrections import Correction, load_corrections
from schemas.press import load_press
from schemas.register import load_register
from schemas.source import load_source


@dataclass(frozen=True)
class Review:
    """A document as it is read and checked today, and what of it is in the warehouse."""

    warehouse: Warehouse
    document: Document
    compared: Compared
    checked: Checked
    earlier: SnapshotStatus | None = None
    """The snapshot of it in whose place today's reading may be put."""

    @cached_property
    def publishable(self) -> tuple[DataFrame | None, tuple[LeftOut, ...]]:
        """The rows that can be published, at least by a person's decision, and all left out."""
        return publishable(self.checked, self.compared)

    @property
    def acceptable(self) -> DataFrame | None:
        """The rows that a person may have published; None where it is another document."""
        return None if self.checked.wrong_document_reason else self.publishable[0]

    @cached_property
    def rows_sha256(self) -> str | None:
        """The hash of the rows that may be published, as a snapshot has it; None where none may."""
        frame = self.acceptable
        return None if frame is None else hash_frame(frame)

    @property
    def reading(self) -> DocumentReading:
        """What is kept of it besides its rows, trusted or not."""
        interpretation = self.compared.interpretation
        return DocumentReading(
            edition=self.checked.edition,
            claims=self.checked.claims,
            synthetic=interpretation.synthetic,
            readers=self.compared.readers,
            columns=interpretation.columns,
            classes=interpretation.classes,
            title_text=interpretation.title_text,
            page_count=interpretation.reading.page_count,
            checks=self.checked.results,
            corrections=self.checked.corrections,
        )

    @cached_property
    def readings(self) -> list[SnapshotStatus]:
        """Its snapshots as the review begins, in the order of acceptance."""
        return readings_of(self.warehouse, self.document.sha256)

    @cached_property
    def rereading(self) -> Rereading | None:
        """What differs from the earlier reading; None without one, or where no row is left."""
        frame, _ = self.publishable
        if self.earlier is None or frame is None:
            return None
        return compare_reading(self.warehouse, self.earlier.manifest, frame, self.reading)

    @property
    def published(self) -> Manifest | None:
        """The record of the reading that is published; None where none is."""
        if self.earlier is None or self.earlier.withdrawal:
            return None
        return self.earlier.manifest

    @property
    def matches_published(self) -> bool:
        """Whether today's reading gives readers exactly what is published."""
        return bool(self.published and self.rereading and not self.rereading.differences)

    @property
    def undoes_withdrawal(self) -> bool:
        """Whether the newest reading is withdrawn, so that accepting another one undoes that."""
        return bool(self.earlier and self.readings[-1].withdrawal)

    def warnings(self, checks: Sequence[CheckResult]) -> tuple[str, ...]:
        """Return what the engine had to leave out, and which of these checks warn."""
        warned = (f"{result.name}: {result.message}" for result in checks if result.warns)
        return (*self.compared.interpretation.reading.notes, *warned)


def check_document(
    warehouse: Warehouse,
    document: Document,
    engines: Sequence[str],
    name: str | None = None,
    earlier: SnapshotStatus | None = None,
) -> Review:
    """Read a document with these engines, compare what they read, and check it.

    Errors call it `name`, if given; else by where its bytes lie. One that is a snapshot already is
    checked with what was known of it then, so that its ID stays.
    Where readings, or these and the picture, were seen to differ before, all are compared again,
    whoever is asked.

    Raises:
        UnreadableDocumentError: no engine gives a reading that is understood.
        WrongSettingsError: a file under `schemas/` has a mistake.
    """
    if earlier:
        document = earlier.manifest.document.at(document.path)
    corrections = [one for one in load_corrections() if one.may_concern(document.sha256)]
    begin_step("extract")
    if was_contested(warehouse, document.sha256):
        engines = ALL_ENGINES
    compared = read_compared(document.path, name or str(document.path), engines)
    begin_step("check")
    synthetic = compared.interpretation.synthetic
    before = partial(load_previous_edition, warehouse, document, synthetic)
    checked = check_figures(compared, corrections, before)
    _log_checks(checked.results)
    if earlier:
        checked = hold_lost_corrections(checked, earlier.manifest.corrections)
    return Review(warehouse, document, compared, checked, earlier)


def kept_document(raw_dir: Path, sha256: str) -> Document:
    """Return a document of the raw store, with the earliest capture that any fetch tells of.

    Raises:
        DocumentMissingError: it is not there.
        WarehouseDamagedError: other bytes lie there.
    """
    document = find_document(raw_dir, sha256)
    if document is None:
        raise DocumentMissingError(raw_dir, sha256)
    # The record of a document tells of its first fetch only.
    captured_at = first_captured(fetch_events(raw_dir), sha256)
    return replace(document, captured_at=captured_at or document.captured_at)


def read_compared(path: Path, name: str, engines: Sequence[str]) -> Compared:
    """Read a PDF with several engines side by side, understand each reading and compare them.

    What takes longest is begun first, so that it is not what all wait for in the end.
    The first engine that gives a reading gives the rows. Where several are asked, so is the
    picture: whether each digit looks like the character that the file says it is.

    Raises:
        UnreadableDocumentError: no engine gives a reading; the error is that of the first.
    """
    with ThreadPoolExecutor(max_workers=len(engines) + 1) as pool:
        begun = {
            engine: pool.submit(read_figures, path, name, engine, places=True)
            for engine in sorted(engines, key=LONGEST_FIRST.index)
        }
        looking = pool.submit(read_shapes, path, name) if len(engines) > 1 else None
    pending = {engine: begun[engine] for engine in engines}
    errors = {engine: result.exception() for engine, result in pending.items()}
    for error in errors.values():
        if error is not None and not isinstance(error, UnreadableDocumentError):
            raise error
    readings = [result.result() for engine, result in pending.items() if errors[engine] is None]
    if not readings:
        pending[engines[0]].result()
    failures = {engine: str(error) for engine, error in errors.items() if error is not None}
    return compare(readings, failures, looking.result() if looking else None)


def check_figures(
    compared: Compared, corrections: Sequence[Correction] = (), before: EditionBefore = none_before
) -> Checked:
    """Test figures against register, source file, published figures and each other.

    The corrections are those that may concern the document; `before` finds the edition before it.
    """
    references = References(load_source(), load_register(), load_press(), corrections, before)
    return check(compared, references)


def _log_checks(results: Sequence[CheckResult]) -> None:
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
