"""Findings become results; numbers and texts are shown in the language of the sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.check.findings import Finding, Text, english, german, result, shown
from pipeline.model import CheckResult, Severity
from schemas.source import load_source
from tests.builders.interpretations import herkunft

SOURCE = load_source()
PASSED = Text("fine", "gut")


def test_without_findings_a_check_passes() -> None:
    assert result("verteilung", SOURCE, [], PASSED) == CheckResult(
        "verteilung", Severity.ERROR, True, "fine", "gut"
    )


def test_findings_are_lines_with_all_their_rows() -> None:
    findings = [
        Finding(Text("one", "eins"), (herkunft(1, 1),)),
        Finding(Text("two", "zwei"), (herkunft(2, 2), herkunft(3, 3))),
    ]
    assert result("personensumme", SOURCE, findings, PASSED) == CheckResult(
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
    assert (english(number), german(number)) == (in_english, in_german)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n b\x1b[31m", "a b [31m"),
        ("\u202eevil", "evil"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        (7, "7"),
    ],
)
def test_any_text_is_shown_on_one_short_line(text: object, expected: str) -> None:
    assert shown(text) == expected
