"""Printed names of municipalities and Kreise against the register.

Officials spell one name in many ways: with or without title (", Stadt"), with abbreviations
("St.", "a. N.", "i. Br."), with or without an addition ("Kirchheim" for "Kirchheim unter Teck"),
ß or ss, umlaut or its vowels, broken over lines. A name alone is enough only where no other
municipality of the register could be meant; else the Kreis must decide.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from schemas.beside_kreis import bare_kreis, without_page
from schemas.register import Gemeinde, Kreis, Register, load_register

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
TITLE = (
    r"(?:grosse kreisstadt|gr\.? ?kreisstadt|landeshauptstadt|universitaetsstadt|hochschulstadt"
    r"|univ\.?[- ]?stadt|kreisstadt|stadtkreis|gkst|lhst|lhs|stadt|gemeinde|gde|gem|markt)\.?"
)
TITLE_AFTER = re.compile(rf"\s*(?:[,;]\s*(?:{TITLE}|st\.)|\(\s*{TITLE}\s*\))(?=\s*(?:$|[,;(]))")
TITLE_BEFORE = re.compile(rf"^{TITLE}\s+(?=[a-z])")
FOOTNOTE = re.compile(
    r"(?:\s*(?:(?<!\d)\(?\d{1,2}\)|[¹²³⁰⁴-⁹]+[)⁾]?|[*†‡#]+\)?)|(?<=[^\W\d_])\d)+\s*$"
)
"""A mark after a name: 1) (1) * ** ¹, or one digit set close to it; any other number is none."""
DIGIT = re.compile(r"\d")
UNREADABLE = "\ufffd"
"""Stands for a letter that nobody can read: what is left of a name may be another one."""
WORD = re.compile(r"[a-z]+\.?")
ADDITION = re.compile(r"\s(?:am|an|im|in|bei|ob|unter|auf|vor|[aiuob]\.)(?=[\sa-z])|\s?[(/]")
"""Where an addition begins that tells places of one name apart."""
JOINT = re.compile(r"\s?/\s?|\su\.\s")
GROUP = re.compile(
    r"\bu\.\s?a\.$|\b(?:vvg|gvv|verwaltungsgemeinschaft|\w*verband|zusammenschluss)\b"
    r"|\((?:landkreis|lkr|lk)\.?\)"
)
"""What makes a name that of several municipalities: Aidlingen (VVG), Heilbronn (Landkreis)."""
SMALL_WORD = re.compile(
    r"am|an|im|in|bei|ob|unter|auf|vor|der|den|dem|die|des|a\.|i\.|u\.|o\.|b\.|d\."
)
"""Left aside when additions are compared: Kirchheim/Teck is Kirchheim unter Teck."""
KREIS_WORDS = re.compile(
    r"\b(landkreis|stadtkreis|kreisfreie stadt|landeshauptstadt|lkrs?|lk|skrs?|sk|kreis|stadt)\b"
    r"\.?"
)
CUT_LETTERS = 5
"""Letters by which a name that is cut off must at least be known."""


class _Spelling(NamedTuple):
    """An official name in the form that printed ones are compared with."""

    gemeinde: Gemeinde
    words: tuple[str, ...]
    base: tuple[str, ...]
    """The words before the addition; all of them where there is none."""


class NameIndex:
    """Finds the municipalities and Kreise of a register by printed name; remembers answers."""

    def __init__(self, register: Register) -> None:
        """Index all names of the register."""
        self._spellings = [
            _Spelling(gemeinde, content_words(name), content_words(_base(name)))
            for gemeinde in register.gemeinden.values()
            for name in [without_title(gemeinde.gemeinde_name)]
        ]
        self._whole: dict[str, list[Gemeinde]] = {}
        self._based: dict[str, list[Gemeinde]] = {}
        for gemeinde, whole, base in self._spellings:
            self._whole.setdefault("".join(whole), []).append(gemeinde)
            self._based.setdefault("".join(base), []).append(gemeinde)
        self._spaced = {
            letters(without_title(s.gemeinde.gemeinde_name)): s for s in self._spellings
        }
        self._kreise = [
            (kreis, _kreis_words(form))
            for kreis in register.kreise.values()
            for form in dict.fromkeys([plain(kreis.kreis_name), _base(plain(kreis.kreis_name))])
        ]
        self._broken_kreise: dict[str, list[Kreis]] = {}
        for kreis in register.kreise.values():
            name = plain(kreis.kreis_name)
            for spelt in {letters(name), letters(KREIS_WORDS.sub(" ", name))}:
                self._broken_kreise.setdefault(spelt, []).append(kreis)
        self._found: dict[str, tuple[list[Gemeinde], list[Gemeinde]]] = {}
        self._found_kreise: dict[str, tuple[Kreis, ...]] = {}

    def find_gemeinden(self, printed: str) -> tuple[list[Gemeinde], list[Gemeinde]]:
        """Return all municipalities a printed name could mean.

        The first list holds those whose whole name is printed (abbreviated or not), the second
        those that agree in the part before an addition. A name printed with its addition that
        some municipality bears means no other.
        """
        known = self._found.get(printed)
        if known is None:
            known = self._found[printed] = self._search(without_title(printed))
        return known

    def resolve_gemeinde(self, printed: str, kreis_ags: Collection[str] = ()) -> Gemeinde | None:
        """Return the one municipality that a printed name means, or None if that is not certain.

        `kreis_ags` are the keys of the Kreise it may lie in; none means that the Kreis is
        unknown, and then the name, additions left aside, must be the only one of its kind.
        """
        whole, based = self.find_gemeinden(printed)
        if not kreis_ags:
            return _only([*whole, *based])
        whole, based = _within(whole, kreis_ags), _within(based, kreis_ags)
        return _only(whole) if whole else _only(based)

    def begun_by(self, printed: str, kreis_ags: Collection[str] = ()) -> list[Gemeinde]:
        """Return the municipalities whose official name begins with a text, whatever follows.

        `kreis_ags` are the keys of the Kreise they may lie in; none means any.
        """
        begun = letters(plain(printed))
        found = [
            gemeinde
            for gemeinde in dict.fromkeys(spelling.gemeinde for spelling in self._spellings)
            if letters(plain(gemeinde.gemeinde_name)).startswith(begun)
        ]
        return _within(found, kreis_ags) if kreis_ags else found

    def find_kreise(self, printed: str) -> tuple[Kreis, ...]:
        """Return the Kreise a text names; two for a bare "Heilbronn" or "Karlsruhe"."""
        known = self._found_kreise.get(printed)
        if known is None:
            text = bare_kreis(plain(FOOTNOTE.sub("", without_page(printed))))
            known = self._found_kreise[printed] = self._search_kreise(text)
        return known

    def _search_kreise(self, text: str) -> tuple[Kreis, ...]:
        """Search by words, and by letters where a cell's edge broke a word without a hyphen."""
        if DIGIT.search(text) or UNREADABLE in text:
            return ()
        kind, wanted = _kreis_kind(text), _kreis_words(text)
        found = [kreis for kreis, official in self._kreise if wanted and _fits(wanted, official)]
        found = found or self._broken_kreise.get(letters(KREIS_WORDS.sub(" ", text)), [])
        return tuple(kreis for kreis in found if kind in (None, kreis.kreis_art))

    def kreise_begun_by(self, printed: str) -> tuple[Kreis, ...]:
        """Return the Kreise whose name begins with a text, whatever follows, and of any kind."""
        begun = letters(KREIS_WORDS.sub(" ", plain(printed)))
        return tuple(
            dict.fromkeys(
                kreis
                for spelt, kreise in self._broken_kreise.items()
                if begun and spelt.startswith(begun)
                for kreis in kreise
            )
        )

    def find_cut_kreise(self, printed: str) -> tuple[Kreis, ...]:
        """Return the Kreis whose name a text begins, cut off by the edge of its cell."""
        begun = "".join(_kreis_words(plain(printed)))
        found = {k for k, words in self._kreise if "".join(words).startswith(begun)}
        return tuple(found) if len(begun) >= CUT_LETTERS and len(found) == 1 else ()

    def _search(self, name: str) -> tuple[list[Gemeinde], list[Gemeinde]]:
        if GROUP.search(name) or DIGIT.search(name) or UNREADABLE in name:
            return [], []
        printed, base = content_words(name), content_words(_base(name))
        if any(word.endswith(".") for word in printed):
            whole = [s.gemeinde for s in self._spellings if _fits(printed, s.words)]
            same_base = [s.gemeinde for s in self._spellings if _fits(base, s.base)]
        else:
            whole = self._whole.get("".join(printed), []) or self._letter_spaced(name)
            same_base = self._based.get("".join(base), [])
        if (whole and printed != base) or self._is_joint(name):
            return whole, []
        return whole, [gemeinde for gemeinde in same_base if gemeinde not in whole]

    def _is_joint(self, name: str) -> bool:
        """Say whether a plain name joins several: Aidlingen/Grafenau is not Aidlingen."""
        others = ("".join(content_words(part)) for part in JOINT.split(name)[1:])
        return any(other in self._based or other in self._whole for other in others)

    def _letter_spaced(self, name: str) -> list[Gemeinde]:
        """Return the municipality whose letters are printed one by one: L A U F F E N A M ..."""
        spelling = self._spaced.get(letters(name))
        return self._whole["".join(spelling.words)] if spelling else []


