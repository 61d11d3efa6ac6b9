"""Is this the Planungsrahmen at all? A document proves it, by its amounts or by its words.

Rows that fit the register prove nothing: population, taxes and other programmes are printed for the
same municipalities, with sums that add up. So either the amounts follow the rate of a known
edition, or title, heading or document information name the programme, call the amounts its
Planungsrahmen and euros, and say nothing that may make them something else: no word but those that
are known of such titles. What names another thing is that thing, whatever else fits, and nobody can
decide otherwise.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct

from pipeline.check.editions import EditionFit, fit_editions
from pipeline.check.passages import Passage, page_titles, passages
from pipeline.check.rate import PERCENT
from pipeline.check.remarks import find_remark, has_picture, later_titles
from pipeline.check.texts import Question, check, finding
from pipeline.model import Interpretation, Zeile
from pipeline.texts import Text, joined, quoted, say
from schemas.headers import MODIFIERS, header_words, plain_words, role_of_header
from schemas.names import UNREADABLE
from schemas.settings import Phrases, pattern_of
from schemas.source import Identity, Source

INFORMATION = ("Title", "Subject", "Keywords")
"""What of the document information may say what a document is."""
FACTORS = frozenset({"mio", "mill", "millionen", "mrd", "milliarden", "tsd", "tausend"})
MOST_QUOTED = 3
DATE_NUMBER = re.compile(r"0?[1-9]|[12]\d|3[01]|20\d\d")
YEAR = re.compile(r"20\d\d")
NUMBER = re.compile(r"\d+")
"""The numbers that a title may have, those that a heading over amounts may, and one of a page."""


class Other(Struct, frozen=True):
    """Words that name another thing, and the title or heading that has them."""

    words: str
    text: str
    is_heading: bool


class DocumentIdentity(Struct, frozen=True):
    """What a document says and shows of what it is."""

    fit: EditionFit
    other: Other | None
    """The other thing that it is."""
    named: str | None
    """The text that names the programme."""
    subject: str | None
    """The text that calls the amounts what they are of this programme."""
    unknown: str | None
    """A word of the titles, headings or remarks that may make them something else."""
    euro: str | None
    """The text that says that the amounts are euros."""
    titles: tuple[str, ...]
    """The titles found, those of the page nearest to the table first; else those that the document
    information gives."""
    headings: tuple[str, ...]
    """What stands over the amounts."""


def identify(document: Interpretation, source: Source) -> DocumentIdentity:
    """Gather what says which document this is."""
    identity = source.identity
    headings, parts = headings_of("betrag", document), headings_of("teilbetrag", document)
    notices = pattern_of(identity.notices)
    pages = [
        [title for title in page if not notices.search(title.words)]
        for page in page_titles(document.above)
    ]
    information = [
        Passage(0, text) for text in map(document.reading.metadata.get, INFORMATION) if text
    ]
    # The titles of a table are those above it on its page; else on the page before, and so on.
    # Where a title says something, the information may be left over from another file.
    titles = next((page for page in pages if _say_something(page, identity)), information)
    telling = next((page for page in pages if _tell_of_other(page, document, identity)), titles)
    others = chain(
        (_other_heading(text, identity) for text in headings),
        (_other_heading(text, identity, over_part=True) for text in parts),
        (_other_title(title, document, identity) for title in telling),
    )
    over = [(text, _unknown_in_heading(text, identity)) for text in headings]
    above = [(title.text, _unknown_in_title(title.text, identity)) for title in titles]
    plain = [text for text, word in (*over, *above) if word is None]
    printed = over if titles is information else [*over, *above]
    fit = fit_editions(document.zeilen, source)
    unknown = next((word for _, word in printed if word), None)
    if not unknown and not _is_proof(fit, identity):
        pictured = has_picture(document, above=titles is information)
        unknown = UNREADABLE if pictured else _said_elsewhere(document, identity)
    return DocumentIdentity(
        fit=fit,
        other=next(filter(None, others), None),
        named=_first_with(plain, identity.names, identity),
        subject=_first_with(plain, identity.subject, identity),
        euro=_euro(document, (*headings, *parts), identity),
        unknown=unknown,
        titles=tuple(title.text for page in pages for title in page)
        or tuple(title.text for title in information),
        headings=headings,
    )


@check("dokument")
def document_identified(found: DocumentIdentity, source: Source) -> Question:
    """The document proves that it is the one of this source."""
    fit, other = found.fit, found.other
    if other is not None:
        where = say("dokument.heading_of" if other.is_heading else "dokument.title_of")
        yield finding("dokument.other", source=source, where=where, other=other)
    elif _is_proof(fit, source.identity):
        return say("dokument.fits", fit=fit)
    elif found.unknown or not (found.named and found.subject and found.euro):
        yield finding(
            "dokument.unproven",
            source=source,
            fit=fit,
            missing=_missing(found),
            unknown=say("dokument.unknown", words=found.unknown) if found.unknown else Text(),
            titles=quoted(found.titles[:MOST_QUOTED]) or say("dokument.no_title"),
            headings=quoted(found.headings[:MOST_QUOTED]) or say("dokument.no_heading"),
        )
    return say("dokument.named", found=found)


def _is_proof(fit: EditionFit, bounds: Identity) -> bool:
    """Return True if amounts follow the rate of a known edition, and hardly by chance.

    Nothing fits any rate: where much is nothing, it may be what was granted of those amounts.
    """
    nearly_all = PERCENT * fit.fitting >= bounds.percent * fit.tested
    few_zeros = PERCENT * fit.tested >= bounds.above_zero_percent * fit.rows
    return nearly_all and few_zeros and fit.different >= bounds.amounts


def _missing(found: DocumentIdentity) -> Text:
    """Say what of the words looked for is not there."""
    missing = joined(
        what
        for what, text in (
            (say("dokument.name"), found.named),
            (say("dokument.subject"), found.subject),
            (say("dokument.euro"), found.euro),
        )
        if not text
    )
    return say("dokument.missing", words=missing) if missing else say("dokument.all_found")


def headings_of(wanted: str, document: Interpretation) -> tuple[str, ...]:
    """Return what stands over the columns of a role, all levels of a heading together."""
    found = []
    for role in document.columns:
        if role.role == wanted:
            lone = [
                cell
                for row in document.above
                if row.model == role.model and sum(map(bool, row.cells)) == 1
                for cell in row.cells[role.column : role.column + 1]
            ]
            found.append(" ".join(text for text in (*lone, role.header) if text))
    return tuple(dict.fromkeys(text for text in found if text))


def _say_something(titles: Iterable[Passage], identity: Identity) -> bool:
    """Return True if one of some titles says more than whose paper it is, and of when."""
    return any(_unknown(title.text, identity.formal_words, identity) for title in titles)


def _tell_of_other(titles: Iterable[Passage], document: Interpretation, identity: Identity) -> bool:
    """Return True if some titles name another thing, or the programme instead of it."""
    return any(
        _names(title.text, identity) or _other_title(title, document, identity) for title in titles
    )


def _first_with(texts: Iterable[str], phrases: Phrases, identity: Identity) -> str | None:
    """Return the first text that has a phrase and says it of itself, not of who made it."""
    found = pattern_of(phrases).search
    # A line may name the office, and the next one in capitals the programme.
    own = (
        (text, [_own_words(part, identity) for part in (text, *text.splitlines())])
        for text in texts
    )
    return next((text for text, words in own if any(map(found, words))), None)


def _said_elsewhere(document: Interpretation, identity: Identity) -> str | None:
    """Return what titles of later pages say that is not known of them, or another remark.

    They have numbers of any kind, but no year that the first one does not have.
    """
    years = {*YEAR.findall(document.title_text)}
    for title in later_titles(document):
        other = next((year for year in YEAR.findall(title.text) if year not in years), None)
        if found := other or _unknown(title.text, identity.known_words, identity, NUMBER):
            return found
    return find_remark(document, identity)


def _own_words(text: str, identity: Identity) -> str:
    """Return the words of a text before any reference: to what it rests on, or to an office."""
    words = plain_words(text)
    reference = pattern_of(identity.references).search(words)
    return words[: reference.start()] if reference else words


def _names(title: str, identity: Identity) -> bool:
    """Return True where a title gives the programme's name and does not merely mention it."""
    is_plain = _unknown_in_title(title, identity) is None
    return is_plain and bool(_first_with([title], identity.names, identity))


