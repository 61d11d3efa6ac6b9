"""Printed names of municipalities and Kreise, looked up in the register.

Officials spell one name in many ways: with or without title (", Stadt"), with abbreviations
("St.", "a. N.", "i. Br."), with or without an addition ("Kirchheim" for "Kirchheim unter Teck"),
ß or ss, umlaut or its vowels, broken over lines. A name alone is enough only where no other
municipality of the register could be meant; else the Kreis must decide.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple, TypeVar

from schemas.register import Gemeinde, Kreis, Register, load_register

Key = TypeVar("Key", bound=Hashable)
Entry = TypeVar("Entry")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
DOTS_APART = "\u00a8"
DOTS = rf"(?:{DOTS_APART}|(?<=\s)\u0308)"
"""The dots of an umlaut that are a character of their own, as old TeX fonts have them."""
DOTS_BEFORE = re.compile(rf"{DOTS}\s?([aouAOU])")
DOTS_BEHIND = re.compile(rf"([aouAOU])\s?{DOTS}")
TITLE = (
    r"(?:grosse kreisstadt|gr\.? ?kreisstadt|landeshauptstadt|universitaetsstadt|hochschulstadt"
    r"|univ\.?[- ]?stadt|kreisstadt|stadtkreis|gkst|lhst|lhs|stadt|gemeinde|gde|gem|markt)\.?"
)
TITLE_AFTER = re.compile(rf"\s*(?:[,;]\s*(?:{TITLE}|st\.)|\(\s*{TITLE}\s*\))(?=\s*(?:$|[,;(]))")
TITLE_BEFORE = re.compile(rf"^{TITLE}\s+(?=[a-z])")
RAISED_MARKS = r"[¹²³⁰⁴-⁹]+(?:\s?,\s?[¹²³⁰⁴-⁹]+)*[)⁾]?"
COUNT_IN_BRACKETS = r"\(\d{1,4}(?:\.\d{3})?\)"
FOOTNOTE = re.compile(
    rf"(?:\s*(?:{COUNT_IN_BRACKETS}|(?<!\d)\d{{1,2}}\)|{RAISED_MARKS}|[*†‡#]+\)?)|(?<=[^\W\d_])\d)+\s*$"
)
"""A mark after a name: 1) (1) * ** ¹, or one digit set close to it, or a count of persons
in brackets; no other number is one."""
DIGIT = re.compile(r"\d")
UNREADABLE = "\ufffd"
"""Stands for letters that nobody can read: what is left of a name may be another one."""
GLYPH = "(?:[a-z]|ff[il]?|f[ijlt]|t[hitz]|c[hkt]|s[pst]|[aou]e)"
"""What one glyph may stand for: a letter, a ligature, ß or an umlaut."""
LEAST_READABLE = 3
"""Letters of a name with unreadable ones that must be read, and twice as many as are not."""
BEGUN_LETTERS = 2
"""Of the name of a Kreis before a hyphen at the end of its line, behind the word for its kind."""
LEAST_LETTERS = 3
"""Of a word that some are left out of."""
BROKEN = re.compile("[-\u2010]\\s*\n\\s*(?=\\S)")
"""Where a line ends within a word, or after a hyphen of its own; names are compared without."""
WORD = re.compile(r"[a-z]+\.?")
NO_LETTERS = re.compile("[^a-z]+")
ADDITION = re.compile(r"\s(?:am|an|im|in|bei|ob|unter|auf|vor|[aiuob]\.)(?=[\sa-z])|\s?[(/]")
"""Where an addition begins that tells places of one name apart."""
JOINT = re.compile(r"\s?/\s?|\su\.\s")
UNTER_A = re.compile(r"\bu\.\s?a\.$")
AND_OTHERS = re.compile(r"\b(?:u\.\s?a|U\.\s?A)\.$")
"""Aalen u. a., but not Eningen u. A., which is the one below the Achalm."""
GROUP = re.compile(
    r"\b(?:vvg|gvv|vg|verwaltungsgemeinschaft|\w*verband|zusammenschluss)\b"
    r"|\((?:landkreis|lkr|lk)\.?\)"
)
"""What makes a name that of several municipalities: Aidlingen (VVG), Heilbronn (Landkreis)."""
NOT_A_PLACE = re.compile(
    r"\b(?:mit|inkl|inklusive|einschl|einschliesslich|und|sowie|samt|nebst|plus|ohne|nur|davon|bzw"
    r"|anteil\w*|teil\w*|gesamt|insgesamt|summe|rest|umland|kernstadt|alt|neu|bisher|ehemals|korr"
    r"|ungueltig|storniert|abgelehnt|bewilligt)\b"
)
"""Says in an addition whose amount it is, or which: not where a place lies."""
NOT_ONE = re.compile(rf"{GROUP.pattern}|\d|{UNREADABLE}|-$")
"""No name of one municipality, or not all of it: "Bietigheim-" is not Bietigheim."""
SMALL_WORDS = frozenset(
    {"am", "an", "im", "in", "bei", "ob", "unter", "auf", "vor", "der", "den", "dem", "die", "des"}
    | {"a.", "i.", "u.", "o.", "b.", "d."}
)
"""Left aside when additions are compared: Kirchheim/Teck is Kirchheim unter Teck."""
ABBREVIATED = frozenset({"sankt", "st"})
"""What official names have as "st."."""
SMALL_WORD = "|".join(sorted(map(re.escape, SMALL_WORDS)))
REST = re.compile(rf"(?:{SMALL_WORD})(?:(?<=\.)|(?=\s)|$)")
"""How the rest of a name begins that is wrapped: "an der Murr" is not Murr."""
KREIS_WORDS = re.compile(
    r"\b(landkreis|stadtkreis|kreisfreie stadt|landeshauptstadt|lkrs?|lk|skrs?|sk|kreis|stadt"
    r"|landratsamt|buergermeisteramt|stadtverwaltung)\b\.?"
)
KREIS_KINDS = {
    "Landkreis": re.compile(r"\b(landkreis|lkr|lk|landratsamt)\b"),
    "Stadtkreis": re.compile(
        r"\b(stadtkreis|skr|sk|kreisfreie|buergermeisteramt|stadtverwaltung)\b"
    ),
}
RARE = re.compile("[^\0-\x7fäöüÄÖÜß]")
"""What German texts hardly have, and what must be looked at."""
RECENT = 1 << 12
"""Texts whose plain form is remembered, as several questions are asked of each."""

# What documents print with the name of a Kreis: chapter, key, counts, sum, page, continuation.
UNIT = r"(?:(?:staedten?(?: und |/|, ))?(?:gemeinden?|kommunen|staedten?)|personen|pers\.|euro?|€)"
COUNT_BEHIND = re.compile(
    rf"(?:\s*(?:[(,:;/-]|zusammen|insgesamt)\s*\d[\d.]*(?:,\d\d|,-)?\s*{UNIT}\s*\)?)+"
    r"(?:,\s\d{1,3}(?:\.\d{3})+)?,?$"
)
"""How many municipalities and persons a Kreis has, and its amount; the line may end within it."""
KEY_BEFORE = re.compile(r"^(?:kreis:? )?(?:08)?\s?\d{3}\b")
KEY_BEHIND = re.compile(
    r"[(\[]\s*(?:kreis\s*)?(?:08)?\s?\d{3}\s*[)\]]$|[\s,-]+08\s?\d{3}$"
    r"|\((?!(?:[ls]k(?:rs?)?|land)\b)[a-z]{1,4}\)$"
)
"""Its key, or the letters of its number plates: (08128), 08128, (TBB)."""
CHAPTER = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)]|[ivx]+[.)]|[a-z]\))\s+"
    r"(?=(?:landkreis|stadtkreis|lkr|lk|skr|sk)\b|\S+kreis\b)"
)
"""The number of a chapter; only a kind of Kreis behind it tells it from another number."""
NEXT_TO_KREIS = re.compile(r"[\d.)\]]")
"""What each of these has."""
MEMBERS_BEFORE = re.compile(
    r"^(?:(?:die|fuer|alle|staedte|kreisangehoerigen?|und)\s)*(?:gemeinden?|kommunen?|staedte)\s"
    r"(?:im|in|des|der)\s(?=.*kreis(?:es)?\b)"
)
"""Whose members follow: Städte und Gemeinden im Landkreis Böblingen."""
CONTINUED = re.compile(r"\(?\s*\b(?:fortsetzung|forts\.?|noch)(?:\s*\d{1,2}\b|\b)\s*\)?:?")
PAGE = re.compile(
    r"[\s,–-]*\(?\b(?:seite|blatt|teil)\s\d{1,3}(?:\s?(?:von|/)\s?\d{1,3})?\)?\s*$", re.IGNORECASE
)
GENITIVE = re.compile(r"kreises\b")
SHORT_KREIS = re.compile(r"(?<!\bl)(?<!\bs)kr\.(?!\w)")
LAND_BEHIND = re.compile(r"(?<=\w)(?:[- ]|, )(?:land|\(land\))$")
"""Karlsruhe-Land: the Landkreis of a town that is a Stadtkreis too."""


class Candidates(NamedTuple):
    """The municipalities that a printed name could mean."""

    whole: tuple[Gemeinde, ...] = ()
    """Those whose whole name is printed, abbreviated or not."""
    based: tuple[Gemeinde, ...] = ()
    """Those that agree in the part before an addition only."""

    @property
    def all(self) -> tuple[Gemeinde, ...]:
        """Return both."""
        return self.whole + self.based

    def one(self, kreis_ags: Collection[str] = ()) -> Gemeinde | None:
        """Return the one municipality that is meant, or None if that is not certain.

        `kreis_ags` are the keys of the Kreise it may lie in; none means that the Kreis is
        unknown, and then the name, additions left aside, must be the only one of its kind.
        """
        if not kreis_ags:
            return _only(self.all)
        whole = [gemeinde for gemeinde in self.whole if gemeinde.kreis_ags in kreis_ags]
        based = [gemeinde for gemeinde in self.based if gemeinde.kreis_ags in kreis_ags]
        return _only(whole or based)


NONE = Candidates()


class _Spelling(NamedTuple):
    """An official name in the form that printed ones are compared with."""

    gemeinde: Gemeinde
    plain: str
    words: tuple[str, ...]
    base: tuple[str, ...]
    """The words before the addition; all of them where there is none."""


class Gazetteer:
    """The register, and its municipalities and Kreise by printed name."""

    def __init__(self, register: Register) -> None:
        """Index all names of the register."""
        self.register = register
        names = {key: without_title(one.gemeinde_name) for key, one in register.gemeinden.items()}
        self._spellings = {
            key: _Spelling(register.gemeinden[key], name, *_words_and_base(name))
            for key, name in names.items()
        }
        self._whole = _index(("".join(s.words), s.gemeinde) for s in self._spellings.values())
        self._based = _index(("".join(s.base), s.gemeinde) for s in self._spellings.values())
        kreise = [(kreis, plain(kreis.kreis_name)) for kreis in register.kreise.values()]
        self._kreise_in_words = [
            (kreis, _kreis_words(KREIS_WORDS.sub(" ", form)))
            for kreis, name in kreise
            for form in dict.fromkeys([name, _base(name)])
        ]
        spelt = [
            *(("".join(words), kreis) for kreis, words in self._kreise_in_words),
            *((letters(name), kreis) for kreis, name in kreise),
            *((letters(KREIS_WORDS.sub(" ", name)), kreis) for kreis, name in kreise),
        ]
        self._kreise = _index(dict.fromkeys(spelt))
        """By the letters of the name, with the word for its kind and without."""
        self._begun_kreise = sorted(self._kreise)

    @cached_property
    def find_gemeinden(self) -> Callable[[str], Candidates]:
        """Return all municipalities a printed name could mean.

        A name printed with its addition that some municipality bears means no other, nor one that
        does not bear it where it is but one letter off.
        """
        return cache(self._find_gemeinden)

    def _find_gemeinden(self, printed: str) -> Candidates:
        printed = _without_mark(printed)
        name = without_title(printed)
        if NOT_ONE.search(name) or REST.match(name):
            return NONE
        if NOT_A_PLACE.search(name, len(_base(name))):
            return NONE
        if "\u0308" in name:
            return Candidates(self._by_letters_and_dots.get(letters_and_dots(printed), ()))
        if UNTER_A.search(name):
            others = AND_OTHERS.search(printed.rstrip())
            return NONE if others else Candidates(self._in_full(name))
        words, base = _words_and_base(name)
        if any(word.endswith(".") for word in words):
            near = self._by_initial.get(words[0][0], ())
            whole = tuple(s.gemeinde for s in near if _fits(words, s.words))
            same_base = tuple(s.gemeinde for s in near if _fits(base, s.base))
        else:
            # Letters may be printed one by one: L A U F F E N  A M ...
            whole = self._whole.get("".join(words)) or self._spaced.get(letters(name), ())
            same_base = self._based.get("".join(base), ())
        is_other = words != base and (whole or self._is_nearly_another(words, base))
        if is_other or self._is_joint(name):
            return Candidates(whole)
        return Candidates(whole, tuple(g for g in same_base if g not in whole))

    def _is_nearly_another(self, words: tuple[str, ...], base: tuple[str, ...]) -> bool:
        """Return True if who bears an addition has nearly the name before it.

        Essingen am Neckar is not Essingen; Ulm an der Donau is Ulm.
        """
        name = "".join(base)
        bases = self._bases_by_addition.get(words[len(base) :], ())
        return any(_is_one_letter_off(name, other) for other in bases)

    @cached_property
    def _by_initial(self) -> Mapping[str, tuple[_Spelling, ...]]:
        return _index((s.words[0][0], s) for s in self._spellings.values())

    @cached_property
    def _spaced(self) -> Mapping[str, tuple[Gemeinde, ...]]:
        """The municipalities by all letters of their names, small words included."""
        return _index((letters(s.plain), s.gemeinde) for s in self._spellings.values())

    @cached_property
    def _bases_by_addition(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        added = (s for s in self._spellings.values() if s.words != s.base)
        return _index((s.words[len(s.base) :], "".join(s.base)) for s in added)

    @cached_property
    def _by_letters_and_dots(self) -> Mapping[tuple[str, int], tuple[Gemeinde, ...]]:
        """The municipalities by names of which the dots of umlauts stand apart."""
        spelt = (
            (letters_and_dots(name), gemeinde)
            for gemeinde in self.register.gemeinden.values()
            for name in (gemeinde.gemeinde_name, gemeinde.gemeinde_name.partition(",")[0])
        )
        return _index(dict.fromkeys(spelt))

    def _in_full(self, name: str) -> tuple[Gemeinde, ...]:
        """Return the municipalities of a name of which no word is left aside."""
        words = tuple(WORD.findall(name))
        near = self._by_initial.get(words[0][0], ())
        return tuple(s.gemeinde for s in near if _fits(words, tuple(WORD.findall(s.plain))))

    def _is_joint(self, name: str) -> bool:
        """Return True if a plain name joins several: Aidlingen/Grafenau is not Aidlingen."""
        others = ("".join(content_words(part)) for part in JOINT.split(name)[1:])
        return any(other in self._based or other in self._whole for other in others)

    def bears(self, gemeinde: Gemeinde, printed: str) -> bool:
        """Return True if a printed name may be that of the municipality whose key is next to it.

        Letters that cannot be read may then be any of its own.
        """
        if UNREADABLE in printed:
            return _is_but_for_unreadable(printed, self._spellings[gemeinde.gemeinde_ags])
        return gemeinde in self.find_gemeinden(printed).all

    def begun_by(self, printed: str, kreis_ags: Collection[str] = ()) -> list[Gemeinde]:
        """Return the municipalities whose official name begins with a text, whatever follows.

        `kreis_ags` are the keys of the Kreise they may lie in; none means any.
        """
        begun = letters(plain(printed))
        return [
            gemeinde
            for gemeinde in self.register.gemeinden.values()
            if letters(plain(gemeinde.gemeinde_name)).startswith(begun)
            if not kreis_ags or gemeinde.kreis_ags in kreis_ags
        ]

    @cached_property
    def find_kreise(self) -> Callable[[str], tuple[Kreis, ...]]:
        """Return the Kreise a text names; two for a bare "Heilbronn" or "Karlsruhe"."""
        return cache(self._find_kreise)

    def _find_kreise(self, printed: str) -> tuple[Kreis, ...]:
        """Find by words, and by letters where a cell's edge broke a word without a hyphen."""
        text = _bare_kreis(plain(_without_mark(PAGE.sub("", printed))))
        if DIGIT.search(text) or UNREADABLE in text:
            return ()
        bare = KREIS_WORDS.sub(" ", text)
        wanted = _kreis_words(bare)
        if any(word.endswith(".") for word in wanted):
            found = tuple(k for k, official in self._kreise_in_words if _fits(wanted, official))
        else:
            found = self._kreise.get("".join(wanted), ())
        found = found or self._kreise.get(letters(bare), ())
        if not found and bare != text and text.endswith("-"):  # It goes on in another line.
            found = self.kreise_begun_by(bare, BEGUN_LETTERS)
        kinds = [kind for kind, words in KREIS_KINDS.items() if found and words.search(text)]
        return tuple(kreis for kreis in found if kreis.kreis_art in (kinds[:1] or KREIS_KINDS))

    def kreise_begun_by(self, printed: str, least: int = 1) -> tuple[Kreis, ...]:
        """Return the Kreise whose name begins with a text, whatever follows, and of any kind.

        None where it has fewer letters than `least`, or a number next to them.
        """
        if DIGIT.search(printed):
            return ()
        begun = letters(KREIS_WORDS.sub(" ", plain(printed)))
        first = bisect_left(self._begun_kreise, begun)
        names = takewhile(lambda name: name.startswith(begun), self._begun_kreise[first:])
        kreise = (kreis for name in names for kreis in self._kreise[name])
        return tuple(dict.fromkeys(kreise)) if len(begun) >= least else ()


