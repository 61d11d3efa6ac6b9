"""Read a PDF: bytes in, every printed line with its page and box out.

`read`, `draw` and `draw_parts` are the only doors. They start a child process with limits
(`sandbox`, `child`), which looks at the file (`preflight`), lets one engine read it (`registry`) or
draws one of its pages (`picture`), and hands the result back as JSON (`wire`). No PDF library is
ever loaded into the process that holds the warehouse.
"""

from pipeline.extract.sandbox import DEFAULT, Limits, draw, draw_parts, read
from pipeline.extract.wrapped_cells import tables_with_whole_rows

__all__ = ["DEFAULT", "Limits", "draw", "draw_parts", "read", "tables_with_whole_rows"]
