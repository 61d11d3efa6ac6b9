"""Understand a reading: rows of text in, figures with their place out. `stage` has the order.

flow       all rows in reading order, and Kreise over several rows
cells      what a text can be: name, key, Kreis, number; each distinct text is asked once
roles      which tables are about municipalities, and what their columns are, as titles, columns
           and numbers tell
wrapped    names and numbers over several lines, joined where the register proves it
document   what each row is; headings, labels: those that are no figure; figures: those that are
stray      rows outside the tables that must not be lost
sums       which rows a printed sum is of
guards     figures that are taken back, lists that only repeat others
"""
