"""Sources of glyphs: what stands on a page, from the bytes up, each by its own library.

    pdfium, pdfplumber -> words and stretches in PDF space (`words_and_rules`)

A source decodes the fonts, makes words of the glyphs, and takes the drawn paths for what they are.
What is painted (`painted`), which way a page is turned (`pages`), and what of its words is no text
(`layout.cleaning`) is the same for all.
"""
