"""Printed is what is painted: which of a page's text its readers see is told from its picture.

    page + text page -> allowlist -> sight (what is in doubt) -> letters (one by one) -> unseen runs

A page is painted with its text, without it, and as its text alone in black. Ink that the text
leaves alone and not on the page is hidden, by whatever means. Every engine heeds the result:
ours by the characters of pdfium's text page, others by the places of their characters.
"""
