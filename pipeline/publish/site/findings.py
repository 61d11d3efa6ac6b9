"""What a check found, as readers of the page are told it."""

import re

ADVICE = re.compile(r"; bitte [^;„“(]*(?=$| \()")
"""What somebody at the pipeline is asked to do; never within what is quoted from a document."""


def lines_of(meldung: str) -> list[str]:
    """Return the findings of a check, each a line, without what is asked of others than readers."""
    return [ADVICE.sub("", line) for line in meldung.split("\n")]
