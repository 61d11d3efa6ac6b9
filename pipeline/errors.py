"""Every way a run can end other than well, each with its exit code and its remedy.

An error keeps facts, and its `message` says them: the places that raise it hold no prose.
Only `pipeline.cli` turns errors into exit codes; failed fetches are in `pipeline.acquire.failures`.
"""

import sys
from collections.abc import Sequence
from dataclasses import Field, dataclass, field, fields
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, Self, dataclass_transform

from pipeline.commands import PDF, REASON, command, file_word, permission_hint, remedy_for
from pipeline.model import Loss
from pipeline.resources import missing_resource


class ExitCode(IntEnum):
    """What the process returns; schedulers script against these numbers."""

    DONE = 0
    BUG = 1
    USAGE = 2
    HELD = 3
    UNREADABLE = 4
    UNREACHABLE = 5
    WAREHOUSE = 6


@dataclass_transform(eq_default=False, field_specifiers=(field,))
class PlanungsrahmenError(Exception):
    """Base of all expected errors: a dataclass of facts, with the exit code of its kind."""

    exit_code = ExitCode.BUG
    message = ""
    """What is said; the facts are filled in from `self`."""
    allows_missing_resource = False
    """Whether it may be raised while something is handled that the machine lacks."""

    def __new__(cls, *_: object, **__: object) -> Self:
        """Make the error, or raise what is being handled again if the machine lacks something.

        Wherever an error of the system is turned into one of ours, a document or file that could
        not be opened for want of memory or open files must not be called damaged.
        """
        handled = sys.exception()
        if handled is not None and not cls.allows_missing_resource and missing_resource(handled):
            raise handled
        cls.facts()
        return super().__new__(cls)

    @classmethod
    @cache
    def facts(cls) -> tuple[Field[Any], ...]:
        """Return what errors of this kind say.

        Only now they are made a dataclass: there are sixty kinds, and a run meets one at most.
        """
        for kind in reversed(cls.__mro__):
            if issubclass(kind, PlanungsrahmenError) and "__dataclass_fields__" not in vars(kind):
                dataclass(eq=False)(kind)
        return fields(cls)  # type: ignore[arg-type]  # they are dataclasses now

    def __str__(self) -> str:
        return self.message.format(self=self)

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process and back by the facts, however they were given."""
        return (Exception.__new__, (type(self),), vars(self))


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the code with which the process ends for an error.

    An unexpected one is a bug, unless the system refuses a path or the machine lacks something.
    """
    if isinstance(error, PlanungsrahmenError):
        return error.exit_code
    is_refused = isinstance(error, OSError) and error.filename is not None
    return ExitCode.WAREHOUSE if is_refused or missing_resource(error) else ExitCode.BUG


class UsageError(PlanungsrahmenError):
    """The caller asked for something that cannot be done as asked."""

    exit_code = ExitCode.USAGE
    allows_missing_resource = True


class UnreadableDocumentError(PlanungsrahmenError):
    """The document cannot be read at all, or no table in it is understood."""

    name: str
    """The document as it was given: a path, or that it came by standard input."""
    exit_code = ExitCode.UNREADABLE


class UnreachableError(PlanungsrahmenError):
    """The document cannot be fetched from where it is published."""

    exit_code = ExitCode.UNREACHABLE


class WarehouseError(PlanungsrahmenError):
    """The warehouse or the raw store is busy, damaged or not writable."""

    exit_code = ExitCode.WAREHOUSE


class ResourceError(PlanungsrahmenError):
    """A child process could not do its work with what this machine, or its limits, give it."""

    name: str
    missing: str
    allows_missing_resource = True
    message = "{self.name}: not read, which says nothing about it: {self.missing}"
    exit_code = ExitCode.WAREHOUSE


class NotAPdfError(UnreadableDocumentError):
    """The bytes are not those of a PDF."""

    first_bytes: bytes

    def __str__(self) -> str:
        found = f"begins with {self.first_bytes[:24]!r}" if self.first_bytes else "is empty"
        return (
            f"{self.name}: not a PDF: the file {found}, expected '%PDF-' near its start; "
            "download the document again and look at it in a viewer"
        )


