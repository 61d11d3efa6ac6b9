"""What a check says: findings in both languages, each with the printed rows it is about.

One finding is one line. A check passes when it has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import CheckResult, Herkunft, Severity
from pipeline.values import german_number
from schemas.source import Source

MOST_NAMED = 25
"""So many findings stand in one message; `CheckResult.rows` has the rows of all."""
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages."""

    message: str
    """English, for logs."""
    meldung: str
    """German, for readers."""

    def then(self, message: str, meldung: str) -> "Text":
        """The statement continued."""
        return Text(self.message + message, self.meldung + meldung)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and the printed rows it is about."""

    text: Text
    rows: tuple[Herkunft, ...] = ()


def result(name: str, source: Source, findings: Sequence[Finding], otherwise: Text) -> CheckResult:
    """The outcome of a check: failed with its findings, or passed with what is said otherwise."""
    text = _listed(findings) if findings else otherwise
    return CheckResult(
        name=name,
        severity=Severity(source.severity(name)),
        passed=not findings,
        message=text.message,
        meldung=text.meldung,
        rows=tuple(row for finding in findings for row in finding.rows),
    )


def _listed(findings: Sequence[Finding]) -> Text:
    texts = [finding.text for finding in findings[:MOST_NAMED]]
    if (more := len(findings) - len(texts)) > 0:
        texts.append(Text(f"and {more:,} more", f"und {german(more)} weitere"))
    return Text(
        "\n".join(text.message for text in texts), "\n".join(text.meldung for text in texts)
    )


def at(herkunft: Herkunft) -> Text:
    """Where a printed row stands, to begin a sentence with."""
    return Text(
        f"page {herkunft.page}, row {herkunft.row}: ",
        f"Seite {herkunft.page}, Zeile {herkunft.row}: ",
    )


def shown(text: object) -> str:
    """Any value on one line, without control characters, cut where it is long."""
    line = "".join(mark if mark.isprintable() else " " for mark in str(text))
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def named(gemeinde_name: str, gemeinde_ags: str) -> str:
    """A municipality as a document has it, with its key."""
    return f"{shown(gemeinde_name)} ({gemeinde_ags})"


def figure_text(betrag_eur: int | Decimal, personen: int | None = None) -> Text:
    """An amount in words, with its persons where they are told."""
    text = Text(f"{english(betrag_eur)} EUR", f"{german(betrag_eur)} Euro")
    if personen is None:
        return text
    return text.then(f" for {english(personen)} persons", f" für {german(personen)} Personen")


def english(number: int | Decimal) -> str:
    """A number with its thousands parted by commas."""
    return f"{number:,}"


def german(number: int | Decimal) -> str:
    """A number with its thousands parted by points."""
    return german_number(number)
