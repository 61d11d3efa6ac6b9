"""Every way a run can end other than well, each with its exit code and its remedy.

Errors take facts, keep them as attributes and build their own sentence, so that the places that
raise them hold no prose. Only `pipeline.cli` turns them into exit codes.
"""

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """What the process returns; schedulers script against these numbers."""

    DONE = 0
    BUG = 1
    USAGE = 2
    HELD = 3
    UNREADABLE = 4
    UNREACHABLE = 5
    WAREHOUSE = 6


_NOT_COUNTING = {
    "latest": "no edition counts, so none is the latest",
    "previous": "no two editions count, so none is the previous one",
}
"""What is missing where a snapshot is asked for by its age."""


class PlanungsrahmenError(Exception):
    """Base of all expected errors: carries the exit code of its kind."""

    exit_code = ExitCode.BUG


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the code with which the process ends for an error; an unexpected one is a bug."""
    return error.exit_code if isinstance(error, PlanungsrahmenError) else ExitCode.BUG


class UsageError(PlanungsrahmenError):
    """The caller asked for something that cannot be done as asked."""

    exit_code = ExitCode.USAGE


class UnknownSnapshotError(UsageError):
    """No snapshot answers to the given identifier."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        """Keep the identifier asked for and those that exist."""
        self.wanted, self.known = wanted, tuple(known)
        listing = ", ".join(known) if known else "none: ingest a document first"
        missing = _NOT_COUNTING.get(wanted, f"no snapshot {wanted!r}")
        super().__init__(f"{missing}; known snapshots: {listing}")


class AmbiguousSnapshotError(UsageError):
    """An identifier prefix fits several snapshots."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        """Keep the prefix and the snapshots it fits."""
        self.wanted, self.candidates = wanted, tuple(candidates)
        super().__init__(
            f"{wanted!r} fits {len(candidates)} snapshots ({', '.join(candidates)}); "
            "give more characters"
        )


class SupersededSnapshotError(UsageError):
    """A snapshot was asked to be read again that a better reading superseded."""

    def __init__(self, snapshot: str, superseded_by: str) -> None:
        """Keep the snapshot and the one in its place."""
        self.snapshot, self.superseded_by = snapshot, superseded_by
        super().__init__(
            f"snapshot {snapshot} was superseded by {superseded_by}, a better reading of the same "
            f"document; run 'planungsrahmen reprocess {superseded_by}'"
        )


class WithdrawnSnapshotError(UsageError):
    """A snapshot was asked to be read again that a person withdrew."""

    def __init__(self, snapshot: str, decision: str) -> None:
        """Keep the snapshot, and by whom, when and why it was withdrawn."""
        self.snapshot, self.decision = snapshot, decision
        super().__init__(
            f"snapshot {snapshot} was withdrawn {decision}, so it is not read again; if its "
            f"document shall count after all, run 'planungsrahmen accept {snapshot}'"
        )


class UnknownHeldError(UsageError):
    """No held run and no withdrawn snapshot answers to the given identifier."""

    def __init__(self, wanted: str, held: Sequence[str], withdrawn: Sequence[str]) -> None:
        """Keep the identifier asked for and those that exist."""
        self.wanted, self.held, self.withdrawn = wanted, tuple(held), tuple(withdrawn)
        listing = ", ".join(held) if held else "none: nothing was held in this warehouse"
        beside = f"; withdrawn snapshots: {', '.join(withdrawn)}" if withdrawn else ""
        super().__init__(f"no held run {wanted!r}; known held runs: {listing}{beside}")


class AmbiguousHeldError(UsageError):
    """An identifier prefix fits several held runs or withdrawn snapshots."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        """Keep the prefix and what it fits."""
        self.wanted, self.candidates = wanted, tuple(candidates)
        super().__init__(
            f"{wanted!r} fits {len(candidates)} held runs or withdrawn snapshots "
            f"({', '.join(candidates)}); "
            "give more characters"
        )


class SnapshotExistsError(UsageError):
    """A snapshot of this document and edition is there already, with other rows."""

    def __init__(self, snapshot: str, kept_sha256: str, new_sha256: str) -> None:
        """Keep the snapshot's ID and the hashes of its rows and of the new ones."""
        self.snapshot, self.kept_sha256, self.new_sha256 = snapshot, kept_sha256, new_sha256
        super().__init__(
            f"snapshot {snapshot} exists with other rows (hash {kept_sha256[:8]}, now "
            f"{new_sha256[:8]}) and is never overwritten; to keep today's reading beside it, run "
            f"'planungsrahmen reprocess {snapshot}'"
        )


