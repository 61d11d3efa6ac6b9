"""What a check finds, and what it says of that in both languages (`pipeline.texts`).

A check is a question: a function that yields a `Finding` for each thing that is wrong, and returns
what is said where nothing is. One finding is one line.
"""

from collections.abc import Callable, Generator, Iterable
from functools import wraps
from typing import ParamSpec, TypeAlias

from msgspec import Struct

from pipeline.model import CheckResult, Herkunft, Severity
from pipeline.texts import Text, joined, say
from pipeline.values import replace
from schemas.source import Source

MOST_NAMED = 25
"""Of findings, in one message; `CheckResult.rows` has the rows of all."""


class Finding(Struct, frozen=True):
    """Something wrong, and the printed rows it is about."""

    text: Text
    rows: tuple[Herkunft, ...] = ()


Question: TypeAlias = Generator[Finding, None, Text | Finding]
"""What a check asks: it yields all that is wrong, and returns what is said where nothing is."""
Asked = ParamSpec("Asked")


def run_check(name: str, question: Question) -> CheckResult:
    """The outcome of a check: failed with its findings, or passed with what is said otherwise.

    What a failure means, the source file says (`graded`).
    """
    findings: list[Finding] = []
    while True:
        try:
            findings.append(next(question))
        except StopIteration as end:
            otherwise = end.value if isinstance(end.value, Finding) else Finding(end.value)
            break
    said = findings or [otherwise]
    text = joined([finding.text for finding in said], "\n", MOST_NAMED, "\n")
    rows = tuple(row for finding in said for row in finding.rows)
    return CheckResult(name, Severity.ERROR, not findings, text.message, text.meldung, rows)


def check(name: str) -> Callable[[Callable[Asked, Question]], Callable[Asked, CheckResult]]:
    """Make a function that asks a question the check of this name."""

    def named(question: Callable[Asked, Question]) -> Callable[Asked, CheckResult]:
        @wraps(question)
        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> CheckResult:
            return run_check(name, question(*args, **kwargs))

        return asked

    return named


def graded(results: Iterable[CheckResult], source: Source) -> tuple[CheckResult, ...]:
    """The results with what their failure means to a source."""
    return tuple(replace(result, severity=source.severity(result.name)) for result in results)


def finding(sentence: str, /, *rows: Herkunft, **facts: object) -> Finding:
    """A finding about a document, or about several rows of it."""
    return Finding(say(sentence, **facts), rows)


def finding_at(row: Herkunft, sentence: str, /, *others: Herkunft, **facts: object) -> Finding:
    """A finding that begins with the place of its row."""
    return Finding(say("common.place", row=row) + say(sentence, **facts), (row, *others))
