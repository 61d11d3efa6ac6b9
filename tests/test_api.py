"""The Python API as its users see it: its examples, its notebook, what it gives and raises."""

import csv
import doctest
import io
import json
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner

import pipeline.api
import planungsrahmen
from pipeline.cli.app import cli
from pipeline.extract import spawn
from tests.builders.documents import print_prose, replaced
from tests.builders.faulty import UNKNOWN_KEY, print_few
from tests.builders.here import read_in_a_child, work_here
from tests.builders.lists import population, print_list
from tests.builders.notebook import NOTEBOOK, executed, make_demo
from tests.builders.remembered import remember_readings
from tests.paths import MATRIX, ROOT, SAMPLES
from tests.test_imports import HEAVY

FINAL = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
PAGE = ROOT / "docs" / "python.md"
PNG = b"\x89PNG"
HIDDEN = MATRIX / "pdf" / "canvas_covered_text.pdf"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    make_demo(folder)
    return folder


@pytest.fixture(autouse=True)
def _in_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    remember_readings(monkeypatch)
    work_here(monkeypatch)


@pytest.fixture
def warehouse() -> planungsrahmen.OpenWarehouse:
    return planungsrahmen.open_warehouse("warehouse/demo")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of two pages."""
    return print_few(tmp_path_factory.mktemp("few") / "few_synthetic.pdf")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with one key that is none."""
    path = tmp_path_factory.mktemp("held") / "held_synthetic.pdf"
    return print_few(path, lambda cells: replaced(cells, 3, 0, UNKNOWN_KEY))


def extract(pdf: Path, *options: str) -> str:
    return CliRunner().invoke(cli, ["extract", str(pdf), *options]).stdout


def test_the_examples_of_the_module_give_what_is_printed() -> None:
    done = doctest.testmod(pipeline.api)
    assert done.failed == 0
    assert done.attempted > 15


def test_the_examples_of_the_page_give_what_is_printed() -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert done.failed == 0
    assert done.attempted > 12


def test_the_notebook_shows_what_its_cells_give() -> None:
    kept = json.loads(NOTEBOOK.read_text("utf-8"))
    assert without_pictures(executed(kept)) == without_pictures(kept)


def without_pictures(notebook: Any) -> Any:
    """The notebook with the mere fact of each picture: its bytes are a library's."""
    text = json.dumps(notebook)
    return json.loads(text, object_hook=lambda o: {k: "image" in k or v for k, v in o.items()})


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, planungsrahmen; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert [heavy for heavy in (*HEAVY, "numpy") if heavy in loaded] == []


def test_every_name_is_there_and_every_error_has_its_code() -> None:
    names = {name: getattr(planungsrahmen, name) for name in planungsrahmen.__all__}
    errors = [named for name, named in names.items() if name.endswith("Error")]
    assert len(errors) > 15
    assert {type(error.exit_code) for error in errors} == {planungsrahmen.ExitCode}


def test_the_page_names_every_error_with_its_code() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if "Error`" in line]
    told = {
        name: int(code.strip(" |"))
        for names, code in (row for row in rows if len(row) == 2)
        for name in names.replace("`", " ").replace(":", " ").replace(",", " ").split()
        if name.endswith("Error")
    }
    codes = {
        name: int(getattr(planungsrahmen, name).exit_code)
        for name in planungsrahmen.__all__
        if name.endswith("Error") and name != "PlanungsrahmenError"
    }
    assert told == codes


def test_tables_are_those_of_extract() -> None:
    tables = planungsrahmen.read_tables(FINAL.read_bytes())
    assert json.loads(extract(FINAL, "--raw", "--format", "json")) == [
        {"page": table.page, "table": table.number, "rows": [list(row) for row in table.rows]}
        for table in tables
    ]
    assert {table.series for table in tables} == {tables[0].series}


def test_the_box_of_a_table_is_around_its_cells(few: Path) -> None:
    [table] = planungsrahmen.read_tables(few, 1)
    boxes = [cell.box for row in table.cells for cell in row if cell.box]
    left, top, right, bottom = map(list, zip(*boxes, strict=True))
    x0, y0, x1, y1 = table.box
    assert (x0, y0, x1, y1) == (min(left), min(top), max(right), max(bottom))


@pytest.mark.parametrize(
    ("pages", "found"), [(None, [1, 2]), ([], []), (2, [2]), (iter([2, 1, 2]), [1, 2])]
)
def test_pages_choose_tables(
    few: Path, pages: int | Iterable[int] | None, found: list[int]
) -> None:
    assert [table.page for table in planungsrahmen.read_tables(few, pages)] == found


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_an_error(few: Path, page: int) -> None:
    said = f"few_synthetic.pdf: there is no page {page}; choose one from 1 to 2"
    with pytest.raises(planungsrahmen.NoSuchPageError, match=said):
        planungsrahmen.read_tables(few, [1, page])


