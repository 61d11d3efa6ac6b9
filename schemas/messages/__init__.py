"""What checks say, as data: one file of sentences for each language, with the facts in braces.

Each check has a table of its name; what several say stands under `common`, and what differs where a
document is read again under `rereading`. Both files have the same keys, but for what only German
readers meet: the `title` of a check that failed.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def messages(language: str) -> Mapping[str, str]:
    """Return the sentences of a language (`en`, `de`) by table and key, as in `beleg.passed`."""
    tables = tomllib.loads((files("schemas") / "messages" / f"{language}.toml").read_text("utf-8"))
    return {
        f"{table}.{key}": sentence
        for table, sentences in tables.items()
        for key, sentence in sentences.items()
    }


def check_title(check: str) -> str:
    """Return the heading for a failed check; one without a title is called by its name."""
    return messages("de").get(f"{check}.title", f"Prüfung {check}")