class NotAFileError(UnreadableDocumentError):
    """What was given is no regular file: a device, a pipe, a folder."""

    found: str = "something else"
    message = "{self.name}: expected a PDF file, found {self.found}; give the file itself"


class TooMuchInputError(UnreadableDocumentError):
    """Standard input gives more bytes than a document is believed to have."""

    most: int
    message = (
        "{self.name}: more than {self.most:,} bytes, expected a PDF of that many at most; look "
        "at what is written to it"
    )


class BrokenPdfError(UnreadableDocumentError):
    """A PDF by its first bytes that no reader can open, or that is cut short."""

    reason: str

    def __str__(self) -> str:
        return (
            f"{self.name}: the PDF is damaged or cut short: {self.reason}; download it again, and "
            "if it stays so, ask the publisher for a sound file; a repaired copy may lack pages or "
            "lines without a word, so before use compare its pages and sums with those that the "
            f"document states: qpdf {file_word(self.name, PDF)} repaired.pdf"
        )


class PasswordRequiredError(UnreadableDocumentError):
    """The PDF opens only with a password."""

    def __str__(self) -> str:
        return (
            f"{self.name}: the PDF needs a password to open; take in a copy without: "
            f"qpdf --decrypt --password=PASSWORD {file_word(self.name, PDF)} decrypted.pdf && "
            f"{command('ingest', 'decrypted.pdf')}"
        )


class CopyingForbiddenError(UnreadableDocumentError):
    """The PDF's owner forbids taking text from it, and an engine obeys."""

    engine: str

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.engine} does not read it, because its owner forbids taking text "
            "from it; it opens without a password, so read it with another engine: "
            f"{command('extract', '--engine', 'pdfium')} {file_word(self.name)}"
        )


class NoTextLayerError(UnreadableDocumentError):
    """Pages without any text: a scan."""

    pages: int
    message = (
        "{self.name}: none of its {self.pages} pages holds text, so it is probably a scan; "
        "ask the publisher for the original file (text recognised by OCR is not trusted here)"
    )


class HiddenTextError(UnreadableDocumentError):
    """Pages whose text cannot be seen: a scan with recognised text laid under or over it."""

    pages: int
    words: int
    message = (
        "{self.name}: none of the {self.words:,} words on its {self.pages} pages can be seen, "
        "so it is probably a scan with text recognised by OCR, which is not trusted here; ask "
        "the publisher for the original file"
    )


class LayoutError(UnreadableDocumentError):
    """Text is there, but no table of municipalities and amounts is recognised in it."""

    reason: str

    def __str__(self) -> str:
        see = f"{command('extract', '--raw')} {file_word(self.name)}"
        return (
            f"{self.name}: layout not understood: {self.reason}; to see what was read, run: {see}; "
            "what to do is in docs/changed-layout.md"
        )


class EngineLimitError(UnreadableDocumentError):
    """The child process that reads the document was stopped or died."""

    engine: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.name}: reading with {self.engine} was stopped: {self.reason}; the file is "
            "damaged, made to do harm, or larger than a document may be, and nothing of it was "
            "used; look at it in a viewer, and if it is sound, read it by parts: "
            f"qpdf {file_word(self.name, PDF)} --pages . 1-50 -- part.pdf"
        )


class UnknownSnapshotError(UsageError):
    """No snapshot answers to the given identifier."""

    wanted: str
    known: Sequence[str]

    def __str__(self) -> str:
        by_age = {
            "latest": "no edition counts, so none is the latest",
            "previous": "no two editions count, so none is the previous one",
        }
        missing = by_age.get(self.wanted, f"no snapshot {self.wanted!r}")
        known = ", ".join(self.known) or f"none; to make one, run: {command('ingest', PDF)}"
        return f"{missing}; known snapshots: {known}"


class AmbiguousSnapshotError(UsageError):
    """An identifier prefix fits several snapshots."""

    wanted: str
    candidates: tuple[str, ...]
    kind = "snapshots"
    message = "{self.wanted!r} fits several {self.kind} ({self.listed}); give more characters"

    @property
    def listed(self) -> str:
        """What it fits."""
        return ", ".join(self.candidates)


