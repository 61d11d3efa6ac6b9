"""Understand a reading: rows of text in, figures with their place out.

stage           the order, and what is taken back at the end
flow            all rows in reading order
cells           what a text can be: name, key, Kreis, number; each distinct text is asked once
roles           which tables are about municipalities, their titles, and what their columns are
column_content  what the cells of a column have in common
numbers         which column is the amount, which the persons: by titles and arithmetic
wrapped         names and numbers over several lines, joined where the register proves it
row_classes     what each row is; labels: those that are no figure; row_figure: those that are one
stray           rows outside the tables that must not be lost
printed_sums    which rows a printed sum is of
"""
