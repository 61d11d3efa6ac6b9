"""A damaged PDF written anew, where it can be shown that nothing of it is lost.

qpdf mends cross-references and lengths as other readers do, and is as silent about what it lost.
So its copy is read only where no bytes are missing from the file (`structure`), and where it has
as many pages as pdfium sees.
"""

from pathlib import Path

import pikepdf

from pipeline.errors import BrokenPdfError
from pipeline.extract.preflight import check_nothing_lost, count_pages

WRITER = f"qpdf {pikepdf.__libqpdf_version__}"


def write_anew(path: Path, copy: Path) -> None:
    """Write a copy of a damaged PDF, with the same bytes each time.

    Raises:
        BrokenPdfError: something of it may be lost.
    """
    check_nothing_lost(path)
    seen = count_pages(path)
    try:
        with pikepdf.open(path) as pdf:
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
        raise BrokenPdfError(path.name, f"{WRITER} cannot write it anew: {error}") from error
