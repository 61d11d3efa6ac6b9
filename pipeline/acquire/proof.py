"""What an answer must be for its body to be taken for the document.

The label a server puts on it proves nothing: portals answer with a page and status 200, and call it
a PDF. A body that ends where the connection closed, or that was packed, can be cut short without
any sign in the protocol. So the bytes decide: how they begin, and how they end. Whether all pages
are there only reading shows.
"""

from pipeline.acquire.exchange import Answer
from pipeline.acquire.failures import (
    GoneError,
    NoEndMarkError,
    NotAPdfAnswerError,
    StatusError,
    TooManyRequestsError,
)

PDF_TYPES = ("application/pdf", "application/x-pdf")
SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1024
"""A PDF begins within so many bytes (PDF 1.7 reference, appendix H, note 13)."""
END_MARK = b"%%EOF"
END_MARK_WITHIN = 2048
"""The end mark stands in the last 1024 bytes (note 18 there); some servers append a little more."""
PADDING = b"\0 \t\r\n\x1a"
"""Some copies are filled up to a full block."""
GONE = (404, 410)
TOO_MANY_REQUESTS = 429
# 304 to a question that set no condition is a cache's mistake; 408 and 425 ask for a second try.
PASSING = (304, 408, 425)
SERVER_ERROR = 500
OK = 200


def prove_pdf(answer: Answer) -> tuple[str, ...]:
    """Look whether an answer is a whole PDF, and return what is odd about it nonetheless.

    Raises:
        GoneError, TooManyRequestsError, StatusError: the status is not that of a document.
        NotAPdfAnswerError: the body does not begin as a PDF does.
        NoEndMarkError: it does not end as one does.
    """
    _check_status(answer)
    kind = answer.headers.get("Content-Type", "")
    if SIGNATURE not in answer.body[:SIGNATURE_WITHIN]:
        raise NotAPdfAnswerError(answer.address, kind, answer.body[:SIGNATURE_WITHIN])
    if END_MARK not in answer.body.rstrip(PADDING)[-END_MARK_WITHIN:]:
        reason = f"no {END_MARK.decode()} in its last {END_MARK_WITHIN} bytes"
        raise NoEndMarkError(answer.address, len(answer.body), reason)
    if kind.partition(";")[0].strip().lower() in PDF_TYPES:
        return ()
    return (f"{answer.address}: the server calls the PDF {kind or 'nothing'!r}; its bytes are one",)


def _check_status(answer: Answer) -> None:
    if answer.status in GONE:
        raise GoneError(answer.address, answer.status)
    if answer.status == TOO_MANY_REQUESTS:
        raise TooManyRequestsError(answer.address, answer.wait_seconds)
    if answer.status != OK:
        passing = answer.status >= SERVER_ERROR or answer.status in PASSING
        raise StatusError(
            answer.address, answer.status, passing=passing, wait_seconds=answer.wait_seconds
        )
