"""What documents print with the name of a Kreis: chapter, key, counts, sum, page, continuation."""

import re

UNIT = r"(?:(?:staedten?(?: und |/|, ))?(?:gemeinden?|kommunen|staedten?)|personen|pers\.|euro?|€)"
COUNT_BEHIND = re.compile(
    rf"(?:\s*[(,:;/-]\s*\d[\d.]*(?:,\d\d|,-)?\s*{UNIT}\s*\)?)+(?:,\s\d{{1,3}}(?:\.\d{{3}})+)?,?$"
)
"""How many municipalities and persons a Kreis has, and its amount; the line may end within it."""
KEY_BEFORE = re.compile(r"^(?:08)?\s?\d{3}\b")
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
CONTINUED = re.compile(r"\(?\s*\b(?:fortsetzung|forts\.?|noch)(?:\s*\d{1,2}\b|\b)\s*\)?:?")
PAGE = re.compile(
    r"[\s,–-]*\(?\b(?:seite|blatt|teil)\s\d{1,3}(?:\s?(?:von|/)\s?\d{1,3})?\)?\s*$", re.IGNORECASE
)
SHORT_KREIS = re.compile(r"(?<!\bl)(?<!\bs)kr\.(?!\w)")
LAND_BEHIND = re.compile(r"(?<=\w)(?:[- ]|, )(?:land|\(land\))$")
"""Karlsruhe-Land: the Landkreis of a town that is a Stadtkreis too."""


def without_page(printed: str) -> str:
    """Return a printed text without the number of a page behind it."""
    return PAGE.sub("", printed)


def bare_kreis(text: str) -> str:
    """Return what remains of a plain text once that is off; short kinds of Kreise written out."""
    text = CONTINUED.sub(" ", text).strip()
    for beside in (COUNT_BEHIND, KEY_BEFORE, KEY_BEHIND, CHAPTER):
        text = beside.sub("", text).strip()
    return LAND_BEHIND.sub(", landkreis", SHORT_KREIS.sub("kreis", text))