def _unknown_in_title(title: str, identity: Identity) -> str | None:
    return _unknown(title, identity.known_words, identity)


def _unknown_in_heading(heading: str, identity: Identity) -> str | None:
    return _unknown(heading, identity.known_words, identity, YEAR)


def _unknown(
    text: str, known: Phrases, identity: Identity, number: re.Pattern[str] = DATE_NUMBER
) -> str | None:
    """Return the first word that is neither known, nor such a number, nor the programme's name."""
    for line in text.splitlines():
        for word in pattern_of(identity.names).sub(" ", _own_words(line, identity)).split():
            if not (number if word.isdigit() else pattern_of(known)).fullmatch(word):
                return word
    return None


def _other_title(title: Passage, document: Interpretation, identity: Identity) -> Other | None:
    words = title.words
    found = _other_words(words, identity.all_others, identity)
    if found is None and not _has_column_of_inhabitants(document, identity):
        found = _other_words(words, identity.inhabitants, identity)
    if found is None or pattern_of(identity.names).search(words.partition(found)[0]):
        return None
    return Other(found, title.text, is_heading=False)


def _other_heading(heading: str, identity: Identity, over_part: bool = False) -> Other | None:
    """Return the other thing that a heading says of the amounts, or of parts of them.

    Over a part only inhabitants are about the whole. What is called an amount is counted in
    nothing else, whatever stands over it too.
    """
    words, found = plain_words(heading), None
    if not over_part:
        found = _other_words(words, identity.all_others, identity)
        if found is None and pattern_of(identity.euro).search(words):
            return None
    if found is None and not _is_amount(heading):
        measure = None if over_part else _measure(words, identity)
        found = measure or _other_words(words, identity.inhabitants, identity)
    return Other(found, heading, is_heading=True) if found else None


