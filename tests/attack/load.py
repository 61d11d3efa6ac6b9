"""Much of everything: editions, long names, long documents; time, memory, and how they grow."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pipeline.errors import ExitCode
from tests.attack.place import LATER, Done, Place, run
from tests.attack.table import Row, Scale, row
from tests.bench.warehouse import build
from tests.builders.hostile import one_page
from tests.builders.long_list import ROWS_ON_PAGE, long_list
from tests.builders.servers import PDF_TYPE, Asked, Pieces, reply, serve

LONG_NAME = "A" * 10_000
TYPED = (ExitCode.DONE, ExitCode.USAGE, ExitCode.HELD, ExitCode.UNREADABLE)
GROWTH = 1.5
"""More than so many times the growth of what there is to do is too much."""
SECONDS_OF = {
    "status": 5,
    "snapshots": 5,
    "show": 5,
    "refresh, new": 120,
    "refresh, no news": 5,
    "rebuild": 120,
    "export": 20,
}
"""Seconds of processor time that a command may take."""
MOST_MIB = 2_048


def load(folder: Path, scale: Scale) -> Iterator[Row]:
    """Rows for many editions, for long names, and for a long document."""
    measured = [commands_at(folder / str(editions), editions) for editions in scale.editions]
    few, many = scale.editions[0], scale.editions[-1]
    for editions, (done, megabytes) in zip(scale.editions, measured, strict=True):
        for name, one in done.items():
            yield cost(f"{editions:,} editions: {name}", one, SECONDS_OF[name])
        size = f"{megabytes:.1f} MB"
        yield Row(f"{editions:,} editions: the database", "at most 60 MB", size, megabytes <= 60)
    for name, one in measured[-1][0].items():
        yield growth(name, measured[0][0][name], one, many / few)
    yield from long_names(folder)
    yield from long_document(folder / "long.pdf", scale.rows)


def commands_at(folder: Path, editions: int) -> tuple[dict[str, Done], float]:
    """What commands take in a warehouse of so many editions, and the size of its database."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        # A child that is measured begins with the memory of its parent, so that is kept small.
        place = Place(pool.submit(build, folder, editions).result().root)
    done: dict[str, Done] = {}

    def answer(asked: Asked) -> Pieces:
        if "if-none-match" in asked.headers:
            return reply(status="304 Not Modified")
        return reply(LATER.read_bytes(), headers={**PDF_TYPE, "ETag": '"1"'})

    with serve(answer) as server:
        for news in ("new", "no news"):
            words = ("refresh", "--url", server.url("/plan.pdf"), "--readings", "own", "-q")
            done[f"refresh, {news}"] = place.run(*words)
    done["show"] = place.run("show", "Aitern")
    for name in ("status", "snapshots", "rebuild", "export"):
        done[name] = place.run(name)
    return done, place.warehouse.database.stat().st_size / 1e6


def cost(what: str, done: Done, seconds: float, codes: Sequence[int] = (ExitCode.DONE,)) -> Row:
    """What one command took."""
    observed = f"{done.cpu_seconds:.1f} s, {done.peak_mib} MiB"
    ok = done.code in codes and not done.crashed
    if not ok:
        observed += f", exit {done.code}: {done.last_line}"
    ok = ok and done.cpu_seconds <= seconds and done.peak_mib <= MOST_MIB
    return Row(what, f"at most {seconds:g} s, {MOST_MIB:,} MiB", observed, ok)


def growth(name: str, few: Done, many: Done, times: float, of: str = "editions") -> Row:
    """How much longer a command takes where there is so many times as much."""
    grown = many.cpu_seconds / few.cpu_seconds
    most = GROWTH * times
    what = f"{name}, {times:.1f} x the {of}"
    return Row(what, f"at most {most:.1f} x", f"{grown:.1f} x", grown <= most)


def long_names(folder: Path) -> Iterator[Row]:
    """A name of ten thousand letters, printed and asked for."""
    printed = folder / "name.pdf"
    texts = ("08336004", LONG_NAME, "10", "7.961")
    lines = (f"BT /F 0.05 Tf {50 + 120 * n} 700 Td ({text}) Tj ET" for n, text in enumerate(texts))
    printed.write_bytes(one_page("\n".join(lines).encode()))
    place = Place(folder / "names")
    assert place.ingest(LATER).code == ExitCode.DONE
    asked = {
        "extract, printed": run("extract", printed),
        "extract --raw, printed": run("extract", "--raw", printed),
        "show": place.run("show", LONG_NAME),
        "partners": place.run("partners", LONG_NAME),
        "query": place.run("query", f"SELECT '{LONG_NAME}'"),
        "query, as a name": place.run("query", f'SELECT 1 AS "{LONG_NAME}"'),
        "withdraw": place.run("withdraw", LONG_NAME, "--reason", "x"),
    }
    for name, done in asked.items():
        yield cost(f"a name of {len(LONG_NAME):,} letters: {name}", done, 10, TYPED)


def long_document(path: Path, rows: int) -> Iterator[Row]:
    """A document of very many rows, and how time grows from half as many.

    Understood it cannot be: there are not so many municipalities.
    """
    for words, code in ((("extract",), ExitCode.UNREADABLE), (("extract", "--raw"), ExitCode.DONE)):
        half, whole = (extracted(path, count, words) for count in (rows // 2, rows))
        what = f"{rows:,} rows: {' '.join(words)}"
        yield cost(what, whole, 300, (code,))
        yield growth(what, half, whole, 2, "rows")
    printed = len(whole.out.splitlines())
    expected = rows + len(range(0, rows, ROWS_ON_PAGE))
    yield row(f"{what}, rows and headers", f"{expected:,}", f"{printed:,}")


def extracted(path: Path, rows: int, words: Sequence[str]) -> Done:
    """Read a document of so many rows."""
    path.write_bytes(long_list(rows))
    return run(*words, path)
