"""Understand a reading: rows of text in, figures with their place out.

stage      the order, and what is taken back at the end
flow       all rows in reading order
cells      what a text can be: name, key, Kreis, number; each distinct text is asked once
roles      which tables are about municipalities, their titles, and what their columns are
columns    what the cells of a column have in common; numbers: which is the amount
wrapped    names and numbers over several lines, joined where the register proves it
document   what each row is; labels: those that are no figure; figures: those that are
stray      rows outside the tables that must not be lost
sums       which rows a printed sum is of
"""