@cache
def load_gazetteer() -> Gazetteer:
    """Return the register with its names."""
    return Gazetteer(load_register())


@lru_cache(RECENT)
def plain(text: str) -> str:
    """Return text in lower case, umlauts spelled out, line breaks and hyphens at them mended."""
    if RARE.search(text):
        text = re.sub("\u00ad\\s*\n\\s*", "", text).translate(INVISIBLE)
        text = DOTS_BEHIND.sub("\\1\u0308", DOTS_BEFORE.sub("\\1\u0308", text))
        text = unicodedata.normalize("NFKC", text).translate(DASHES)
    if "\n" in text:
        text = re.sub(r"-\s*\n\s*", "-", text)
    return " ".join(text.casefold().translate(UMLAUTS).split())


def letters(text: str) -> str:
    """Return only the letters of a plain text: what spacing and hyphenation cannot change."""
    return NO_LETTERS.sub("", text)


def content_words(name: str) -> tuple[str, ...]:
    """Return the words of a plain name, abbreviations with their stop, small words left out.

    "Sankt" is given as "st.", for official names have it so.
    """
    found = WORD.findall(name.replace("-", ""))
    if not ABBREVIATED.isdisjoint(found):
        found = ["st." if word in ABBREVIATED else word for word in found]
    if SMALL_WORDS.isdisjoint(found):
        return tuple(found)
    return tuple([word for word in found if word not in SMALL_WORDS]) or tuple(found)


