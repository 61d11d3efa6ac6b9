"""What is taken for the document: a whole PDF by its bytes, whatever it is called."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from pipeline.acquire.failures import CutShortError, NoEndMarkError, NotAPdfAnswerError, StatusError
from pipeline.errors import ExitCode
from tests.builders.fetches import failure, fetch_all
from tests.builders.servers import PAGE, PDF, PDF_TYPE, Pieces, head, reply

SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize("status", ["403 Forbidden", "206 Partial Content", "300 Multiple Choices"])
def test_a_status_that_will_not_pass_is_not_repeated(tmp_path: Path, status: str) -> None:
    error, server = failure(tmp_path, reply(PDF, status, PDF_TYPE))
    assert (type(error), len(server.asked)) == (StatusError, 1)


@pytest.mark.parametrize("kind", ["text/html", "application/pdf"])
def test_a_page_with_status_200_is_no_pdf_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    error, server = failure(tmp_path, reply(PAGE, headers={"Content-Type": kind}))
    assert (type(error), len(server.asked)) == (NotAPdfAnswerError, 1)
    assert f"not a PDF: the answer, called '{kind}', begins with b'<!DOCTYPE html><html>" in str(
        error
    )
    assert list(tmp_path.glob("*.pdf")) == []


def test_an_empty_answer_is_no_pdf(tmp_path: Path) -> None:
    error, _ = failure(tmp_path, reply())
    assert "not a PDF: the answer is empty" in str(error)


@pytest.mark.parametrize("headers", [{"Content-Type": "text/html"}, {}])
def test_a_pdf_by_another_name_is_taken_with_a_warning(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    (fetched,), server = fetch_all(tmp_path, reply(PDF, headers=headers))
    named = repr(headers.get("Content-Type", "nothing"))
    assert fetched.document.sha256 == SHA256
    assert fetched.warnings == (
        f"{server.url('/plan.pdf')}: the server calls the PDF {named}; its bytes are one",
    )


CHUNKED = head("200 OK", {"Transfer-Encoding": "chunked", **PDF_TYPE})
GZIPPED = head("200 OK", {"Content-Encoding": "gzip", **PDF_TYPE})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([head("200 OK", {"Content-Length": "9000", **PDF_TYPE}), PDF], "the connection broke"),
        ([CHUNKED, b"100\r\n" + PDF[:256] + b"\r\n100\r\n" + PDF[256:300]], "the connection broke"),
        ([CHUNKED, b"100\r\n" + PDF[:256] + b"\r\n"], "the connection broke"),
        ([GZIPPED, PDF], "what it is packed with cannot be unpacked"),
    ],
    ids=["length", "in-chunk", "between-chunks", "no-gzip"],
)
def test_a_cut_answer_is_never_taken(tmp_path: Path, answer: Pieces, said: str) -> None:
    error, server = failure(tmp_path, answer)
    assert (type(error), len(server.asked)) == (CutShortError, 3)
    assert (said in str(error), error.exit_code) == (True, ExitCode.UNREACHABLE)
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    "answer",
    [
        [head("200 OK", PDF_TYPE), PDF[:-9]],
        [GZIPPED, gzip.compress(PDF)[:-20]],
    ],
    ids=["closed", "gzip"],
)
def test_a_cut_that_the_protocol_hides_is_an_unreadable_document(
    tmp_path: Path, answer: Pieces
) -> None:
    error, server = failure(tmp_path, answer)
    assert (type(error), len(server.asked)) == (NoEndMarkError, 3)
    assert "no %%EOF in its last 2048 bytes" in str(error)
    assert error.exit_code is ExitCode.UNREADABLE
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_packed_pdf_is_unpacked(tmp_path: Path) -> None:
    (fetched,), server = fetch_all(tmp_path, [GZIPPED, gzip.compress(PDF)])
    assert fetched.document.path.read_bytes() == PDF
    assert server.asked[0].headers["accept-encoding"] == "identity"
