"""Questions to the published database, which can neither change it nor reach anything else.

Ours are asked in this process. One of a person (`Question`) is answered by a process of its own,
which can be stopped: DuckDB counts neither all the memory that a statement takes nor what becomes
of its answer in Python, and some functions do not end when they are told to. So the system holds
the limits, on address space and on time. They hold a mistake, not an enemy: the child may do what
its parent may, so question, answer and errors travel as Python writes them.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

from pipeline.change_report import ChangeReport, same_period
from pipeline.children import INTERPRETER, die_with, import_path
from pipeline.errors import (
    PlanungsrahmenError,
    QueryError,
    QueryLimitError,
    ResourceError,
    WarehouseDamagedError,
)
from pipeline.model import USUAL_LIMITS, QueryLimits
from pipeline.resources import MEBIBYTE, MEMORY, ROOM, ask_for_room, missing_resource, say
from pipeline.store.duck import (
    Connection,
    is_damage,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.publication import Fingerprint
from pipeline.tabular import Record, ResultTable
from pipeline.town import Town, TownFigure
from schemas.register import ALONE, Gemeinde, load_register

Parameters: TypeAlias = Mapping[str, object] | Sequence[object]
"""What stands in a statement for `$name`, or for each `?`."""
Answer = TypeVar("Answer", ResultTable, str)
CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from pipeline.store.query import answer_question; answer_question()"
)
"""What the child imports is found only by the path that the parent has."""
OWN_SIZE = Path("/proc/self/statm")
"""Its first number is the address space that this process has, in pages."""


def run_query(database: Path, sql: str, parameters: Parameters = ()) -> ResultTable:
    """Run a statement of ours on a database; those of others are a `Question`."""
    with open_reader(database) as connection:
        return _answer(connection, sql, parameters)


def answer_statement(
    connection: Connection, sql: str, parameters: Parameters, most_rows: int
) -> ResultTable:
    """Return the answer to one statement of somebody's, or its first rows.

    Raises:
        QueryError: the database refuses the SQL, with its own words; or it is not one statement.
        MemoryError: it takes more than there is.
    """
    import duckdb

    try:
        count = len(connection.extract_statements(sql))
        if count != 1:
            raise QueryError(sql, f"expected one statement, found {count or 'none'}")
        return _answer(connection, sql, parameters, most_rows)
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
    except duckdb.Error as error:
        if is_damage(error):
            raise
        hint = _known_names(connection) if isinstance(error, duckdb.CatalogException) else ""
        raise QueryError(sql, f"{error}{hint}") from error


def _known_names(connection: Connection) -> str:
    """Return which views, tables and macros there are, for whoever asked for one that is not."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal UNION ALL "
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal UNION ALL "
            "SELECT format('{}({})', function_name, array_to_string(parameters, ', ')) "
            "FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal "
            "ORDER BY ALL"
        ).fetchall()
    ]
    return f"\nthere are: {', '.join(names)}"


def newest_edition(connection: Connection) -> ResultTable:
    """Return the newest edition, as the view `planungsrahmen` shows it, sorted by key."""
    return _answer(connection, "SELECT * FROM planungsrahmen ORDER BY gemeinde_ags")


def _answer(
    connection: Connection, sql: str, parameters: Parameters = (), most_rows: int | None = None
) -> ResultTable:
    cursor = connection.execute(sql, parameters)
    described = cursor.description or ()
    names, types = [name for name, *_ in described], [str(kind) for _, kind, *_ in described]
    rows = cursor.fetchall() if most_rows is None else cursor.fetchmany(most_rows)
    return ResultTable(_distinct(names), tuple(rows), tuple(types))


