"""From words and rules to rows in reading order, whichever source gave the words.

document    the way through, in the order below
geometry    pages, words and rules as every source gives them; settings: every tuning constant
cells       what rules enclose; drawn: the words in it, and the rows next to it
lines       words to phrases and lines; running: lines at the foot or head of every page
blocks      lines to blocks, and blocks of all pages to groups that share their columns
corridors   where columns are split; spaces: by no more than a space; agreement: which blocks agree
columns     the column model of one table over all its pages
grids       lines sorted into columns and bands
panels      tables side by side
rows        grids to rows of cells
witness     apart from all: which numbers stand level with which municipality
"""