@cache
def load_names() -> NameIndex:
    """Return the index of the register's names."""
    return NameIndex(load_register())


def plain(text: str) -> str:
    """Return text in lower case, umlauts spelled out, line breaks and hyphens at them mended."""
    text = re.sub("\u00ad\\s*\n\\s*", "", text).translate(INVISIBLE)
    text = unicodedata.normalize("NFKC", text).translate(DASHES)
    text = re.sub(r"-\s*\n\s*", "-", text)
    return " ".join(text.casefold().translate(UMLAUTS).split())


def letters(text: str) -> str:
    """Return only the letters of a plain text: what spacing and hyphenation cannot change."""
    return "".join(WORD.findall(text.replace("-", ""))).replace(".", "")


def content_words(name: str) -> tuple[str, ...]:
    """Return the words of a plain name, abbreviations with their stop, small words left out.

    "Sankt" is given as "st.", for official names have it so.
    """
    words = WORD.findall(name.replace("-", ""))
    found = ["st." if word in ("sankt", "st") else word for word in words]
    return tuple(word for word in found if not SMALL_WORD.fullmatch(word)) or tuple(found)


def without_title(printed: str) -> str:
    """Return the plain name without footnote marks and without titles before or after it."""
    text = TITLE_AFTER.sub("", plain(FOOTNOTE.sub("", printed)))
    return TITLE_BEFORE.sub("", text).strip()