def read_towns(database: Path, gemeinden: Iterable[Gemeinde]) -> Mapping[str, Town]:
    """Return these municipalities by key, with their figures in all editions that count today."""
    asked = {gemeinde.gemeinde_ags: gemeinde for gemeinde in gemeinden}
    found: dict[str, list[TownFigure]] = {key: [] for key in asked}
    for record in run_query(database, load_sql("gemeinden.sql"), {"ags": list(asked)}).records:
        found[record.pop("gemeinde_ags")].append(TownFigure(**record))
    return {
        key: Town(
            *(key, gemeinde.gemeinde_name, load_register().kreis_of(gemeinde).label),
            gemeinde.verband_name if gemeinde.verband_art != ALONE else None,
            tuple(found[key]),
        )
        for key, gemeinde in asked.items()
    }


def counting_editions(database: Path) -> tuple[Sequence[Record], Sequence[Record]]:
    """Return the editions that count today, the newest first, and all that was checked of them."""
    editions = run_query(database, load_sql("ausgaben.sql")).records
    ids = [edition["snapshot_id"] for edition in editions]
    return editions, run_query(database, load_sql("pruefungen.sql"), {"ids": ids}).records


def withdrawn_editions(database: Path) -> Sequence[Record]:
    """Return the editions that a person withdrew, with the reason, the last one first."""
    return run_query(database, load_sql("zurueckgezogen.sql")).records


def listed_snapshots(database: Path) -> Sequence[Record]:
    """Return the snapshots that the database has, in the order of acceptance."""
    return run_query(database, load_sql("listed.sql")).records


def annual_amounts(database: Path) -> tuple[dict[str, Decimal], bool]:
    """Return the amounts of the newest edition by key, and whether they are synthetic.

    There are none where the newest edition's amounts are not for one year.
    """
    rows = run_query(
        database,
        "SELECT gemeinde_ags, betrag_eur, synthetisch FROM planungsrahmen "
        "WHERE antragsberechtigt IS NOT NULL",
    ).rows
    return {key: amount for key, amount, _ in rows}, any(synthetic for *_, synthetic in rows)


def fingerprints(connection: Connection) -> tuple[Fingerprint, ...]:
    """Return what a database gives to readers of each snapshot, in the order of acceptance."""
    rows = connection.execute(load_sql("facts.sql")).fetchall()
    return tuple(
        Fingerprint(id, rows_sha256, withdrawn, tuple(one.replace(tzinfo=UTC) for one in captures))
        for id, rows_sha256, withdrawn, captures in rows
    )