class SharedFolderError(UsageError):
    """The raw store was to lie where the warehouse keeps its own files, or the reverse."""

    def __init__(self, root: Path, raw_dir: Path) -> None:
        """Keep both folders."""
        self.root, self.raw_dir = root, raw_dir
        super().__init__(
            f"the raw store {raw_dir} and the warehouse {root} would keep files and locks in one "
            "folder; give --raw-dir a folder of its own"
        )


class QueryError(UsageError):
    """The database refused a statement."""

    def __init__(self, sql: str, reason: str) -> None:
        """Keep the statement and the database's own words."""
        self.sql, self.reason = sql, reason
        super().__init__(f"the query failed: {reason}")


class UnknownEngineError(UsageError):
    """No engine reads under the given name."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        """Keep the name asked for and those that exist."""
        self.wanted, self.known = wanted, tuple(known)
        super().__init__(f"no engine {wanted!r}; choose one of: {', '.join(known)}")


class NoSuchPageError(UsageError):
    """A page was asked for that the document does not have."""

    def __init__(self, name: str, wanted: int, pages: int) -> None:
        """Keep the document's name, the page asked for and how many there are."""
        self.name, self.wanted, self.pages = name, wanted, pages
        super().__init__(f"{name}: there is no page {wanted}; choose one from 1 to {pages}")


class NotTextError(UsageError):
    """An argument of the command is not UTF-8."""

    def __init__(self, argument: str) -> None:
        """Keep the argument; each byte that is no text is a lone surrogate in it."""
        self.argument = argument
        super().__init__(
            f"the argument {argument!r} holds bytes that are not UTF-8; rename the file or folder, "
            "or write the text in UTF-8"
        )


class WrongSettingsError(UsageError):
    """A file under `schemas/` that people write has a mistake."""

    def __init__(self, reason: str) -> None:
        """Keep what the file's reader said: file, key, what was found and expected."""
        self.reason = reason
        super().__init__(f"schemas: {reason}; nothing was read")


class UnreadableDocumentError(PlanungsrahmenError):
    """The document cannot be read at all, or no table in it is understood."""

    exit_code = ExitCode.UNREADABLE


class NotAPdfError(UnreadableDocumentError):
    """The bytes are not those of a PDF."""

    def __init__(self, path: Path, first_bytes: bytes) -> None:
        """Keep the file and how it begins."""
        self.path, self.first_bytes = path, first_bytes
        found = f"begins with {first_bytes[:24]!r}" if first_bytes else "is empty"
        super().__init__(
            f"{path.name}: not a PDF: the file {found}, expected '%PDF-' near its start; "
            "download the document again and look at it in a viewer"
        )


class NotAFileError(UnreadableDocumentError):
    """What was given is no regular file: a device, a pipe, a folder."""

    def __init__(self, path: Path) -> None:
        """Keep what was given."""
        self.path = path
        super().__init__(f"{path}: expected a PDF file, found something else; give the file itself")


class BrokenPdfError(UnreadableDocumentError):
    """A PDF by its first bytes that no reader can open, or that is cut short."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the file's name and what the reader said."""
        self.name, self.reason = name, reason
        super().__init__(
            f"{name}: the PDF is damaged or cut short: {reason}; download it again, and if it "
            "stays so, repair it with 'qpdf --replace-input FILE' and look at it before use"
        )


class PasswordRequiredError(UnreadableDocumentError):
    """The PDF opens only with a password."""

    def __init__(self, name: str) -> None:
        """Keep the file's name."""
        self.name = name
        super().__init__(
            f"{name}: the PDF needs a password to open; remove it with "
            "'qpdf --decrypt --password=... IN OUT' and ingest the result"
        )


