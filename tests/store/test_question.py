"""What a person asks is answered whole, or refused: no question takes more than it may."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, QueryError, QueryLimitError, WarehouseDamagedError
from pipeline.model import QueryLimits
from pipeline.store.question import Question, as_it_is
from pipeline.store.warehouse import Warehouse
from pipeline.tabular import ResultTable, table_csv, terminal_text
from pipeline.values import replace
from tests.builders.frames import snapshot_draft, warehouse_with
from tests.builders.slow import slow

WITHOUT_END = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) "
LIMITS = QueryLimits(timeout=3, memory=200, max_rows=10)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse_with(tmp_path_factory.mktemp("question"), snapshot_draft()).database


def test_all_that_the_database_knows_comes_back(database: Path) -> None:
    sql = (
        "SELECT $x AS x, betrag_eur, stand_am, 170141183460469231731687303715884105727::HUGEINT, "
        "[{'a': 1.5::DOUBLE}], INTERVAL 2 DAY, encode('ä'), NULL FROM planungsrahmen LIMIT 1"
    )
    answer = Question(database, sql, as_it_is, LIMITS, {"x": Decimal("0.10")}).ask()
    assert answer.rows == (
        (
            *(Decimal("0.10"), Decimal("132149.00"), date(2018, 1, 1), 2**127 - 1),
            *([{"a": 1.5}], timedelta(2), "ä".encode(), None),
        ),
    )
    assert answer.types[1:3] == ("DECIMAL(14,2)", "DATE")


@pytest.mark.slow
def test_it_is_made_into_text_where_it_is_answered(database: Path) -> None:
    sql = "SELECT gemeinde_ags FROM planungsrahmen ORDER BY ALL LIMIT 1"
    assert Question(database, sql, table_csv).ask() == "gemeinde_ags\n08335063\n"
    shown = Question(database, sql, partial(terminal_text, width=80)).ask()
    assert shown == "gemeinde_ags\n------------\n08335063\n"


@pytest.mark.parametrize(
    "sql",
    [
        slow(f"{WITHOUT_END} SELECT count(*) FROM t"),
        slow(
            "SELECT sum(a.range) FROM range(10000000000) a, range(10000000000) b WHERE a.range < 0"
        ),
        # This function does not look whether it is to stop.
        "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))",
    ],
)
def test_what_takes_too_long_is_stopped(database: Path, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(QueryLimitError, match=r"longer than 1 s, so nothing .* --timeout 10 "):
        Question(database, sql, as_it_is, replace(LIMITS, timeout=1)).ask()
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "sql",
    [
        slow("SELECT repeat('x', 1000000000)"),
        slow("SELECT list(range) FROM range(100000000)"),
        slow("SELECT string_agg(range::VARCHAR, ',') FROM range(100000000)"),
        # The memory that these take is not counted by the database.
        "SELECT repeat('x', 50000000) FROM range(9)",
        slow("SELECT range(4000000)"),
    ],
)
def test_what_needs_too_much_memory_is_stopped(database: Path, sql: str) -> None:
    with pytest.raises(QueryLimitError, match=r"memory than 200 MB, so nothing .* --memory 800 "):
        Question(database, sql, as_it_is, QueryLimits(timeout=60, memory=200)).ask()


@pytest.mark.parametrize("sql", ["FROM range(11)", slow("FROM range(10000000000)")])
def test_an_answer_of_too_many_rows_is_refused_as_a_whole(database: Path, sql: str) -> None:
    question = Question(database, sql, as_it_is, LIMITS)
    with pytest.raises(QueryLimitError, match="more than 10 rows, so nothing of it") as error:
        question.ask()
    assert error.value.exit_code is ExitCode.USAGE
    assert str(error.value).endswith("query SQL --max-rows 100 (in Python: max_rows=100)")
    assert len(Question(database, "FROM range(10)", as_it_is, LIMITS).ask().rows) == 10


def test_what_the_database_says_is_said(database: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="syntax error"):
        Question(database, "SELEC 1", as_it_is).ask()
    missing = Warehouse(tmp_path).database
    with pytest.raises(WarehouseDamagedError, match=r"duckdb: expected the database, found no "):
        Question(missing, "SELECT 1", as_it_is).ask()


def test_a_fault_of_ours_is_none_of_the_question(database: Path) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        Question(database, "SELECT 1", _fails).ask()


def _fails(answer: ResultTable) -> str:
    return str(1 / (len(answer.rows) - 1))