def export_parquet(connection: Connection, path: Path) -> None:
    """Write the newest edition, as the view `planungsrahmen` shows it, to a Parquet file."""
    with writing_database(path):
        connection.execute("SET threads = 1")  # so that the file is the same every time
        connection.execute(
            f"COPY (SELECT * FROM planungsrahmen ORDER BY gemeinde_ags) "
            f"TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def read_parquet(path: Path) -> ResultTable:
    """Return an exported Parquet file, columns and rows in their order."""
    with open_memory() as connection, reading_database(path, "a Parquet file"):
        return _answer(connection, f"SELECT * FROM read_parquet({quoted(path)})")


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Name columns so that none hides another where they become the keys of an object."""
    taken: dict[str, int] = {}
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken[candidate] = number
    return tuple(taken)


def compare_snapshots(database: Path, alt: str, neu: str) -> ChangeReport:
    """Compare two snapshots, given by their whole IDs.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks one of them.
    """
    with open_reader(database) as connection:
        sides = [_answer(connection, load_sql("side.sql"), {"id": id}).records for id in (alt, neu)]
        if not all(sides):
            missing = neu if sides[0] else alt
            raise WarehouseDamagedError(database, f"snapshot {missing}", "no such snapshot")
        [old], [new] = sides
        known = old["edition_id"] is not None and new["edition_id"] is not None
        comparable = same_period(old["zeitraum"], new["zeitraum"], known=known)
        asked = {"alt": alt, "neu": neu, "vergleichbar": comparable}
        pairs = load_sql("unterschiede.sql")
        gemeinden, kreise = (
            _answer(connection, f"{pairs} SELECT * FROM {name}", asked)
            for name in ("gemeinden", "kreise")
        )
        return ChangeReport(old, new, comparable, gemeinden, kreise.records)


class Question(Struct, Generic[Answer], frozen=True):
    """A statement, what its answer may cost, and what is made of it."""

    database: Path
    sql: str
    make: Callable[[ResultTable], Answer]
    """A function of a module, or a `partial` of one."""
    limits: QueryLimits = USUAL_LIMITS
    parameters: Parameters = ()

    def ask(self) -> Answer:
        """Return what is made of the answer.

        Raises:
            QueryError: the database refuses the statement, with its own words; or it is not one.
            QueryLimitError: the answer costs more than it may.
            ResourceError: this process may have less than the answer may cost.
        """
        command = [*INTERPRETER, "-c", CHILD, str(os.getpid())]
        request = pickle.dumps(import_path()) + pickle.dumps(self)
        child = subprocess.run(command, input=request, capture_output=True, check=False)
        if child.returncode == -signal.SIGALRM:
            seconds = self.limits.timeout
            found, more = f"it takes longer than {seconds} s", ("--timeout", seconds * 10)
            raise QueryLimitError(self.sql, found, more)
        if child.returncode < 0:
            # Without memory for it, nothing can be said any more.
            raise self._needs_too_much()
        if child.returncode > 0:
            raise RuntimeError(child.stderr.decode("utf-8", "replace"))
        answer = pickle.loads(child.stdout)
        if isinstance(answer, MemoryError):
            raise self._needs_too_much()
        if isinstance(answer, PlanungsrahmenError):
            raise answer
        return answer  # type: ignore[no-any-return]  # as `answered` made it

    def answered(self) -> bytes:
        """Return, in the process made for it, what is made of the answer, or the error to raise."""
        try:
            with open_reader(self.database, self.limits.memory) as connection:
                _limit_memory(self.limits.memory)
                with suppress(MemoryError):
                    return pickle.dumps(self.make(self._answer(connection)))
            return pickle.dumps(MemoryError())
        except PlanungsrahmenError as error:
            return pickle.dumps(error)
        except Exception as error:
            missing = missing_resource(error)
            if missing is None:
                raise
            return pickle.dumps(ResourceError(str(self.database), missing))

    def _answer(self, connection: Connection) -> ResultTable:
        most = self.limits.max_rows
        answer = answer_statement(connection, self.sql, self.parameters, most + 1)
        if len(answer.rows) > most:
            found = f"its answer has more than {most:,} rows"
            raise QueryLimitError(self.sql, found, ("--max-rows", most * 10))
        return answer

    def _needs_too_much(self) -> PlanungsrahmenError:
        most = self.limits.memory
        _, given = resource.getrlimit(resource.RLIMIT_AS)
        if given != resource.RLIM_INFINITY and given < most * MEBIBYTE + ROOM["duckdb"]:
            found = f"this process may have {given // MEBIBYTE:,} MiB, an answer {most:,} more"
            return ResourceError(str(self.database), say(MEMORY, found))
        found = f"it needs more memory than {most:,} MB"
        return QueryLimitError(self.sql, found, ("--memory", most * 4))


def as_it_is(answer: ResultTable) -> ResultTable:
    """Return an answer itself."""
    return answer


def answer_question() -> None:
    """Answer the question on standard input, as the process that was made for it."""
    die_with(int(sys.argv[1]))
    ask_for_room()
    question: Question[str] = pickle.load(sys.stdin.buffer)
    signal.setitimer(signal.ITIMER_REAL, question.limits.timeout)
    sys.stdout.buffer.write(question.answered())


def _limit_memory(megabytes: int) -> None:
    """Let this process take so much more than it has by now; macOS cannot hold it."""
    if OWN_SIZE.exists():
        has = int(OWN_SIZE.read_text().split()[0]) * resource.getpagesize()
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (has + megabytes * MEBIBYTE,) * 2)