class AmbiguousHeldError(AmbiguousSnapshotError):
    """An identifier prefix fits several held runs or withdrawn snapshots."""

    kind = "held runs or withdrawn snapshots"


class SupersededSnapshotError(UsageError):
    """A snapshot was asked to be read again that a better reading superseded."""

    snapshot: str
    superseded_by: str
    remedy: str
    message = (
        "snapshot {self.snapshot} was superseded by {self.superseded_by}, a better reading of "
        "the same document; run: {self.remedy}"
    )


class WithdrawnSnapshotError(UsageError):
    """A snapshot was asked to be read again that a person withdrew."""

    snapshot: str
    decision: str
    """By whom, when and why."""
    remedy: str
    message = (
        "snapshot {self.snapshot} was withdrawn {self.decision}, so it is not read again; if "
        "its document shall count after all, run: {self.remedy}"
    )


class UnknownHeldError(UsageError):
    """No held run and no withdrawn snapshot answers to the given identifier."""

    wanted: str
    held: Sequence[str]
    withdrawn: Sequence[str]

    def __str__(self) -> str:
        known = ", ".join(self.held) or "none: nothing was held in this warehouse"
        more = f"; withdrawn snapshots: {', '.join(self.withdrawn)}" if self.withdrawn else ""
        return f"no held run {self.wanted!r}; known held runs: {known}{more}"


class UnknownTownError(UsageError):
    """No municipality is called so, nor anything like it."""

    typed: str
    message = (
        "no municipality of Baden-Württemberg is called {self.typed!r}, nor anything like it; give "
        "its name or its key (8 digits)"
    )


class KreisNamedError(UsageError):
    """A Kreis was named where a municipality is asked for."""

    typed: str
    kreise: tuple[str, ...]
    remedy: str
    message = (
        "{self.typed!r} is no municipality, but {self.listed}; give one of its municipalities; to "
        "list them, run: {self.remedy}"
    )

    @property
    def listed(self) -> str:
        """What is called so."""
        return " or ".join(self.kreise)


class AmbiguousTownError(UsageError):
    """Several municipalities may be meant."""

    typed: str
    candidates: tuple[str, ...]
    """Name, Kreis and key of each."""
    remedy: str

    def __str__(self) -> str:
        listed = "".join(f"\n  {candidate}" for candidate in self.candidates)
        return (
            f"{self.typed!r} may mean:{listed}\n"
            f"give the key or the Kreis behind the name, as in: {self.remedy}"
        )


class NothingPublishedError(UsageError):
    """The newest edition has no figure for a municipality, so there is no row to show."""

    name: str
    key: str
    message = (
        "{self.name} ({self.key}): the newest edition has no row for it, so none can be drawn; "
        "which editions have one is printed above"
    )


class SharedFolderError(UsageError):
    """The raw store was to lie where the warehouse keeps its own files, or the reverse."""

    root: Path
    raw_dir: Path
    message = (
        "the raw store {self.raw_dir} and the warehouse {self.root} would keep files and "
        "locks in one folder; give --raw-dir a folder of its own"
    )


class QueryError(UsageError):
    """The database refused a statement."""

    sql: str
    reason: str
    message = "the query failed: {self.reason}"


class QueryLimitError(QueryError):
    """The answer to a statement would cost more than it may, so it is not given."""

    more: tuple[str, int]
    """The option that allows more."""

    def __str__(self) -> str:
        option, most = self.more
        run = command("query", "SQL", option, str(most))
        keyword = option.strip("-").replace("-", "_")
        return (
            f"{super().__str__()}, so nothing of it is given; ask for less, or allow more: {run} "
            f"(in Python: {keyword}={most})"
        )


class UnknownEngineError(UsageError):
    """No engine reads under the given name."""

    wanted: str
    known: Sequence[str]

    def __str__(self) -> str:
        return f"no engine {self.wanted!r}; choose one of: {', '.join(self.known)}"


class NoSuchPageError(UsageError):
    """A page was asked for that the document does not have."""

    name: str
    wanted: int
    pages: int
    message = "{self.name}: there is no page {self.wanted}; choose one from 1 to {self.pages}"


