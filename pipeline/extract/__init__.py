"""Read a PDF: bytes in, every printed line with its page and box out.

`read`, `draw` and `look_at_digits` are the only doors. They start a child process
with limits (`sandbox`, `child`), which looks at the file (`preflight`), lets one engine read it
(`engine`), draws one of its pages (`picture`) or compares the shapes of its digits (`shapes`),
and hands the result back as JSON (`ipc`). No PDF library is ever loaded into the process that
holds the warehouse.
"""

from pipeline.extract.sandbox import (
    DEFAULT,
    Limits,
    check_is_readable_file,
    draw,
    look_at_digits,
    read,
)

__all__ = [
    "DEFAULT",
    "Limits",
    "check_is_readable_file",
    "draw",
    "look_at_digits",
    "read",
]