def test_wrong_arguments_are_not_taken_for_others(few: Path) -> None:
    with pytest.raises(TypeError, match="'str' object cannot be interpreted as an integer"):
        planungsrahmen.read_tables(few, "12")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="errors='ignore': choose 'raise' or 'warn'"):
        planungsrahmen.read_figures(few, errors="ignore")  # type: ignore[arg-type]


def test_a_table_becomes_a_frame_of_texts(few: Path) -> None:
    [table] = planungsrahmen.read_tables(few, 1)
    plain, titled = table.to_pandas(), table.to_pandas(header=1)
    assert plain.to_numpy().tolist() == [list(row) for row in table.rows]
    assert (tuple(titled.columns), len(titled)) == (table.rows[0], len(plain) - 1)
    assert {str(kind) for kind in plain.dtypes} == {"str"}


def test_a_notebook_shows_a_table_as_a_picture(few: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(few.read_bytes())
    [table] = planungsrahmen.read_tables(copy, 1)
    copy.unlink()
    assert table.picture.startswith(PNG)
    assert table._repr_png_() == table.picture


def test_a_notebook_shows_a_table_as_text_where_it_cannot_be_drawn(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [table] = planungsrahmen.read_tables(few, 1)
    read_in_a_child(monkeypatch)
    monkeypatch.setattr(spawn, "INTERPRETER", (sys.executable, "-c", "exit(1)"))
    with pytest.raises(planungsrahmen.EngineLimitError, match="reading with pdfium was stopped"):
        assert table.picture
    assert table._repr_png_() is None
    assert repr(table) == "<Table 1 on page 1: 56 rows, 5 columns>"


def test_what_is_in_no_table_is_told() -> None:
    with pytest.warns(
        planungsrahmen.NotAmongTheTablesWarning, match=f"{HIDDEN.name}: 70 invisible words"
    ):
        planungsrahmen.read_tables(HIDDEN)


def test_figures_are_those_of_extract() -> None:
    figures = planungsrahmen.read_figures(FINAL)
    printed = list(csv.reader(io.StringIO(extract(FINAL))))
    assert [*figures.columns] == printed[0]
    assert figures.astype(str).to_numpy().tolist() == printed[1:]
    assert {type(amount) for amount in figures.betrag_eur} == {Decimal}
    kinds = figures.dtypes.astype(str)
    assert (kinds["gemeinde_ags"], kinds["personen"], kinds["x0"]) == ("str", "Int64", "float64")


def test_rows_not_understood_are_raised_with_the_others(held: Path) -> None:
    with pytest.raises(planungsrahmen.FiguresHeldError) as raised:
        planungsrahmen.read_figures(held)
    error = raised.value
    [(code, page, text)] = error.rows[["code", "page", "text_gedruckt"]].to_numpy().tolist()
    assert (code, page, text.split(" | ")[0]) == ("key_unknown", 1, UNKNOWN_KEY)
    assert len(error.figures) == 59
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    said = "held; rows understood: 59, not understood: 1\n  held_synthetic.pdf: page 1, row 7: "
    assert said in str(error)


def test_the_others_are_given_with_a_warning_for_each_reason(held: Path) -> None:
    with pytest.warns(planungsrahmen.NotUnderstoodWarning) as told:
        figures = planungsrahmen.read_figures(held, errors="warn")
    assert len(figures) == 59
    assert [str(warning.message).split(":")[0] for warning in told] == [held.name] * len(told)
    assert {warning.filename for warning in told} == {__file__}


def test_a_list_of_something_else_is_held(tmp_path: Path) -> None:
    population_list = print_list(population(), tmp_path / "list.pdf", "Bevölkerung", "erfunden")
    with pytest.raises(planungsrahmen.FiguresHeldError, match=r"list\.pdf: dokument: ") as raised:
        planungsrahmen.read_figures(population_list)
    assert (len(raised.value.reasons), len(raised.value.rows)) == (1, 0)
    assert len(raised.value.figures) == 1101


def test_prose_has_neither_tables_nor_figures(tmp_path: Path) -> None:
    prose = print_prose(tmp_path / "prose_synthetic.pdf")
    assert planungsrahmen.read_tables(prose) == []
    with pytest.raises(planungsrahmen.LayoutError):
        planungsrahmen.read_figures(prose, errors="warn")


@pytest.mark.parametrize(
    ("pdf", "kind"),
    [
        ("nothing.pdf", planungsrahmen.NotAFileError),
        (".", planungsrahmen.NotAFileError),
        ("/dev/zero", planungsrahmen.NotAFileError),
        (b"", planungsrahmen.NotAPdfError),
        (b"%PDF-1.7 and no more", planungsrahmen.BrokenPdfError),
    ],
)
def test_what_cannot_be_read_is_the_error_of_the_command(
    pdf: planungsrahmen.PdfSource, kind: type[planungsrahmen.PlanungsrahmenError]
) -> None:
    for read in (planungsrahmen.read_tables, planungsrahmen.read_figures):
        with pytest.raises(kind) as raised:
            read(pdf)
        assert raised.value.exit_code == 4
        sent = pickle.loads(pickle.dumps(raised.value))
        assert (type(sent), str(sent)) == (kind, str(raised.value))


def test_answers_have_exact_amounts_and_keys_of_text(
    warehouse: planungsrahmen.OpenWarehouse,
) -> None:
    newest = warehouse.newest()
    assert {type(amount) for amount in newest.betrag_eur} == {Decimal}
    assert newest.gemeinde_ags.is_monotonic_increasing
    none = warehouse.as_of("2016-01-01")
    assert len(none) == 0
    assert none.dtypes.equals(newest.dtypes)
    kinds = newest.dtypes.astype(str)
    named = ("gemeinde_ags", "personen", "betrag_eur", "stand_am", "synthetisch")
    assert [kinds[name] for name in named] == [
        "str",
        "Int64",
        "object",
        "datetime64[us]",
        "boolean",
    ]


def test_an_edition_is_not_known_before_it_was_taken_in(
    warehouse: planungsrahmen.OpenWarehouse,
) -> None:
    assert len(warehouse.as_of("2018-06-30")) == 1101
    assert len(warehouse.as_of("2018-06-30", known="2018-06-30")) == 0


@pytest.mark.parametrize("day", ["31.12.2017", "2017-13-01", "2017-12", "2017-12-31 ", "", "today"])
def test_what_is_no_day_is_an_error(warehouse: planungsrahmen.OpenWarehouse, day: str) -> None:
    for days in ((day, None), ("2017-12-31", day)):
        with pytest.raises(planungsrahmen.NotADayError, match="is not a day; give a date"):
            warehouse.as_of(*days)


@pytest.mark.parametrize("gemeinde", ["08336050", "08 3 36 050", "Lörrach, Stadt", "Loerrach"])
def test_a_municipality_is_known_by_key_and_name(
    warehouse: planungsrahmen.OpenWarehouse, gemeinde: str
) -> None:
    history = warehouse.history(gemeinde)
    assert history.gemeinde_ags.tolist() == ["08336050", "08336050"]
    assert history.stand_am.is_monotonic_increasing


@pytest.mark.parametrize(
    ("gemeinde", "kind"),
    [
        ("Altdorf", planungsrahmen.AmbiguousTownError),
        ("Grenzach", planungsrahmen.AmbiguousTownError),
        ("Lörach", planungsrahmen.AmbiguousTownError),
        ("Kreis Lörrach", planungsrahmen.KreisNamedError),
        ("08999999", planungsrahmen.UnknownTownError),
        ("", planungsrahmen.UnknownTownError),
    ],
)
def test_a_municipality_that_is_not_certain_is_an_error(
    warehouse: planungsrahmen.OpenWarehouse,
    gemeinde: str,
    kind: type[planungsrahmen.PlanungsrahmenError],
) -> None:
    with pytest.raises(kind):
        warehouse.history(gemeinde)


@pytest.mark.parametrize(
    "query",
    ["SELECT nothing", "DROP TABLE figures", "FROM 'raw/sample/README.md'", "SELECT ?", "", "1; 2"],
)
def test_what_the_database_refuses_is_an_error(
    warehouse: planungsrahmen.OpenWarehouse, query: str
) -> None:
    with pytest.raises(planungsrahmen.QueryError):
        warehouse.sql(query)


def test_a_notebook_without_widgets_can_ask_a_warehouse() -> None:
    notebook = """
        import sys, types
        kernel = types.SimpleNamespace(config={"IPKernelApp": {}})
        sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: kernel)
        import planungsrahmen
        print(len(planungsrahmen.open_warehouse("warehouse/demo").newest()))
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(notebook)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "1101\n", done.stderr


@pytest.mark.parametrize("folder", ["nowhere", "raw"])
def test_a_folder_without_a_database_is_an_error(folder: str) -> None:
    with pytest.raises(planungsrahmen.WarehouseDamagedError):
        planungsrahmen.open_warehouse(folder)


def test_a_value_of_a_parameter_is_no_sql(warehouse: planungsrahmen.OpenWarehouse) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = warehouse.sql("SELECT $text AS text", {"text": "'; DROP TABLE figures"})
    assert answer.text.tolist() == ["'; DROP TABLE figures"]


@pytest.mark.parametrize("limit", ["timeout", "memory", "max_rows"])
def test_a_limit_that_allows_nothing_is_an_error(
    warehouse: planungsrahmen.OpenWarehouse, limit: str
) -> None:
    with pytest.raises(ValueError, match=f"{limit} is 0, expected at least 1"):
        warehouse.sql("SELECT 1", (), **{limit: 0})
