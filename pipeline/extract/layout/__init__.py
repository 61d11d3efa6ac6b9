"""From words and rules to rows in reading order, whichever source gave the words.

    Word -> Line of phrases -> Block of one page -> Table with its columns -> PlacedRow

Columns are those of all pages, so no row is placed before all of them are seen. Until then a page
is kept as lines, and a block as the outline of its rows.

document    the way through, in the order below, and the pages until all are seen
geometry    pages, words and rules as every source gives them; settings: every tuning constant
cleaning    words without second prints and dot leaders
rasters     what rules enclose; drawn_cells: the words in it, and the rows next to it
lines       words to phrases and lines
blocks      lines to blocks, and what all of these are asked for together
tables      blocks of all pages to tables that share their columns
corridors   where columns are split, by white space, rules or no more than a space
columns     the column model of one table over all its pages
panels      tables side by side
texts_around  running lines, captions and notes, which are no rows
titles      what stands above columns, and which of them it covers
rows        a table's lines sorted into columns and bands, and these turned into rows
confidence  apart from all, and only if asked for: how sure it is that a table is right
level_numbers  apart from all: which numbers stand level with which municipality
"""