def _other_words(words: str, others: Phrases, identity: Identity) -> str | None:
    """Return what names another thing, unless it is only said what is not meant or underlies."""
    for found in pattern_of(others).finditer(words):
        before = words[: found.start()].rpartition("|")[2].rstrip()
        if not (
            pattern_of(identity.exclusions).search(before)
            or pattern_of(identity.references).search(before)
        ):
            return found[0]
    return None


def _measure(words: str, identity: Identity) -> str | None:
    """Return what else the numbers are; "60 %" says which part of the amount they are."""
    found = pattern_of(identity.measures).search(words)
    if found is None or words[: found.start()].rstrip()[-1:].isdigit():
        return None
    return found[0]


def _has_column_of_inhabitants(document: Interpretation, identity: Identity) -> bool:
    return any(
        role.role != "betrag" and pattern_of(identity.inhabitants).search(plain_words(role.header))
        for role in document.columns
    )


def _is_amount(heading: str) -> bool:
    """Return True for a heading that calls its column amounts; "insgesamt" alone does not."""
    words = " ".join(word for word in header_words(heading) if word not in MODIFIERS)
    return role_of_header(words, ("betrag", "teilbetrag")) is not None


def _euro(document: Interpretation, headings: Sequence[str], identity: Identity) -> str | None:
    """Return the text that says that the amounts are euros; that of another column does not."""
    titles = [p.text for p in passages(document.above) if not p.is_sentence]
    unplaced = [row.text for row in document.above if row.is_header and _is_amount(row.text)]
    for text in (*headings, *titles, *([] if headings else unplaced)):
        if _says_euro(text, identity):
            return text
    printed = [row.herkunft.text for row in document.zeilen if _is_marked(row, identity)]
    return printed[0] if 2 * len(printed) > len(document.zeilen) else None


def _says_euro(text: str, identity: Identity) -> bool:
    """Return True for "in Euro", not for a sum of euros: "58 Mio. Euro" says nothing of a table."""
    words = plain_words(text)
    before = (
        words[: found.start()].split()[-1:] for found in pattern_of(identity.euro).finditer(words)
    )
    return any(not word or not (word[0].isdigit() or word[0] in FACTORS) for word in before)


def _is_marked(zeile: Zeile, identity: Identity) -> bool:
    """Return True where euros stand with the amount, in its cell or in the cells next to it."""
    if pattern_of(identity.euro).search(plain_words(zeile.betrag_gedruckt)):
        return True
    cells = zeile.herkunft.text.split(" | ")
    places = [n for n, cell in enumerate(cells) if zeile.betrag_gedruckt in cell]
    near = (cell for n in places for cell in cells[max(n - 1, 0) : n + 2])
    return any(pattern_of(identity.euro).fullmatch(plain_words(cell)) for cell in near)
