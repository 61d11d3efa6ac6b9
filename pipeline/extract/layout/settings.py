"""Every measure by which the layout is told, in one place.

Lengths are points; those "in heights" are multiples of the height of a font's box, which is about
1.15 times the font size. Shares are of the rows, lines or texts named.
"""

from msgspec import Struct


class LayoutSettings(Struct, frozen=True):
    """What is one line, one column, one rule, one table; and how many make it certain."""

    # What counts for all
    half: float = 0.5
    """Share of some rows, pages, bands or points that is enough of them."""
    mostly: float = 0.6
    """Share of some rows, lines or texts that is most of them."""

    # Rules
    same_straight: float = 1.0
    """Between rules that are drawn on one straight line."""
    touching: float = 2.0
    """Between rules on one straight line that continue each other."""
    one_rule: float = 3.0
    """Between parallel rules that are one, drawn double or on another page, and between a rule and
    one across it that it ends at."""
    one_column: float = 6.0
    """Narrower is no column; so far rules reach beyond the last one across if a column is there."""
    least_cells: int = 2
    """Cells that rules must close to make a table."""
    most_slots: int = 250_000
    """A raster of more is a drawing."""
    border: float = 12.0
    """Heights within which a rule above or below a table's lines is its border."""

    # Words, phrases, lines
    same_baseline: float = 0.48
    """Heights; farther apart are two lines. Cells of one row may be set higher or lower."""
    within_word: float = 0.09
    """Heights; a smaller gap lies inside a word drawn in pieces. Spaces are 0.2 and more."""
    within_phrase: float = 0.55
    """Heights; a larger gap parts two phrases. Spaces, also stretched ones, are smaller."""
    one_width: float = 0.02
    """Share by which the letters of a font of one width differ on average from word to word ..."""
    one_space: float = 1.2
    """... and letters that a space in it is wide at most."""
    overlap: float = 0.25
    """Heights; words overlapping more than this were not printed to be read as one."""
    mark_smaller: float = 0.85
    """A footnote mark is at most so many times as high as the line's text ..."""
    mark_raised: float = 0.12
    """... stands so many heights above its baseline ..."""
    mark_gap: float = 0.3
    """... at most so many heights behind it ..."""
    mark_length: int = 3
    """... and has no more characters."""
    one_number_moved: float = 0.06
    """Heights by which the baselines of one number's digits differ at most, if drawn apart ..."""
    one_number_size: float = 0.9
    """... and the share of the larger ones' height that they have at least."""
    oversized: float = 1.9
    """Text so many times as high as most of the page's is no text of a row."""

    # Blocks and groups of them
    block_gap: float = 3.0
    """A distance of baselines above this many heights ends a block ..."""
    block_gap_relative: float = 2.2
    """... if it is also this many times the page's usual distance."""
    text_spacing: float = 1.6
    """Heights between the lines of one text."""
    loose_lines: int = 2
    """Lines of text at most that belong to the first or the last row of a table."""
    table_rows: int = 3
    """Where a block of so many rows is, a lone line far from it is not one of them."""
    prose_words: float = 5.0
    """Words that the phrases of text in columns have at least on average ..."""
    text_words: float = 4.0
    """As many have texts that run over columns, or on average those in each column, if they are one
    text whose words are set far apart."""
    prose_numbers: float = 0.1
    """... and the share of them that may be numbers."""
    most_asked: int = 100
    """Rows spread over a table that tell whether it is text."""
    nearer: float = 0.8
    """A line is of what is below it if its distance is at most so many times that from above."""
    edge_grid: float = 3.0
    """Edges of blocks are compared on this grid and the one shifted by half of it."""
    same_edge: float = 1.25
    """Between edges of texts, or of a text and its column, that are one."""
    common_edge: float = 0.1
    """An edge is the table's if this share of its lines have it."""
    telling_rows: int = 8
    """Rows from which on a block's own corridors are more than chance."""

    # Corridors between columns
    corridor: float = 0.75
    """The narrowest strip between two columns."""
    stray_share: float = 0.05
    """Share of the rows that may cross a strip (headings, subtotals) and it is still looked at."""
    tight_share: float = 0.25
    """Share of the rows that may have no more than a space there."""
    one_vertical: float = 2.0
    """Between vertical rules that are one."""
    enough_rows: int = 12
    """Rows with text on both sides that a corridor inside a ruled column needs. Below so many rows
    a single text makes a column; above, a few may be strays: pieces of sums."""
    enough_aligned: int = 3
    """Texts at one edge that make a column, however many rows there are."""
    nearly_all: float = 0.9
    """Share of the rows that must agree that a gap no wider than a space is one of columns."""
    one_place: float = 0.75
    """Within which texts begin at one place."""
    varying: float = 0.1
    """Share of the rows that begin or end elsewhere where texts do so at varying places."""
    distinct: float = 0.3
    """Share of the texts behind a gap that differ from each other: a unit is always the same."""

    # Columns and panels
    over_rule: float = 1.0
    """By which a text may run over a rule that ends its cell."""
    over_cell: float = 2.0
    """By which a text may run into the one of the next cell."""
    exact_start: float = 0.3
    """Between the start of a text and its column's where no space parts it from another."""
    piece_length: int = 2
    """Characters that the pieces of a word have at least on average, if more than glyphs."""
    numeric_share: float = 0.7
    """Share of a column's texts that must be numbers for it to say where a row is."""
    most_panels: int = 4
    """Tables side by side at most."""
    well_filled: float = 0.3
    """Share of the rows that fill a column which no panel lacks; a last page may be half empty."""
    same_distance: float = 4.0
    """By which the distance of a column to its likeness in the next panel may differ."""

    # Titles, and texts that are no rows
    foot_lines: int = 12
    """Running lines at the foot of a page at most."""
    side_by_side: float = 0.8
    """Heights; lines that are nearer are of different cells of one row."""
    centred: float = 0.2
    """Column widths between the middle of a title and that of the columns that it covers."""

    # Rows
    single_rows: float = 0.9
    """Share of the bands between rules with one number per column that makes bands rows."""
    row_gap: float = 1.0
    """By which lines of two rows are farther apart than those of one, where no rules part them."""
    wrapped_rows: float = 0.05
    """Share of the rows that must have a line more for white space to tell which lines are one."""


SETTINGS = LayoutSettings()
