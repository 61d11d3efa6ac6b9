"""The cases of the matrix: which rows each file prints, and which of them must be refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.builders.editions import ENDGUELTIG, VORLAEUFIG
from tests.builders.rows import Rows, edition_rows, of_kreise

FINAL, FIRST = ENDGUELTIG.name, VORLAEUFIG.name

BOEBLINGEN, ESSLINGEN, GOEPPINGEN = "08115", "08116", "08117"
HEILBRONN_STADT, HEILBRONN, HOHENLOHE = "08121", "08125", "08126"
KARLSRUHE_STADT, KARLSRUHE, HEIDELBERG, MANNHEIM, RHEIN_NECKAR = (
    "08212",
    "08215",
    "08221",
    "08222",
    "08226",
)
CALW, ZOLLERNALB, FREUDENSTADT = "08235", "08417", "08237"
FREIBURG, BREISGAU, EMMENDINGEN, ORTENAU = "08311", "08315", "08316", "08317"
SCHWARZWALD_BAAR, TUTTLINGEN, KONSTANZ = "08326", "08327", "08335"
LOERRACH, WALDSHUT = "08336", "08337"
TUEBINGEN, ULM, ALB_DONAU, BIBERACH, BODENSEE = "08416", "08421", "08425", "08426", "08435"


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture."""

    stem: str
    """File name without ending: producer, underscore, recipe."""
    kreise: tuple[str, ...]
    """The Kreise whose municipalities it prints; none means all 44."""
    edition: str = FINAL
    personen: bool = True
    """Whether it prints the counted persons."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Municipalities (by key) whose printed row must not become a figure, and why."""

    @property
    def file_name(self) -> str:
        """The fixture in `tests/matrix/pdf/`."""
        return f"{self.stem}.pdf"

    @property
    def rows(self) -> Rows:
        """The rows it prints, by key."""
        rows = edition_rows(self.edition)
        return of_kreise(rows, *self.kreise) if self.kreise else rows


CASES = (
    Case("chromium_grid_merged_kreis", (HEILBRONN_STADT, HEILBRONN, HOHENLOHE)),
    Case("chromium_rules_merged_kreis", (FREIBURG, EMMENDINGEN, TUEBINGEN)),
    Case("chromium_narrow_grid", (ULM, ALB_DONAU)),
    Case("chromium_narrow_auto", (KARLSRUHE_STADT, KARLSRUHE)),
    Case("chromium_zebra_headings", (BOEBLINGEN, ESSLINGEN)),
    Case("chromium_wrapped_middle", (FREIBURG, BREISGAU)),
    Case("chromium_wrapped_middle_unruled", (SCHWARZWALD_BAAR, TUTTLINGEN)),
    Case("chromium_wrapped_bottom", (SCHWARZWALD_BAAR, TUTTLINGEN)),
    Case("chromium_two_level_header", (LOERRACH, WALDSHUT)),
    Case("chromium_side_by_side", (BIBERACH, BODENSEE)),
    Case("chromium_three_side_by_side", (CALW, ZOLLERNALB, ULM, ALB_DONAU), personen=False),
    Case("chromium_independent_heights", (KONSTANZ, WALDSHUT)),
    Case("chromium_amount_first", (HEIDELBERG, MANNHEIM, RHEIN_NECKAR)),
    Case("chromium_running_number", (TUTTLINGEN, KONSTANZ)),
    Case("chromium_first_row_only", (GOEPPINGEN, HEILBRONN_STADT, HEILBRONN), FIRST),
    Case("chromium_narrow_no_break", (LOERRACH,), personen=False),
    Case("chromium_footnotes", (FREUDENSTADT, LOERRACH)),
    Case("chromium_watermark", (ORTENAU,)),
    Case("chromium_kreis_tables", (CALW, FREUDENSTADT, TUEBINGEN)),
    Case("reportlab_grid_continued_headings", (KARLSRUHE_STADT, KARLSRUHE, TUTTLINGEN)),
    Case("reportlab_rule_after_five", (ESSLINGEN, GOEPPINGEN)),
    Case("reportlab_wrapped_grid", (EMMENDINGEN, SCHWARZWALD_BAAR)),
    Case("reportlab_mirrored_margins", (BREISGAU, ORTENAU)),
    Case("reportlab_lone_last_row", (ULM, ALB_DONAU)),
    Case("reportlab_other_tables", (BIBERACH, BODENSEE)),
    Case("reportlab_merged_over_pages", (HEILBRONN_STADT, HEILBRONN, HOHENLOHE)),
    Case("typst_hyphenated", (CALW, SCHWARZWALD_BAAR)),
    Case("typst_dot_leaders", (BOEBLINGEN, TUEBINGEN), personen=False),
    Case("typst_two_columns", (ULM, ALB_DONAU, BIBERACH), FIRST),
    Case("typst_thin_spaces", (FREIBURG, BREISGAU)),
    Case("typst_merged_kreis_top", (KARLSRUHE_STADT, KARLSRUHE, RHEIN_NECKAR)),
    Case("typst_no_header_no_kreis", (ESSLINGEN,), personen=False),
    Case("typst_turned_text", (ORTENAU,)),
    Case("typst_sorted_by_name", (GOEPPINGEN, BIBERACH)),
    Case("typst_split_key", (TUTTLINGEN, WALDSHUT)),
    Case("weasyprint_ligatures", (RHEIN_NECKAR,)),
    Case("weasyprint_old_style_figures", (LOERRACH, WALDSHUT)),
    Case("weasyprint_capitals", (HEILBRONN, TUEBINGEN), FIRST),
    Case("weasyprint_asterisks", (ZOLLERNALB, CALW)),
    Case("weasyprint_kreis_wrapped", (BREISGAU, SCHWARZWALD_BAAR)),
    Case("weasyprint_soft_hyphens", (FREUDENSTADT, EMMENDINGEN)),
    Case("weasyprint_portrait_and_landscape", (ESSLINGEN, GOEPPINGEN)),
    Case("weasyprint_kreis_sections", (HEIDELBERG, MANNHEIM, CALW, TUEBINGEN)),
    Case("weasyprint_margin_texts", (HOHENLOHE, KONSTANZ, TUTTLINGEN)),
    Case("libreoffice_calc_grid", (FREIBURG, BREISGAU, LOERRACH)),
    Case("libreoffice_calc_no_borders", (BOEBLINGEN, ESSLINGEN, GOEPPINGEN), FIRST),
    Case("libreoffice_calc_overflow", (SCHWARZWALD_BAAR, LOERRACH)),
    Case("libreoffice_calc_merged_middle", (HEILBRONN_STADT, HEILBRONN, HOHENLOHE)),
    Case("libreoffice_calc_landscape_subtotals", (KARLSRUHE_STADT, KARLSRUHE, CALW)),
    Case("libreoffice_calc_currency_column", (KONSTANZ, WALDSHUT), personen=False),
    Case("libreoffice_writer_table", (ULM, ALB_DONAU)),
    Case("libreoffice_writer_headings", (EMMENDINGEN, TUTTLINGEN)),
    Case("libreoffice_writer_tab_stops", (BIBERACH, BODENSEE)),
)
