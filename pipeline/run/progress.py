"""How a run says what it is doing."""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""
