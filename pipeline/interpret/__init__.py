"""Understand a reading: rows of text in, figures with their place out.

stage      the order
flow       all rows in reading order, and Kreise over several rows
cells      what a text can be: name, key, Kreis, number; each distinct text is asked once
tables     which rows are a table; columns, titles, numbers, roles: what its columns are
wrapped    names and numbers over several lines, joined where the register proves it
document   what each row is; headings, labels: those that are no figure; figures, notation: those
           that are
sums       which rows a printed sum is of
guards     what must not be lost or taken twice
"""

from pipeline.interpret.stage import interpret

__all__ = ["interpret"]