def _without_mark(printed: str) -> str:
    """Return a name without footnote marks behind it."""
    return printed if printed[-1:].isalpha() else FOOTNOTE.sub("", printed)


def without_title(printed: str) -> str:
    """Return the plain name without footnote marks and without titles before or after it."""
    name = plain(BROKEN.sub("", _without_mark(printed)))
    return TITLE_BEFORE.sub("", TITLE_AFTER.sub("", name)).strip()


def _index(entries: Iterable[tuple[Key, Entry]]) -> dict[Key, tuple[Entry, ...]]:
    """Return the entries of each key, in their order."""
    found: dict[Key, list[Entry]] = {}
    for key, entry in entries:
        found.setdefault(key, []).append(entry)
    return {key: tuple(each) for key, each in found.items()}


def _words_and_base(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a plain name, and those before its addition."""
    words, base = content_words(name), _base(name)
    return words, words if base == name else content_words(base)


def _base(name: str) -> str:
    """Return a plain name without the addition that tells places of one name apart."""
    return ADDITION.split(name, maxsplit=1)[0] or name


def _is_but_for_unreadable(printed: str, spelling: _Spelling) -> bool:
    """Return True if a name is an official one where some of its letters mean nothing."""
    name = without_title(printed)
    if len(letters(name)) < max(LEAST_READABLE, 2 * name.count(UNREADABLE)):
        return False
    known = "".join(c for c in name if c == UNREADABLE or "a" <= c <= "z")
    pattern = re.compile(known.replace(UNREADABLE, GLYPH))
    official = (letters(spelling.plain), letters(_base(spelling.plain)))
    return any(map(pattern.fullmatch, official))


def letters_and_dots(printed: str) -> tuple[str, int]:
    """Return the letters of a name without the dots of its umlauts, and how many have dots."""
    text = unicodedata.normalize("NFKD", printed)
    return letters(without_title(text.replace("\u0308", ""))), text.count("\u0308")


def _fits(printed: tuple[str, ...], official: tuple[str, ...]) -> bool:
    """Return True if printed words, some cut short with a stop, are the official ones."""
    if "".join(printed) == "".join(official):
        return True
    return len(printed) == len(official) and all(
        _is_short_for(word[:-1], whole) if word.endswith(".") else word == whole
        for word, whole in zip(printed, official, strict=True)
    )


def _is_one_letter_off(one: str, other: str) -> bool:
    """Return True if two words differ in one letter at most, be it another or one too many."""
    begun = _count_same(one, other)
    ended = _count_same(reversed(one[begun:]), reversed(other[begun:]))
    return max(len(one), len(other)) - begun - ended <= 1


def _count_same(one: Iterable[str], other: Iterable[str]) -> int:
    """Return in how many letters two words begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_short_for(short: str, whole: str) -> bool:
    """Return True if a word is cut short, or some of its letters left out: Htwl., Hohentwiel.

    Two letters are too few for that: "Nr." is not Neckar.
    """
    left = iter(whole)
    is_enough = len(short) >= LEAST_LETTERS and whole.startswith(short[:1])
    return whole.startswith(short) or (is_enough and all(letter in left for letter in short))


def _bare_kreis(text: str) -> str:
    """Return a plain text without what stands next to a Kreis; its short kinds written out."""
    if text.isalpha():
        return text
    text = CONTINUED.sub(" ", text).strip()
    if NEXT_TO_KREIS.search(text):
        for addition in (COUNT_BEHIND, KEY_BEFORE, KEY_BEHIND, CHAPTER):
            text = addition.sub("", text).strip()
    if members := MEMBERS_BEFORE.match(text):
        text = GENITIVE.sub("kreis", text[members.end() :])
    return LAND_BEHIND.sub(", landkreis", SHORT_KREIS.sub("kreis", text))


def _kreis_words(bare: str) -> tuple[str, ...]:
    """Return the words of a plain Kreis name, given without those that say what kind it is."""
    found = content_words(bare.replace("-", ""))
    return tuple(word.removesuffix("kreis") for word in found if word != "kreis")


def _only(gemeinden: Iterable[Gemeinde]) -> Gemeinde | None:
    found = tuple(gemeinden)
    return found[0] if len(found) == 1 else None
