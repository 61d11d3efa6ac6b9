"""Whatever an engine does to its process, the caller gets a reading or one typed error in time.

The engines here are made up: small modules in a temporary folder, named to `read` as
`module:Class`, and found by the child because it is handed the caller's import path.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import (
    BrokenPdfError,
    EngineLimitError,
    NotAFileError,
    NotAPdfError,
    NoTextLayerError,
    ResourceError,
    UnknownEngineError,
)
from pipeline.extract.budget import TimeBudget
from pipeline.extract.sandbox import Limits, read
from pipeline.model import Cell, RawRow, Reading
from tests.builders.hostile import good_pdf
from tests.builders.slow import slow
from tests.builders.stopped import is_running
from tests.paths import ROOT

MEBIBYTE = 1024 * 1024
LIMITS = Limits(TimeBudget(total=20), memory_bytes=512 * MEBIBYTE)
GRACE_SECONDS = 1.0

MODULE = """
import os, resource, signal, sys, time
from pathlib import Path
from pipeline.extract.budget import end_page
from pipeline.model import Cell, RawRow, Reading

def reading(**changes):
    box = (1.0, 2.0, 3.0, 4.0)
    row = RawRow(1, 1, (Cell("Tettnang", box),), box, "made-up")
    return Reading(**({"engine": "made-up", "engine_version": "1", "page_count": 1,
                       "tables": (), "outside": (row,)} | changes))

class Engine:
    def parts(self, path, *, places=False):
        yield self.read(path)
    def read(self, path):
"""

Engine = Callable[[str], str]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Writes an engine whose `read` has the given body, and returns the name to call it by."""

    def write(body: str) -> str:
        indented = textwrap.indent(textwrap.dedent(body), " " * 8)
        (tmp_path / "made_up_engine.py").write_text(MODULE + indented, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return "made_up_engine:Engine"

    return write


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "list.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(50, 700, "Tettnang 132.149")
    canvas.save()
    return path


def test_a_reading_comes_back_from_the_child(engine: Engine, pdf: Path) -> None:
    box = (1.0, 2.0, 3.0, 4.0)
    row = RawRow(1, 1, (Cell("Tettnang", box),), box, "made-up")
    assert read(pdf, engine("return reading()"), LIMITS) == Reading(
        "made-up", "1", 1, (), (row,), {}, ()
    )


def test_the_child_sees_a_small_world(
    engine: Engine, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    body = """
        return reading(metadata={
            "environment": " ".join(sorted(os.environ)),
            "stdin": repr(sys.stdin.read()),
            "own group": str(os.getpgid(0) == os.getpid()),
            "core": str(resource.getrlimit(resource.RLIMIT_CORE)),
            "processor": str(resource.getrlimit(resource.RLIMIT_CPU)),
            "isolated": str(sys.flags.isolated),
        })
    """
    expected = {
        "environment": "LC_ALL MALLOC_ARENA_MAX OMP_NUM_THREADS OPENBLAS_NUM_THREADS PATH",
        "stdin": "''",
        "own group": "True",
        "core": "(0, 0)",
        "processor": "(20, 20)",
        "isolated": "1",
    }
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        monkeypatch.delenv(name, raising=False)
    assert read(pdf, engine(body), LIMITS).metadata == expected


def test_what_an_engine_prints_does_not_spoil_its_answer(engine: Engine, pdf: Path) -> None:
    body = """
        print('{"reading": 1}', flush=True)
        os.system("echo noise")
        return reading()
    """
    assert read(pdf, engine(body), LIMITS).engine == "made-up"


SHORT = Limits(TimeBudget(total=0.8), memory_bytes=512 * MEBIBYTE)
FORK_AND_SLEEP = """
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
"""


@pytest.mark.parametrize(
    "body",
    [
        slow("time.sleep(60)"),
        "while True: pass",
        slow("while True: os.write(2, b'x' * 1000)"),
        slow("os.closerange(0, 100); time.sleep(60)"),
        FORK_AND_SLEEP,
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ],
    ids=["sleeps", "spins", "talks", "closes its pipes", "leaves a grandchild", "ignores signals"],
)
def test_a_child_that_does_not_end_is_stopped_in_time(engine: Engine, pdf: Path, body: str) -> None:
    started = time.monotonic()
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine(body), SHORT)
    assert time.monotonic() - started < SHORT.time.total + GRACE_SECONDS
    assert caught.value.reason == "no result within 0.8 s"


def test_a_page_that_does_not_end_is_not_waited_for(engine: Engine, tmp_path: Path) -> None:
    path = good_pdf(tmp_path / "list.pdf")
    limits = Limits(TimeBudget(base=20, page=0.8))
    with pytest.raises(EngineLimitError) as caught:
        read(path, engine("end_page(); end_page(); time.sleep(60)"), limits)
    assert caught.value.reason == "nothing new for 0.8 s, with 2 of 3 pages done"


@pytest.mark.slow
def test_who_only_says_that_pages_end_is_stopped_too(engine: Engine, pdf: Path) -> None:
    body = """
        from pipeline.extract.budget import STATE, reporter
        while True:
            os.write(reporter.pipe, STATE.pack(0, 9_000) + STATE.pack(9_000, 9_000))
    """
    budget = TimeBudget(base=1, share=1e-4, page=1)
    started = time.monotonic()
    with pytest.raises(EngineLimitError, match=r"nothing new for|no result within"):
        read(pdf, engine(body), Limits(budget))
    assert time.monotonic() - started < 1 + 9_000 * 1e-4 + GRACE_SECONDS


def test_nothing_the_child_started_lives_on(engine: Engine, pdf: Path, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    body = f"""
        grandchild = os.fork()
        if grandchild == 0:
            os.closerange(0, 100)
            time.sleep(60)
        Path({str(note)!r}).write_text(str(grandchild))
        return reading()
    """
    assert read(pdf, engine(body), LIMITS).engine == "made-up"
    grandchild = int(note.read_text())
    deadline = time.monotonic() + 5
    while is_running(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(grandchild)


needs_address_space_limit = pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS does not honour RLIMIT_AS"
)


@needs_address_space_limit
def test_memory_without_end_meets_its_limit(engine: Engine, pdf: Path) -> None:
    body = """
        hoard = []
        while True:
            hoard.append(bytearray(8 * 1024 * 1024))
    """
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine(body), LIMITS)
    assert caught.value.reason == "it needed more memory than it may have"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "it crashed by signal 11 (SIGSEGV)"),
        ("os.abort()", "it crashed by signal 6 (SIGABRT)"),
        (
            "os.write(2, b'free(): invalid pointer\\n'); os.abort()",
            "it crashed by signal 6 (SIGABRT) (free(): invalid pointer)",
        ),
        ("raise KeyError('Pages')", "it ended with code 1 (KeyError: 'Pages')"),
        ("sys.exit(7)", "it ended with code 7"),
        ("os._exit(0)", "unreadable result: its last line is missing"),
        ("return None", "it ended with code 1 (AttributeError: "),
    ],
)
def test_a_child_that_dies_is_reported_with_its_end(
    engine: Engine, pdf: Path, body: str, reason: str
) -> None:
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine(body), LIMITS)
    assert caught.value.reason.startswith(reason)


