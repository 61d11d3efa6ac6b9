"""What a check says, in both languages: code gives facts, `schemas/messages` has the sentences.

A check is a question: a function that yields a `Finding` for each thing that is wrong, and returns
what is said where nothing is. One finding is one line.
"""

from collections.abc import Callable, Generator, Iterable
from decimal import Decimal
from functools import wraps
from operator import attrgetter
from string import Formatter
from typing import Any, ParamSpec, TypeAlias

from msgspec import Struct

from pipeline.model import CheckResult, Herkunft, Severity
from pipeline.values import german_number, one_line, replace
from schemas.messages import messages
from schemas.source import Source

MOST_NAMED = 25
"""Of findings, in one message; `CheckResult.rows` has the rows of all."""
LONGEST_SHOWN = 80


class Text(Struct, frozen=True):
    """One statement in both languages; false where it says nothing."""

    message: str = ""
    """English, for logs."""
    meldung: str = ""
    """German, for readers."""

    def __bool__(self) -> bool:
        return bool(self.message)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.message + other.message, self.meldung + other.meldung)


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


def say(sentence: str, /, **facts: object) -> Text:
    """A sentence by its table and key, with these facts in it, in both languages.

    A fact is a number, a text, a statement, or a record of which the sentence takes what it says.
    """
    return Text(
        _ENGLISH.vformat(messages("en")[sentence], (), facts),
        _GERMAN.vformat(messages("de")[sentence], (), facts),
    )


class _Facts(Formatter):
    """Writes each fact in the way of one language; whatever was printed stays on its line."""

    def __init__(self, statement: Callable[[Text], str], number: Callable[..., str]) -> None:
        self.statement, self.number = statement, number

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number has its thousands grouped, unless it is a name (`:d`); `:s` cuts no text."""
        match value:
            case Text():
                return self.statement(value)
            case int() | Decimal() if format_spec != "d":
                return self.number(value)
        return one_line(str(value)) if format_spec == "s" else shown(value)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Printed text in quotation marks (`!r`) is cut before, not with them."""
        return _same(repr(shown(value))) if conversion == "r" else value


_ENGLISH = _Facts(attrgetter("message"), "{:,}".format)
_GERMAN = _Facts(attrgetter("meldung"), german_number)


def finding(sentence: str, /, *rows: Herkunft, **facts: object) -> Finding:
    """A finding about a document, or about several rows of it."""
    return Finding(say(sentence, **facts), rows)


def finding_at(row: Herkunft, sentence: str, /, *others: Herkunft, **facts: object) -> Finding:
    """A finding that begins with the place of its row."""
    return Finding(say("common.place", row=row) + say(sentence, **facts), (row, *others))


def joined(
    items: Iterable[Text | str],
    between: Text | str = ", ",
    most: int | None = None,
    before_more: str = " ",
) -> Text:
    """Several statements in one; of more than `most` the others are counted."""
    texts = [item if isinstance(item, Text) else _same(shown(item)) for item in items]
    link = between if isinstance(between, Text) else _same(between)
    first = texts[:most]
    text = Text(
        link.message.join(item.message for item in first),
        link.meldung.join(item.meldung for item in first),
    )
    if more := len(texts) - len(first):
        text += _same(before_more) + say("common.more", count=more)
    return text


def quoted(texts: Iterable[str]) -> Text:
    """Printed texts, each in the quotation marks of the language."""
    return joined(say("common.quoted", text=text) for text in texts)


def figure_text(betrag_eur: int | Decimal, personen: int | None = None) -> Text:
    """An amount in words, with its persons where they are known."""
    if personen is None:
        return say("common.amount", amount=betrag_eur)
    return say("common.amount_for_persons", amount=betrag_eur, persons=personen)


def shown(text: object) -> str:
    """Any value on one line, without control characters, cut where it is long."""
    line = one_line(str(text))
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def _same(text: str) -> Text:
    return Text(text, text)
