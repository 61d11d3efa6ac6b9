"""A damaged PDF written anew, where it can be shown that nothing of it is lost.

qpdf mends cross-references and lengths as other readers do, and is as silent about what it lost.
So its copy is read only where no bytes are missing from the file (`structure`), and where it has
as many pages as pdfium sees.
"""

from io import BytesIO
from pathlib import Path

import pikepdf

from pipeline.errors import BrokenPdfError
from pipeline.extract.preflight import count_pages, structure_of

WRITER = f"qpdf {pikepdf.__libqpdf_version__}"
NO_TABLE = b"\nstartxref\n0\n%%EOF\n"
"""Behind a file it lets qpdf look for all objects itself, as where there is no cross-reference."""


def write_anew(path: Path, copy: Path) -> None:
    """Write a copy of a damaged PDF, with the same bytes each time.

    Raises:
        BrokenPdfError: something of it may be lost.
    """
    with structure_of(path) as structure:
        loss, unlisted = structure.loss(), structure.unlisted
    if loss:
        raise BrokenPdfError(path.name, loss)
    seen = count_pages(path)
    content = path.read_bytes() + (NO_TABLE if unlisted else b"")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if len(pdf.pages) != seen:
                reason = f"{WRITER} sees {len(pdf.pages)} pages in it, pdfium {seen}"
                raise BrokenPdfError(path.name, reason)
            pdf.save(
                copy,
                static_id=True,
                encryption=pdf.is_encrypted,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
    except (pikepdf.PdfError, OSError) as error:
        # It names what it was given, which has no name, before what it says of that.
        said = str(error).rpartition(">: ")[2]
        raise BrokenPdfError(path.name, f"{WRITER} cannot write it anew: {said}") from error
