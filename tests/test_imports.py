"""Who may import whom, read from the source.

Stages know no neighbour, each engine has one home, modules import at their top, and the command
line starts without the heavy packages. The rules are tried on made-up trees too, so that a check
gone blind is noticed.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.paths import ROOT

STAGES = frozenset({"acquire", "extract", "interpret", "check", "store", "publish"})
ORDER_KNOWERS = frozenset({"run", "cli", "api"})
# What each leaf may import of `pipeline`: errors are raised with facts that the model defines.
LEAVES: Mapping[str, frozenset[str]] = {
    "model": frozenset(),
    "errors": frozenset({"commands", "resources", "model"}),
    "resources": frozenset(),
    "children": frozenset(),
    "files": frozenset({"commands", "errors"}),
    "texts": frozenset({"values"}),
    "values": frozenset(),
    "jsonfiles": frozenset({"commands", "errors", "files"}),
    "boxes": frozenset({"model"}),
    "marks": frozenset({"boxes", "model"}),
    "templates": frozenset({"values"}),
    "summary": frozenset({"errors", "model", "values"}),
    "console": frozenset({"commands", "model", "summary", "tabular", "values"}),
    "change_report": frozenset({"tabular"}),
    "tabular": frozenset({"values"}),
    "manifest": frozenset({"jsonfiles", "model", "values"}),
    "markdown": frozenset({"values"}),
    "logs": frozenset({"values"}),
    "commands": frozenset(),
    "town": frozenset(),
}
# Each of these is known to one package (ends in a slash) or to one file, whichever that is.
ONE_PACKAGE = {
    "pypdfium2": "pipeline/extract/",
    "numpy": "pipeline/extract/shapes/",
    "duckdb": "pipeline/store/",
    "requests": "pipeline/acquire/",
    "httpx": "pipeline/acquire/",
    "urllib3": "pipeline/acquire/",
    "urllib.request": "pipeline/acquire/",
    "http.client": "pipeline/acquire/",
}
ONE_FILE = ("pdfplumber", "pdfminer", "camelot", "playa", "xlsxwriter", "jinja2")
# Where a function may import: what it loads is not needed by a run that finds nothing new, by
# another command, or by the process that holds the warehouse.
LATE = (
    "pipeline/api.py",
    "pipeline/cli/__init__.py",
    "pipeline/cli/commands/",
    "pipeline/cli/documents.py",
    "pipeline/cli/terminal.py",
    "pipeline/run/ingest.py",
    "pipeline/run/recorded.py",
    "pipeline/extract/child.py",
    "pipeline/extract/own.py",
    "pipeline/publish/exports.py",
    "pipeline/store/held.py",
    "pipeline/extract/pages.py",
)
# What a package of `extract` may know of the others: a page is read in one direction.
BELOW_IN_EXTRACT: Mapping[str, frozenset[str]] = {
    "glyphs": frozenset(),
    "painted": frozenset({"glyphs"}),
    "layout": frozenset({"glyphs", "packed"}),
    "shapes": frozenset({"glyphs", "painted", "budget"}),
}
# DuckDB is loaded when it is opened: those who only read records do without.
LATE_PACKAGE = "duckdb"
HEAVY = ("pandas", "pandera", "duckdb", "pdfplumber", "pdfminer", "camelot", "playa", "xlsxwriter")


@dataclass(frozen=True)
class Import:
    """One name that one line of one file imports."""

    path: str
    line: int
    target: str
    at_module_level: bool

    @property
    def part(self) -> str:
        """The part of `pipeline` that imports: a stage, `run`, `cli`, a leaf, or `__init__`."""
        return Path(self.path).parts[1].removesuffix(".py")

    @property
    def imported_part(self) -> str | None:
        """The part of `pipeline` that is imported; None for anything outside it."""
        package, _, rest = self.target.partition(".")
        part = rest.partition(".")[0]
        return part if package == "pipeline" and not part.startswith("__") else None

    def is_of(self, package: str) -> bool:
        return self.target == package or self.target.startswith(package + ".")

    def breaks(self, rule: str) -> str:
        return f"{self.path}:{self.line}: imports {self.target}; {rule}"


def read_imports(root: Path, package: str) -> list[Import]:
    """All imports in the files of one package, wherever in a file they stand."""
    files = sorted((root / package).rglob("*.py"))
    return [found for file in files for found in file_imports(file, file.relative_to(root))]


def file_imports(file: Path, path: Path) -> Iterator[Import]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    deferred = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        for target in imported_names(node, path):
            yield Import(
                path.as_posix(), getattr(node, "lineno", 0), target, id(node) not in deferred
            )


def imported_names(node: ast.AST, path: Path) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            above = path.parts[: len(path.parts) - level] if level else ()
            return [".".join((*above, *filter(None, [module]), alias.name)) for alias in names]
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def broken_rules(root: Path) -> list[str]:
    """Every import under `pipeline/` that a rule forbids, as file:line, import and rule."""
    imports = read_imports(root, "pipeline")
    return [
        *broken_direction(imports),
        *broken_layers(imports),
        *broken_homes(imports),
        *broken_single_files(imports),
        *late_imports(imports),
    ]


def broken_direction(imports: list[Import]) -> Iterator[str]:
    for found in imports:
        part, wanted = found.part, found.imported_part
        if wanted is None or wanted == part:
            continue
        if part in STAGES and wanted not in LEAVES:
            yield found.breaks(
                "a stage imports only itself, pipeline.model, pipeline.errors, schemas"
            )
        elif part in LEAVES and wanted not in LEAVES[part]:
            yield found.breaks(f"pipeline.{part} is a leaf, which all others import")
        elif wanted in STAGES and part not in ORDER_KNOWERS:
            yield found.breaks("only pipeline.run, pipeline.cli and pipeline.api know the stages")


def broken_layers(imports: list[Import]) -> Iterator[str]:
    """Imports within `extract` from a package that is above."""
    for found in imports:
        where, wanted = found.path.split("/"), found.target.split(".")
        if wanted[:2] == ["pipeline", "extract"] and where[:2] == wanted[:2]:
            below = BELOW_IN_EXTRACT.get(where[2])
            if below is not None and wanted[2] not in {where[2], *below}:
                yield found.breaks(f"extract.{where[2]} knows only {sorted(below) or 'itself'}")


def broken_homes(imports: list[Import]) -> Iterator[str]:
    for found in imports:
        for package, home in ONE_PACKAGE.items():
            if found.is_of(package) and not found.path.startswith(home):
                yield found.breaks(f"{package} is used in {home} only")


def broken_single_files(imports: list[Import]) -> Iterator[str]:
    for package in ONE_FILE:
        uses = [found for found in imports if found.is_of(package)]
        for found in uses:
            if found.path != uses[0].path:
                yield found.breaks(f"{package} is used in one file only, and {uses[0].path} has it")


def late_imports(imports: list[Import]) -> Iterator[str]:
    for found in imports:
        late = not found.at_module_level and not found.path.startswith(LATE)
        if late and not found.is_of(LATE_PACKAGE):
            yield found.breaks("a module imports at its top")


def heavy_at_start(root: Path) -> list[str]:
    """The heavy packages that the command line loads, each with the lines that may be why."""
    listing = "import sys, pipeline.cli.app; print(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", listing], cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    loaded = set(run.stdout.split())
    imports = [
        found for package in ("pipeline", "schemas") for found in read_imports(root, package)
    ]
    eager = [found for found in imports if found.at_module_level and module_name(found) in loaded]
    return [line for heavy in HEAVY if heavy in loaded for line in blame(heavy, eager)]


def module_name(found: Import) -> str:
    return found.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def blame(heavy: str, eager: list[Import]) -> list[str]:
    rule = "pipeline.cli must start without it: import it in the function that needs it"
    culprits = [found.breaks(rule) for found in eager if found.is_of(heavy)]
    return culprits or [f"pipeline/cli/app.py:1: something it imports loads {heavy}; {rule}"]


def test_every_import_keeps_the_rules() -> None:
    assert broken_rules(ROOT) == []


def test_the_command_line_starts_without_heavy_packages() -> None:
    assert heavy_at_start(ROOT) == []


def plant(root: Path, sources: Mapping[str, str]) -> Path:
    """Write a made-up source tree, one text per path."""
    for path, source in sources.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(source, encoding="utf-8")
    return root


LAWFUL = {
    "pipeline/__init__.py": "__version__ = '1'\n",
    "pipeline/model.py": "from decimal import Decimal\n",
    "pipeline/errors.py": "from pipeline.model import Bbox\n",
    "pipeline/cli/app.py": "",
    "pipeline/cli/commands/look.py": "def query():\n    from pipeline.run import look\n",
    "pipeline/run.py": "from pipeline import extract, store\n",
    "pipeline/extract/__init__.py": "from pipeline.extract.own import read\nfrom . import other\n",
    "pipeline/extract/own.py": "import pypdfium2.raw\nfrom pipeline import __version__, model\n",
    "pipeline/extract/other.py": "import schemas, pdfplumber\nfrom ..errors import ExitCode\n",
    "pipeline/store/__init__.py": "import duckdb\n",
    "pipeline/acquire/http.py": "from urllib import parse, request\n",
}


def test_a_lawful_tree_breaks_no_rule(tmp_path: Path) -> None:
    root = plant(tmp_path, LAWFUL)
    assert (broken_rules(root), heavy_at_start(root)) == ([], [])


STAGE_RULE = "a stage imports only itself, pipeline.model, pipeline.errors, schemas"
ORDER_RULE = "only pipeline.run, pipeline.cli and pipeline.api know the stages"


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("check/a.py", "\nimport pipeline.store.x", f"2: imports pipeline.store.x; {STAGE_RULE}"),
        ("check/a.py", "from ..store import x", f"1: imports pipeline.store.x; {STAGE_RULE}"),
        ("check/a.py", "from pipeline import run", f"1: imports pipeline.run; {STAGE_RULE}"),
        (
            "check/b/a.py",
            "\nimportlib.import_module('pipeline.store')",
            f"2: imports pipeline.store; {STAGE_RULE}",
        ),
        ("__main__.py", "from pipeline import check", f"1: imports pipeline.check; {ORDER_RULE}"),
        ("other.py", "import pipeline.check", f"1: imports pipeline.check; {ORDER_RULE}"),
        (
            "model.py",
            "from pipeline.errors import E",
            "1: imports pipeline.errors.E; pipeline.model is a leaf, which all others import",
        ),
        (
            "run.py",
            "def f():\n    from pipeline import store",
            "2: imports pipeline.store; a module imports at its top",
        ),
        ("run.py", "import duckdb", "1: imports duckdb; duckdb is used in pipeline/store/ only"),
        (
            "store/a.py",
            "from urllib.request import urlopen",
            "1: imports urllib.request.urlopen; urllib.request is used in pipeline/acquire/ only",
        ),
        (
            "extract/painted/a.py",
            "from pipeline.extract.glyphs import b\nfrom pipeline.extract.layout import c",
            "2: imports pipeline.extract.layout.c; extract.painted knows only ['glyphs']",
        ),
        (
            "extract/two.py",
            "import pdfplumber.table",
            "1: imports pdfplumber.table; pdfplumber is used in one file only, "
            "and pipeline/extract/other.py has it",
        ),
    ],
)
def test_a_forbidden_import_is_named(tmp_path: Path, path: str, source: str, expected: str) -> None:
    root = plant(tmp_path, {**LAWFUL, f"pipeline/{path}": source})
    assert broken_rules(root) == [f"pipeline/{path}:{expected}"]


def test_a_heavy_import_at_start_is_named_where_it_stands(tmp_path: Path) -> None:
    sources = {
        "pandas.py": "",
        "pandera.py": "",
        "light.py": "import pandera",
        "pipeline/__init__.py": "",
        "pipeline/cli/app.py": "import light\nfrom pipeline import run",
        "pipeline/run.py": "import pipeline\nimport pandas",
        "pipeline/look.py": "import pandas",
    }
    rule = "pipeline.cli must start without it: import it in the function that needs it"
    assert heavy_at_start(plant(tmp_path, sources)) == [
        f"pipeline/run.py:2: imports pandas; {rule}",
        f"pipeline/cli/app.py:1: something it imports loads pandera; {rule}",
    ]
