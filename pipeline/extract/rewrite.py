"""A damaged PDF written anew, where it can be shown that nothing of it is lost.

qpdf mends cross-references and lengths as other readers do, and is as silent about what it lost.
So its copy is read only where no bytes are missing from the file (`structure`), where it had to
guess at nothing but that, and where it has as many pages as pdfium sees and the file says.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf

from pipeline.errors import BrokenPdfError
from pipeline.extract.preflight import count_pages, structure_of

WRITER = f"qpdf {pikepdf.__libqpdf_version__}"
NO_TABLE = b"\nstartxref\n0\n%%EOF\n"
"""Behind a file it lets qpdf look for all objects itself, as where there is no cross-reference."""
MENDED = re.compile(
    r"file is damaged|.*\b(?:start)?xref\b.*|Attempting to reconstruct cross-reference table"
    r"|recovered trailer has no /Root entry|reported number of objects .*|expected .* obj"
    r"|expected end(?:obj|stream)|attempting to recover stream length|recovered stream length: .*"
    r"|stream dictionary lacks /Length key|/Length key in stream dictionary is not an integer"
    r"|/Type key should be .*"
)
"""What qpdf says of what `structure` has looked at."""


def write_anew(path: Path, copy: Path) -> None:
    """Write a copy of a damaged PDF, with the same bytes each time.

    Raises:
        BrokenPdfError: something of it may be lost.
    """
    with structure_of(path) as structure:
        loss, is_listed = structure.loss(), structure.is_listed
        streams = structure.streams_of_wrong_length()
    if loss:
        raise BrokenPdfError(path.name, loss)
    seen = count_pages(path)
    content = path.read_bytes() + (b"" if is_listed else NO_TABLE)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            said = pdf.Root.Pages.get("/Count")
            if not seen == said == len(pdf.pages):
                counts = f"{WRITER} sees {len(pdf.pages)} pages, pdfium {seen}, it says {said}"
                raise BrokenPdfError(path.name, counts)
            pdf.save(
                copy,
                static_id=True,
                fix_metadata_version=False,
                encryption=pdf.is_encrypted,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
            guesses = [
                word for word in map(_said, pdf.get_warnings()) if not MENDED.fullmatch(word)
            ]
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, AttributeError) as error:
        raise BrokenPdfError(path.name, f"{WRITER} cannot write it anew: {_said(error)}") from error
    if guesses:
        raise BrokenPdfError(path.name, f"{WRITER} guesses at it: {guesses[0]}")
    _check_copy(path, copy, streams)


def _check_copy(path: Path, copy: Path, streams: Sequence[bytes]) -> None:
    """Raise BrokenPdfError unless a copy is as it says of itself, and has all of these streams.

    At times qpdf goes by a wrong length and cuts a stream off in silence.
    """
    with structure_of(copy) as structure:
        doubt = structure.doubt()
    content = copy.read_bytes()
    if doubt or any(stream not in content for stream in streams):
        reason = f"what {WRITER} writes of it is not all of it: {doubt or 'a stream is cut off'}"
        raise BrokenPdfError(path.name, reason)


def _said(error: object) -> str:
    """Return what qpdf says, without what it was given, which has no name, and the place there."""
    return re.sub(r"^.*?>(?: \([^)]*\)|, object [^:]*)?: ", "", str(error), flags=re.DOTALL)