def test_a_child_that_the_system_kills_says_nothing_about_the_document(
    engine: Engine, pdf: Path
) -> None:
    with pytest.raises(ResourceError, match=r"SIGKILL.*where memory runs out"):
        read(pdf, engine("os.kill(os.getpid(), signal.SIGKILL)"), LIMITS)


PARENT = """
import resource, sys
from pathlib import Path
from pipeline.extract.budget import TimeBudget
from pipeline.extract.sandbox import Limits, read
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
read(Path(sys.argv[1]), sys.argv[2], Limits(TimeBudget(total=float(sys.argv[4]))))
"""


def parent(pdf: Path, engine: str, memory: int = -1, seconds: float = 60) -> subprocess.Popen[str]:
    """A process that reads a document, with so much address space, for so long."""
    words = map(str, (pdf, engine, memory, seconds))
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *words],
        cwd=pdf.parent,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{pdf.parent}"},
        stderr=subprocess.PIPE,
        text=True,
    )


def pid_in(note: Path) -> int:
    """The process that an engine has noted, once it has."""
    deadline = time.monotonic() + 30
    while not (note.exists() and note.read_text().isdigit()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return int(note.read_text())


def ends_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_dies_with_a_parent_that_is_killed(
    engine: Engine, pdf: Path, tmp_path: Path
) -> None:
    note = tmp_path / "child"
    name = engine(f"Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)")
    with parent(pdf, name) as reader:
        child = pid_in(note)
        reader.kill()
        assert ends_within(child, GRACE_SECONDS)


def test_a_child_ends_in_time_where_its_parent_is_stopped(
    engine: Engine, pdf: Path, tmp_path: Path
) -> None:
    note = tmp_path / "child"
    name = engine(f"Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)")
    with parent(pdf, name, seconds=1) as reader:
        child = pid_in(note)
        reader.send_signal(signal.SIGSTOP)
        assert ends_within(child, 2 + GRACE_SECONDS)
        reader.kill()


@needs_address_space_limit
def test_what_a_child_is_not_given_says_nothing_about_the_document(
    engine: Engine, pdf: Path
) -> None:
    name = engine("hoard = [bytearray(8 * 1024 * 1024) for _ in range(100)]")
    with parent(pdf, name, memory=400 * MEBIBYTE) as reader:
        _, errors = reader.communicate()
    last = errors.splitlines()[-1]
    assert last.startswith("pipeline.errors.ResourceError: ")
    assert "it needed more memory than it may have; RLIMIT_AS is 419,430,400, wanted are" in last


GARBAGE = """
        for number in range(3, 64):
            try:
                os.write(number, {content})
            except OSError:
                pass
        os._exit(0)
"""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("b'garbage\\n'", "unreadable result: JSON is malformed: "),
        ("b'{\"part\": {}}\\n'", "unreadable result: Object missing required field "),
        ("b'[' * 60_000 + b'\\n'", "unreadable result: Expected `object`, got `array`"),
    ],
)
def test_a_result_that_is_no_reading_is_refused(
    engine: Engine, pdf: Path, content: str, reason: str
) -> None:
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine(GARBAGE.format(content=content)), LIMITS)
    assert caught.value.reason.startswith(reason)