class CopyingForbiddenError(UnreadableDocumentError):
    """The PDF's owner forbids taking text from it, and an engine obeys."""

    def __init__(self, name: str, engine: str) -> None:
        """Keep the file's name and the engine."""
        self.name, self.engine = name, engine
        super().__init__(
            f"{name}: {engine} does not read it, because its owner forbids taking text from it; "
            "it opens without a password, so read it with --engine pdfium or pdfplumber"
        )


class NoTextLayerError(UnreadableDocumentError):
    """Pages without any text: a scan."""

    def __init__(self, name: str, pages: int) -> None:
        """Keep the file's name and its number of pages."""
        self.name, self.pages = name, pages
        super().__init__(
            f"{name}: none of its {pages} pages holds text, so it is probably a scan; ask the "
            "publisher for the original file (text recognised by OCR is not trusted here)"
        )


class HiddenTextError(UnreadableDocumentError):
    """Pages whose text cannot be seen: a scan with recognised text laid under or over it."""

    def __init__(self, name: str, pages: int, words: int) -> None:
        """Keep the file's name, its number of pages and how many words are hidden."""
        self.name, self.pages, self.words = name, pages, words
        super().__init__(
            f"{name}: none of the {words:,} words on its {pages} pages can be seen, so it is "
            "probably a scan with text recognised by OCR, which is not trusted here; ask the "
            "publisher for the original file"
        )


class LayoutError(UnreadableDocumentError):
    """Text is there, but no table of municipalities and amounts is recognised in it."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the file's name and what was missing."""
        self.name, self.reason = name, reason
        super().__init__(
            f"{name}: layout not understood: {reason}; see what was read with "
            "'planungsrahmen extract --raw', and docs/changed-layout.md for what to do"
        )


class EngineLimitError(UnreadableDocumentError):
    """The child process that reads the document was stopped or died."""

    def __init__(self, name: str, engine: str, reason: str) -> None:
        """Keep the file's name, the engine and the limit it met."""
        self.name, self.engine, self.reason = name, engine, reason
        super().__init__(
            f"{name}: reading with {engine} was stopped: {reason}; the file is damaged or made "
            "to do harm, and nothing of it was used"
        )


class UnreachableError(PlanungsrahmenError):
    """The document cannot be had from where it is published; `pipeline.acquire` has the kinds."""

    exit_code = ExitCode.UNREACHABLE


class WarehouseError(PlanungsrahmenError):
    """The warehouse is busy, damaged or not writable."""

    exit_code = ExitCode.WAREHOUSE


class WarehouseBusyError(WarehouseError):
    """Another run holds the lock."""

    def __init__(self, path: Path, holder: str) -> None:
        """Keep the lock file and who holds it."""
        self.path, self.holder = path, holder
        super().__init__(f"warehouse busy: {path} is held by {holder}; wait for it to end")


class WarehouseNotWritableError(WarehouseError):
    """A file or folder of the warehouse cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the path and the system's reason."""
        self.path, self.reason = path, reason
        super().__init__(f"cannot write {path}: {reason}; it stays as it was")


class WarehouseDamagedError(WarehouseError):
    """A stored file is not what its record says."""

    def __init__(self, path: Path, expected: str, found: str, remedy: str) -> None:
        """Keep the file, what its record says and what lies there."""
        self.path, self.expected, self.found, self.remedy = path, expected, found, remedy
        super().__init__(f"{path}: expected {expected}, found {found}; {remedy}")


class DocumentMissingError(WarehouseError):
    """The bytes of a document that was taken in are not in the raw store any more."""

    def __init__(self, raw_dir: Path, sha256: str) -> None:
        """Keep the raw store and the document's hash."""
        self.raw_dir, self.sha256 = raw_dir, sha256
        super().__init__(
            f"{raw_dir / sha256}.pdf: expected the document and its record, found none; look at "
            "--raw-dir, or ingest the document again from a copy"
        )
