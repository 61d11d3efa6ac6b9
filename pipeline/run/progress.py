"""How a run says what it is doing."""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""
CountedProgress = Callable[[int, int, str], None]
"""Called with how many of how many things are done, and the name of the step that begins."""
