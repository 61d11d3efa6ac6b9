"""A question to the database can change nothing and reach nothing else."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import ExitCode, QueryError, WarehouseDamagedError, WarehouseNotWritableError
from pipeline.store.duck import open_published, open_reader
from pipeline.store.history import editions_in_order, learn, load_statuses
from pipeline.store.query import (
    counting_editions,
    export_parquet,
    run_query,
    withdrawn_editions,
)
from pipeline.store.question import answer_statement
from pipeline.store.warehouse import Warehouse
from pipeline.tabular import ResultTable
from pipeline.values import replace
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FIRST_DAY,
    LATER,
    document,
    edition,
    snapshot_draft,
    warehouse_with,
    withdrawal,
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return warehouse_with(tmp_path_factory.mktemp("warehouse"), snapshot_draft())


def ask(warehouse: Warehouse, sql: str) -> ResultTable:
    with open_reader(warehouse.database) as connection:
        return answer_statement(connection, sql, (), 1)


def test_an_answer_has_names_values_and_types(warehouse: Warehouse) -> None:
    sql = "SELECT gemeinde_ags, betrag_eur, stand_am FROM planungsrahmen LIMIT 1"
    assert run_query(warehouse.database, sql) == ResultTable(
        ("gemeinde_ags", "betrag_eur", "stand_am"),
        (("08335063", Decimal("132149.00"), date(2018, 1, 1)),),
        ("VARCHAR", "DECIMAL(14,2)", "DATE"),
    )


def test_columns_of_one_name_are_told_apart(warehouse: Warehouse) -> None:
    result = run_query(warehouse.database, "SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS a")
    assert result.columns == ("a", "a_1", "a_1_1", "a_2")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("COPY figures TO '{there}/stolen.csv'", "file system operations are disabled"),
        ("COPY (SELECT 1) TO '{there}/stolen.parquet'", "file system operations are disabled"),
        ("EXPORT DATABASE '{there}/stolen'", "file system operations are disabled"),
        ("ATTACH '{there}/other.duckdb'", "file system operations are disabled"),
        ("FROM read_csv('{there}/secret.csv')", "file system operations are disabled"),
        ("FROM read_text('{there}/secret.csv')", "file system operations are disabled"),
        ("FROM '{there}/secret.csv'", "file system operations are disabled"),
        ("FROM glob('{there}/*')", "file system operations are disabled"),
        ("INSTALL httpfs", "file system operations are disabled"),
        ("FROM read_csv('https://127.0.0.1:1/x.csv')", "disabled"),
        ("SET enable_external_access = true", "has been locked"),
        ("SET memory_limit = '100GB'", "has been locked"),
        ("DELETE FROM figures", "read-only"),
        ("CREATE TABLE mine (a INTEGER)", "read-only"),
        ("FROM frame_of_the_caller", "does not exist"),
        ("SELEC 1", "syntax error"),
        (" ; -- nothing", "expected one statement, found none"),
        ("SELECT 1 AS a; SELECT 2 AS b;", "expected one statement, found 2"),
    ],
)
def test_what_is_not_a_question_is_refused(
    warehouse: Warehouse, tmp_path: Path, sql: str, reason: str
) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    frame_of_the_caller = snapshot_draft().frame
    before = warehouse.database.read_bytes()
    with pytest.raises(QueryError, match=reason) as error:
        ask(warehouse, sql.format(there=tmp_path))
    assert error.value.exit_code is ExitCode.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert (warehouse.database.read_bytes(), len(frame_of_the_caller)) == (before, 4)


def test_a_missing_database_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        WarehouseDamagedError, match="no such file; to make one, run: planungsrahmen ingest PDF"
    ):
        run_query(Warehouse(tmp_path).database, "SELECT 1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("begin", [0, 3 * 4096], ids=["header", "blocks"])
def test_a_damaged_database_is_named_with_its_remedy(
    warehouse: Warehouse, tmp_path: Path, begin: int
) -> None:
    content = warehouse.database.read_bytes()
    other = Warehouse(tmp_path)
    other.database.write_bytes(content[:begin] + bytes(len(content) - begin))
    with pytest.raises(WarehouseDamagedError, match="run: planungsrahmen rebuild --warehouse"):
        run_query(other.database, "FROM planungsrahmen")


def test_what_another_program_wrote_is_never_read_as_ours(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    with duckdb.connect(str(warehouse.database)) as intruder:
        intruder.execute("PRAGMA disable_checkpoint_on_shutdown; DELETE FROM figures")
    with pytest.raises(WarehouseDamagedError, match=r"duckdb\.wal: expected no log.*rebuild"):
        run_query(warehouse.database, "FROM planungsrahmen")
    build_database(warehouse)
    assert run_query(warehouse.database, "SELECT count(*) FROM planungsrahmen").rows == ((4,),)


def export(warehouse: Warehouse, path: Path) -> None:
    with open_published(warehouse.database) as connection:
        export_parquet(connection, path)


def test_the_newest_edition_becomes_parquet(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    export(warehouse, path)
    with duckdb.connect() as client:
        sql = "SELECT gemeinde_ags, betrag_eur FROM read_parquet(?) LIMIT 2"
        rows = client.execute(sql, [str(path)]).fetchall()
    assert rows == [("08335063", Decimal("132149.00")), (AITERN, Decimal("7961.00"))]


def test_parquet_that_cannot_be_written_is_named(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(WarehouseNotWritableError, match=r"missing/a\.parquet"):
        export(warehouse, tmp_path / "missing" / "a.parquet")


def test_a_wrong_name_is_told_with_those_that_there_are(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError) as error:
        ask(warehouse, "SELECT * FROM planungsramen")
    assert str(error.value).splitlines()[-1] == (
        "there are: aenderungen, belege, checks, documents, figures, gemeinden, historie, kreise, "
        "planungsrahmen, planungsrahmen_am(datum, bekannt_am), snapshots, zusammenschluss(liste)"
    )


def test_editions_stand_in_the_order_in_which_they_count(tmp_path: Path) -> None:
    """One that is seen here last, and was captured before the other was seen, is the older one."""
    captured_at = FIRST_DAY - timedelta(days=900)
    archived = replace(document("archived.pdf"), first_seen=LATER, captured_at=captured_at)
    other_name = replace(edition(), label="eine andere")
    warehouse = warehouse_with(
        tmp_path,
        snapshot_draft(),
        snapshot_draft(document=archived, edition=other_name, created_at=LATER),
    )
    older, newest = (one.manifest.id for one in editions_in_order(load_statuses(warehouse)))
    listed, _ = counting_editions(warehouse.database)
    assert [(one["snapshot_id"], one["status"]) for one in listed] == [
        (newest, "aktuell"),
        (older, "frueher"),
    ]

    learn(warehouse, older, withdrawal())
    build_database(warehouse)
    [withdrawn] = withdrawn_editions(warehouse.database)
    assert withdrawn["geht_vor"] is False
