"""Documents that cannot be had, read or understood: exit codes 4 and 5."""

from pathlib import Path

from pipeline.errors.base import ExitCode, PlanungsrahmenError


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
