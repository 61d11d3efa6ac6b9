"""Findings become results; every sentence stands in both languages and is given its facts."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import pipeline
from pipeline.check.editions import EditionFit, Recognition
from pipeline.check.identity import DocumentIdentity, Other
from pipeline.check.press import Placed
from pipeline.check.previous import Comparison, Pair
from pipeline.check.recovery import Recovered
from pipeline.check.texts import Finding, Question, graded, run_check
from pipeline.check.typed_rows import Failure
from pipeline.model import (
    CheckResult,
    Conflict,
    DigitShapes,
    EngineReport,
    Herkunft,
    PreviousEdition,
    PreviousFigure,
    RowError,
    Severity,
    Summe,
    Zeile,
)
from pipeline.texts import Text, joined, say, shown
from schemas.corrections import Correction
from schemas.messages import check_title, messages
from schemas.press import PressFigure
from schemas.register import Kreis
from schemas.source import Expectations, Source, SourceEdition, load_source
from tests.builders.checked import run
from tests.builders.interpretations import herkunft, interpretation

SOURCE = load_source()
PASSED = Text("fine", "gut")


def asked(findings: list[Finding], otherwise: Text | Finding) -> Question:
    yield from findings
    return otherwise


def test_without_findings_a_check_passes() -> None:
    assert run_check("verteilung", asked([], PASSED)) == CheckResult(
        "verteilung", Severity.ERROR, True, "fine", "gut"
    )


def test_findings_are_lines_with_all_their_rows() -> None:
    findings = [
        Finding(Text("one", "eins"), (herkunft(1, 1),)),
        Finding(Text("two", "zwei"), (herkunft(2, 2), herkunft(3, 3))),
    ]
    assert graded([run_check("personensumme", asked(findings, PASSED))], SOURCE)[0] == CheckResult(
        "personensumme",
        Severity.WARNING,
        False,
        "one\ntwo",
        "eins\nzwei",
        (herkunft(1, 1), herkunft(2, 2), herkunft(3, 3)),
    )


@pytest.mark.parametrize(
    ("number", "in_english", "in_german"),
    [
        (0, "0", "0"),
        (1_101, "1,101", "1.101"),
        (Decimal("-58000000"), "-58,000,000", "-58.000.000"),
        (Decimal("796.08"), "796.08", "796,08"),
    ],
)
def test_numbers(number: int | Decimal, in_english: str, in_german: str) -> None:
    assert say("common.number", number=number) == Text(in_english, in_german)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n b\x1b[31m", "a b\\u001b[31m"),
        ("\u202eevil", "\\u202eevil"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        (7, "7"),
    ],
)
def test_any_text_is_shown_on_one_short_line(text: object, expected: str) -> None:
    assert shown(text) == expected


def test_of_many_the_number_of_the_others_is_told() -> None:
    assert joined(["a", "b"], most=2) == Text("a, b", "a, b")
    assert joined(map(str, range(1_003)), "; ", most=2) == Text(
        "0; 1 and 1,001 more", "0; 1 und 1.001 weitere"
    )


def test_a_statement_in_another_is_in_its_language() -> None:
    amount = say("common.amount", amount=1_000)
    assert say("common.number", number=amount) == Text("1,000 EUR", "1.000 Euro")
    assert say("common.number", number="a\nb") == Text("a b", "a b")


SPEAKERS = ("say", "finding", "finding_at")
TITLE = ".title"


def calls() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each sentence asked for: a pattern of its name, the place, the facts given."""
    folder = Path(pipeline.__file__).parent
    for file in (folder / "texts.py", *folder.glob("check/*.py"), *folder.glob("store/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = next((arg for arg in node.args if _pattern(arg)), None)
                if node.func.id in SPEAKERS and name is not None:
                    facts = frozenset(str(keyword.arg) for keyword in node.keywords)
                    yield _pattern(name), f"{file.name}:{node.lineno}", facts


def _pattern(name: ast.expr) -> str:
    """The name of a sentence as a regular expression; empty for what names none."""
    match name:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(part) or "[a-z_]+" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            return f"{_pattern(one)}|{_pattern(other)}"
    return ""


CALLS = list(calls())
NAMES = sorted(messages("en"))


def fields(name: str) -> frozenset[str]:
    """All that either language takes of the facts, as in `edition.label`."""
    return frozenset(
        field
        for language in ("en", "de")
        for _, field, _, _ in string.Formatter().parse(messages(language)[name])
        if field
    )


def facts_in(name: str) -> frozenset[str]:
    return frozenset(field.partition(".")[0] for field in fields(name))


RECORDS: dict[str, object] = {
    "bounds": Expectations,
    "comparison": Comparison,
    "conflict": Conflict,
    "correction": Correction,
    "edition": SourceEdition,
    "error": RowError,
    "failure": Failure,
    "figure": PressFigure | PreviousFigure,
    "fit": EditionFit,
    "found": Recovered | DocumentIdentity,
    "kreis": Kreis,
    "other": Other,
    "pair": Pair,
    "place": Placed,
    "previous": PreviousEdition,
    "reader": EngineReport,
    "recognition": Recognition,
    "row": Herkunft | Zeile,
    "shapes": DigitShapes,
    "source": Source,
    "summe": Summe,
    "zeile": Zeile,
}
"""What the facts are of which a sentence takes a field; where several, one of them has it."""


def has(kind: object, field: str) -> bool:
    """Return True if a record, or one of several kinds, has this field, or one of a field."""
    kinds = [one for one in get_args(kind) if one is not type(None)] or [kind]
    name, _, rest = field.partition(".")
    for one in kinds:
        hints = get_type_hints(one)
        found = vars(one).get(name)
        if isinstance(found, property):
            hints = get_type_hints(found.fget)
            name = "return"
        if name in hints:
            return not rest or has(hints[name], rest)
    return False


@pytest.mark.parametrize(
    "field", sorted({field for name in NAMES for field in fields(name) if "." in field})
)
def test_a_record_has_the_field_that_a_sentence_takes(field: str) -> None:
    fact, _, rest = field.partition(".")
    assert has(RECORDS[fact], rest)


def test_both_languages_have_the_same_sentences() -> None:
    assert set(messages("de")) - set(messages("en")) == {
        name for name in messages("de") if name.endswith(TITLE)
    }
    assert set(messages("en")) <= set(messages("de"))


@pytest.mark.parametrize(
    ("pattern", "place", "given"), CALLS, ids=[f"{place} {name}" for name, place, _ in CALLS]
)
def test_a_sentence_is_given_its_facts_and_no_others(
    pattern: str, place: str, given: frozenset[str]
) -> None:
    names = [name for name in NAMES if re.fullmatch(pattern, name)]
    assert names, f"{place} asks for a sentence that is not there"
    assert all(facts_in(name) <= given for name in names)
    assert given == frozenset().union(*map(facts_in, names))


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_is_asked_for(name: str) -> None:
    assert any(re.fullmatch(pattern, name) for pattern, _, _ in CALLS)


def test_every_check_has_a_title() -> None:
    checks = {result.name for result in run(interpretation()).results}
    titles = {name.removesuffix(TITLE) for name in messages("de") if name.endswith(TITLE)}
    assert set(load_source().severities) <= checks == titles
    assert check_title("beleg") == "Beträge, die anders gelesen als gedruckt sind"
    assert check_title("moon_phase") == "Prüfung moon_phase"
