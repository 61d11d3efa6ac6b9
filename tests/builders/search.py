"""How long properties are searched: shortly in each run of the tests, and on and on by night."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property where its test does not say."""


def examples(count: int) -> settings:
    """Return settings for so many examples, and as many times more as the profile asks for."""
    return settings(max_examples=count * settings().max_examples // USUAL, deadline=None)
