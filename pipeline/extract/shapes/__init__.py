"""The picture as a witness of digits: does each look like the character that the file says it is?

    digits (page by page) -> glyphs (where they stand, what they look like) -> contradictions

It shares nothing with the readings but pdfium's characters, and runs in the child process. What
it asks is whether the fonts of a document contradict themselves, each other, or usual fonts: where
a font's digits look like no usual ones, and it has no other shape of them, nothing can be told.
"""
