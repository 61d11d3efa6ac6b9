"""Read a PDF: bytes in, every printed line with its page and box out.

`read`, `draw` and `look_at_digits` of `sandbox` are the only doors to a document. They start a
child process with limits (`child`, `budget`), which looks at the file (`preflight`), lets one
engine read it (`engine`), draws one of its pages (`picture`) or compares the shapes of its digits
(`shapes`), and hands the result back as JSON (`ipc`). No PDF library is ever loaded into the
process that holds the warehouse.
"""