class NotADayError(UsageError):
    """What was given as a day is not one."""

    given: str
    message = "{self.given!r} is not a day; give a date, or a text as in: '2017-12-31'"


class NotTextError(UsageError):
    """An argument of the command is not UTF-8."""

    argument: str
    """Each byte that is no text is a lone surrogate in it."""
    message = (
        "the argument {self.argument!r} holds bytes that are not UTF-8; rename the file or "
        "folder, or write the text in UTF-8"
    )


class WrongSettingsError(UsageError):
    """A file under `schemas/` that people write has a mistake."""

    file: Path
    mistake: str
    """Which key it is about, and what was expected there."""
    message = "schemas: {self.file.name}: {self.mistake}; nothing was read; correct the file"


class NothingToForgetError(UsageError):
    """A snapshot was to be forgotten of which nothing is lost."""

    snapshots: Sequence[str]
    lost: Sequence[str]

    def __str__(self) -> str:
        withdraw = command("withdraw", self.snapshots[0], *REASON)
        return (
            f"nothing of {', '.join(self.snapshots)} is lost, so there is nothing to forget; "
            f"snapshots with losses: {', '.join(self.lost) or 'none'}; to take one out of the "
            f"views, run: {withdraw}"
        )


class WarehouseBusyError(WarehouseError):
    """Another run holds the lock."""

    path: Path
    holder: str
    message = "warehouse busy: {self.path} is held by {self.holder}; wait for it to end"


class WarehouseNotWritableError(WarehouseError):
    """A file or folder of the warehouse cannot be written."""

    path: Path
    reason: str
    remedy: str | None = None

    def __str__(self) -> str:
        message = f"cannot write {self.path}: {self.reason}; it stays as it was"
        return f"{message}; {self.remedy}" if self.remedy else message


class WarehouseDamagedError(WarehouseError):
    """A stored file, or what is in it, is not what its record says."""

    path: Path | str
    """The file; or what of it, in words."""
    expected: str
    found: str
    remedy: str = ""
    """What to do about it; where none is given, what is done about a file of that place."""
    message = "{self.path}: expected {self.expected}, found {self.found}; {self.remedy}"

    def __post_init__(self) -> None:
        self.remedy = self.remedy or remedy_for(Path(self.path)) or permission_hint(Path(self.path))


class OtherFormatError(WarehouseDamagedError):
    """A record is of a format that this version does not read: neither earlier nor later ones."""

    def __init__(self, path: Path, expected: int, found: object) -> None:
        remedy = (
            "read this warehouse with the version of the software that wrote it, or ingest its "
            "documents again into a new one"
        )
        super().__init__(path, f"manifest format {expected}", f"format {found}", remedy)


class NoWarehouseError(WarehouseDamagedError):
    """There is no warehouse: its folder is not there, and a misspelt one makes no new one."""

    def __init__(self, root: Path) -> None:
        ingest = command("ingest", PDF, warehouse=root)
        remedy = f"look at its name, or make one of a document: {ingest}"
        super().__init__(root, "a warehouse", "no such folder", remedy)


class RecordsLostError(WarehouseError):
    """Of what was published the records are gone, or some are damaged: nothing is built of them."""

    root: Path
    losses: Sequence[Loss]

    def __str__(self) -> str:
        ids = dict.fromkeys(loss.snapshot for loss in self.losses)
        words = (word for id in ids for word in ("--forget", id))
        give_up = command("rebuild", *words, warehouse=self.root)
        return (
            f"records of {self.root} are lost or damaged: {'; '.join(map(str, self.losses))}; "
            "nothing was published, and the database stays as it was. Restore what is named (is "
            "its folder mounted, was it moved?); to publish without it, for good, run: "
            f"{give_up}"
        )


class DocumentMissingError(WarehouseError):
    """The bytes of a document that was taken in are not in the raw store any more."""

    raw_dir: Path
    sha256: str

    def __str__(self) -> str:
        return (
            f"{self.raw_dir}/{self.sha256}.pdf: expected the document and its record, found none; "
            "look whether --raw-dir is the folder of the documents, or take it in again from a "
            f"copy: {command('ingest', PDF, raw_dir=self.raw_dir)}"
        )
