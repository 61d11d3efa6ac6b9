"""The picture as a witness of digits: does each look like the character that the file says it is?

    glyphs (where they stand) -> painting (what they look like) -> contradictions

It shares nothing with the readings but pdfium's characters, and runs in the child process. What
it asks is whether the fonts of a document contradict themselves or each other: a font that lies
about a digit in the whole document, and has no other shape of it anywhere, does not.
"""