def test_a_result_without_end_is_cut_off(engine: Engine, pdf: Path) -> None:
    limits = Limits(TimeBudget(total=20), memory_bytes=512 * MEBIBYTE, result_bytes=MEBIBYTE)
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine("return reading(notes=('x' * 2_000_000,))"), limits)
    assert caught.value.reason == "its result is larger than 1048576 bytes"


def test_an_engine_that_sees_other_pages_than_pdfium_is_not_believed(
    engine: Engine, pdf: Path
) -> None:
    with pytest.raises(BrokenPdfError) as caught:
        read(pdf, engine("return reading(page_count=3)"), LIMITS)
    assert caught.value.reason == "made-up sees 3 pages in it, pdfium 1"


def test_an_engine_that_misses_all_text_is_not_believed(engine: Engine, pdf: Path) -> None:
    with pytest.raises(BrokenPdfError) as caught:
        read(pdf, engine("return reading(outside=())"), LIMITS)
    assert caught.value.reason == "made-up finds no text in it, pdfium finds some on page 1"


def test_pages_without_text_are_called_a_scan(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    with pytest.raises(NoTextLayerError) as caught:
        read(path, engine("return reading(outside=())"), LIMITS)
    assert caught.value.pages == 1


def test_a_document_with_too_many_pages_is_not_read(engine: Engine, pdf: Path) -> None:
    limits = Limits(TimeBudget(total=20), memory_bytes=512 * MEBIBYTE, pages=0)
    with pytest.raises(EngineLimitError) as caught:
        read(pdf, engine("raise AssertionError"), limits)
    assert caught.value.reason == "it has 1 pages, allowed 0"


def test_an_engine_nobody_knows_is_named(pdf: Path) -> None:
    with pytest.raises(UnknownEngineError, match="no engine 'ocr'; choose one of: pdfium, pdfpl"):
        read(pdf, "ocr")


def test_what_is_no_pdf_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"<!DOCTYPE html><title>Nicht gefunden</title>")
    with pytest.raises(NotAPdfError, match="begins with b'<!DOCTYPE html><title>Ni'"):
        read(path, "pdfplumber")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.pdf"
    os.mkfifo(path)
    with pytest.raises(NotAFileError, match="expected a PDF file, found something else"):
        read(path, "pdfplumber")


def test_a_checkout_that_is_not_installed_is_found(
    tmp_path: Path, pdf: Path, engine: Engine
) -> None:
    """As `python -m pipeline` from a checkout: the package is importable by the folder alone."""
    name = engine("return reading()")
    program = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from pathlib import Path
        from pipeline.extract.sandbox import read
        print(read(Path("list.pdf"), {name!r}).engine)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert run.stdout == "made-up\n"
