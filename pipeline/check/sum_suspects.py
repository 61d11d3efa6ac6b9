"""A printed sum differs from its rows: which of the two is likely wrong, and where?

Four witnesses are heard: the rows that do not follow the rate of the table, the municipalities that
have no row or several, the sums printed within this one, and those that this one is part of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.distribution import follows
from pipeline.check.findings import Text, at, english, german
from pipeline.check.recognition import Counted
from pipeline.check.slip_words import digit_slips, explained
from pipeline.check.sum_witnesses import Witnesses, is_part
from pipeline.model import Herkunft, Summe

MOST_SUSPECTS = 3
EITHER = Text(
    "check its rows and the printed sum", "bitte die Zeilen und die gedruckte Summe prüfen"
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is likely wrong, to end a sentence with."""

    text: Text
    rows: tuple[Herkunft, ...] = ()
    """The rows under suspicion, if any."""


def suspect(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion:
    """Say what is likely wrong where the amount of a printed sum exceeds its rows by this gap."""
    return (
        _wrong_rows(summe, gap, witnesses)
        or _lacking_rows(summe, gap, witnesses)
        or _sums_within(summe, gap, witnesses)
        or _sums_around(summe, gap, witnesses)
        or _sound_rows(summe, gap, witnesses)
        or Suspicion(EITHER)
    )


def _wrong_rows(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion | None:
    """Rows that do not follow the rate; of one, what would mend both row and sum."""
    rate = witnesses.rate
    if rate is None:
        return None
    wrong = [
        row
        for row in witnesses.members(summe.schluessel)
        if not follows(row.betrag_eur, row.personen, rate)
    ]
    mending = [row for row in wrong if follows(row.betrag_eur + gap, row.personen, rate)]
    if len(mending) == 1:
        text = _mended(mending[0], gap, witnesses)
        return Suspicion(
            Text(
                f"likely wrong is a row that is off the rate: {text.message}",
                f"wahrscheinlich falsch ist eine Zeile, die dem Satz nicht entspricht: "
                f"{text.meldung}",
            ),
            (mending[0].herkunft,),
        )
    if not wrong:
        return None
    return Suspicion(
        Text(
            f"rows off the rate: {english(len(wrong))} ({_names(wrong, witnesses)})",
            f"Zeilen, die dem Satz nicht entsprechen: {german(len(wrong))} "
            f"({_names(wrong, witnesses)})",
        ),
        tuple(row.herkunft for row in wrong),
    )


def _lacking_rows(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion | None:
    """Municipalities without a row, or with several."""
    members = [row.gemeinde_ags for row in witnesses.members(summe.schluessel)]
    known = [key for key in witnesses.register.gemeinden if key.startswith(summe.schluessel)]
    missing = [key for key in known if key not in members]
    doubled = sorted({key for key in members if members.count(key) > 1})
    if len(missing) == 1 and not doubled and _may_be_amount(gap, witnesses):
        name = witnesses.register.named(missing[0])
        return Suspicion(
            Text(
                f"the row of {name} is missing: {english(gap)} EUR would be its amount",
                f"die Zeile von {name} fehlt: {german(gap)} Euro wären ihr Betrag",
            )
        )
    if not missing and not doubled:
        return None
    names = ", ".join(witnesses.register.named(key) for key in [*missing, *doubled][:MOST_SUSPECTS])
    return Suspicion(
        Text(
            f"municipalities without a row: {english(len(missing))}, with several: "
            f"{english(len(doubled))}, such as {names}",
            f"Gemeinden ohne Zeile: {german(len(missing))}, mit mehreren: {german(len(doubled))}, "
            f"zum Beispiel {names}",
        )
    )


def _may_be_amount(gap: Decimal, witnesses: Witnesses) -> bool:
    return gap > 0 and (witnesses.rate is None or follows(gap, None, witnesses.rate))


def _sums_within(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion | None:
    """Printed parts of this sum: they all agree with the rows, or tell where they do not."""
    within = [
        (one, difference)
        for one in witnesses.summen
        if is_part(one.schluessel, summe.schluessel)
        and (difference := witnesses.gap(one)) is not None
    ]
    differing = [(one, difference) for one, difference in within if difference]
    if not within:
        return None
    if not differing:
        if not witnesses.covered(summe.schluessel):
            return None
        slip = _slip(summe, gap)
        return Suspicion(
            Text(
                f"the {english(len(within))} sums printed within it agree with the rows, so this "
                f"sum alone is likely wrong{slip.message}",
                f"die {german(len(within))} darin gedruckten Summen stimmen mit den Zeilen "
                f"überein, also ist wahrscheinlich nur diese Summe falsch{slip.meldung}",
            )
        )
    names = ", ".join(witnesses.area(one.schluessel) for one, _ in differing)
    whole = any(difference == gap for _, difference in differing)
    as_much = Text(" by as much", " um ebenso viel") if whole else Text("", "")
    return Suspicion(
        Text(
            f"within it the printed sum of {names} differs{as_much.message}: begin there",
            f"darin weicht die gedruckte Summe für {names}{as_much.meldung} ab: bitte dort "
            "beginnen",
        )
    )


def _sums_around(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion | None:
    """Printed sums that this one is part of: they differ by as much, or agree with the rows."""
    around = [one for one in witnesses.summen if is_part(summe.schluessel, one.schluessel)]
    gaps = [difference for one in around if (difference := witnesses.gap(one)) is not None]
    if gap in gaps:
        named = _mending(summe, gap, witnesses)
        return Suspicion(
            Text(
                "a larger printed sum differs by as much, so a row here is likely wrong"
                f"{named.text.message}",
                "eine größere gedruckte Summe weicht um ebenso viel ab, also ist wahrscheinlich "
                f"hier eine Zeile falsch{named.text.meldung}",
            ),
            named.rows,
        )
    if not gaps or any(gaps):
        return None
    slip = _slip(summe, gap)
    return Suspicion(
        Text(
            "the larger printed sum agrees with all rows, so this sum is likely wrong"
            f"{slip.message}",
            "die größere gedruckte Summe stimmt mit allen Zeilen überein, also ist wahrscheinlich "
            f"diese Summe falsch{slip.meldung}",
        )
    )


def _sound_rows(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion | None:
    """All rows follow the rate, so the sum is wrong, or one amount is that of other persons."""
    if witnesses.rate is None:
        return None
    rows, slip = len(witnesses.members(summe.schluessel)), _slip(summe, gap)
    named = Suspicion(Text("", ""))
    if not witnesses.persons_printed and not slip.message:
        named = _mending(summe, gap, witnesses)
    return Suspicion(
        Text(
            f"all {english(rows)} rows follow the rate, so the printed sum is likely wrong"
            f"{slip.message}{named.text.message}",
            f"alle {german(rows)} Zeilen entsprechen dem Satz, also ist wahrscheinlich die "
            f"gedruckte Summe falsch{slip.meldung}{named.text.meldung}",
        ),
        named.rows,
    )


def _mending(summe: Summe, gap: Decimal, witnesses: Witnesses) -> Suspicion:
    """Rows that follow the rate, and would with the gap too if one slip is undone; few or none."""
    rate = witnesses.rate
    if rate is None or witnesses.persons_printed:
        return Suspicion(Text("", ""))
    found = [
        row
        for row in witnesses.members(summe.schluessel)
        if follows(row.betrag_eur + gap, None, rate) and _slip_of_row(row, gap).message
    ]
    if not 0 < len(found) <= MOST_SUSPECTS:
        return Suspicion(Text("", ""))
    texts = [_mended(row, gap, witnesses) for row in found]
    return Suspicion(
        Text(
            "; one slip would explain it: " + ", or ".join(text.message for text in texts),
            "; durch ein Versehen zu erklären: " + ", oder ".join(text.meldung for text in texts),
        ),
        tuple(row.herkunft for row in found),
    )


def _mended(row: Counted, gap: Decimal, witnesses: Witnesses) -> Text:
    """A row, and the amount that it and the sum would both agree with."""
    where, name = at(row.herkunft), witnesses.register.named(row.gemeinde_ags)
    slip = _slip_of_row(row, gap)
    now, then = row.betrag_eur, row.betrag_eur + gap
    return Text(
        f"{where.message}{name}, with {english(then)} EUR for {english(now)} row and sum would "
        f"agree{slip.message}",
        f"{where.meldung}{name}, mit {german(then)} statt {german(now)} Euro stimmten Zeile und "
        f"Summe{slip.meldung}",
    )


def _slip_of_row(row: Counted, gap: Decimal) -> Text:
    """What happened to the digits of a row's amount; nothing where no slip makes this gap."""
    return explained(digit_slips(row.betrag_eur + gap, row.betrag_eur))


def _slip(summe: Summe, gap: Decimal) -> Text:
    """The same for a printed sum."""
    printed = summe.betrag_eur or Decimal(0)
    return explained(digit_slips(printed - gap, printed))


def _names(rows: Sequence[Counted], witnesses: Witnesses) -> str:
    names = ", ".join(witnesses.register.named(row.gemeinde_ags) for row in rows[:MOST_SUSPECTS])
    return f"{names}, …" if len(rows) > MOST_SUSPECTS else names