def _base(name: str) -> str:
    """Return a plain name without the addition that tells places of one name apart."""
    return ADDITION.split(name, maxsplit=1)[0] or name


def _fits(printed: tuple[str, ...], official: tuple[str, ...]) -> bool:
    """Say whether printed words, some cut short with a stop, are the official ones."""
    if "".join(printed) == "".join(official):
        return True
    return len(printed) == len(official) and all(map(_word_fits, printed, official))


def _word_fits(printed: str, official: str) -> bool:
    if printed.endswith("."):
        return official.startswith(printed[:-1])
    return printed == official


def _kreis_words(text: str) -> tuple[str, ...]:
    """Return the words of a plain Kreis name without those that say what kind it is."""
    found = content_words(KREIS_WORDS.sub(" ", text).replace("-", ""))
    return tuple(word.removesuffix("kreis") for word in found if word != "kreis")


def _kreis_kind(text: str) -> str | None:
    """Return the kind of Kreis a plain text speaks of, if it does."""
    if re.search(r"\b(landkreis|lkr|lk)\b", text):
        return "Landkreis"
    return "Stadtkreis" if re.search(r"\b(stadtkreis|skr|sk|kreisfreie)\b", text) else None


def _within(gemeinden: Iterable[Gemeinde], kreis_ags: Collection[str]) -> list[Gemeinde]:
    return [gemeinde for gemeinde in gemeinden if gemeinde.kreis_ags in kreis_ags]


def _only(gemeinden: Collection[Gemeinde]) -> Gemeinde | None:
    return next(iter(gemeinden)) if len(gemeinden) == 1 else None
