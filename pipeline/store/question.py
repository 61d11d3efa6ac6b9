"""A person's question to the published database, answered by a process of its own.

It can neither change the database nor reach anything else. The process can be stopped: DuckDB
counts neither all the memory that a statement takes nor what becomes of its answer in Python, and
some functions do not end when they are told to. So the system holds the limits, on address space
and on time. They hold a mistake, not an enemy: the child may do what its parent may, so question,
answer and errors travel as Python writes them.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from pipeline.children import INTERPRETER, die_with, import_path
from pipeline.errors import PlanungsrahmenError, QueryError, QueryLimitError, ResourceError
from pipeline.model import USUAL_LIMITS, QueryLimits
from pipeline.resources import MEBIBYTE, MEMORY, ROOM, ask_for_room, missing_resource, say
from pipeline.store.duck import Connection, is_damage, open_reader
from pipeline.store.query import Parameters, run_on
from pipeline.tabular import ResultTable

Answer = TypeVar("Answer", ResultTable, str)
CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from pipeline.store.question import answer_question; answer_question()"
)
"""What the child imports is found only by the path that the parent has."""
OWN_SIZE = Path("/proc/self/statm")
"""Its first number is the address space that this process has, in pages."""


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
    """Let this process take no more than this above what it has now; macOS cannot hold it."""
    if OWN_SIZE.exists():
        has = int(OWN_SIZE.read_text().split()[0]) * resource.getpagesize()
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (has + megabytes * MEBIBYTE,) * 2)


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
        return run_on(connection, sql, parameters, most_rows)
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
