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

TWICE = {
    "08426008": "Altheim is two municipalities, and neither key nor Kreis is printed",
    "08426036": "Dürnau is two municipalities, and neither key nor Kreis is printed",
    "08426058": "Hochdorf is two municipalities, and neither key nor Kreis is printed",
}
NOT_STATED = {
    "08336010": "`x` is printed in place of the amount",
    "08336043": "`.` is printed in place of the amount",
    "08336078": "`…` is printed in place of the amount",
    "08336089": "`/` is printed in place of the amount",
    "08336104": "nothing is printed in place of the amount",
}
HASHES = {
    "08336050": "`###` is printed in place of the amount",
    "08336081": "`###` is printed in place of the amount",
    "08336091": "`###` is printed in place of the amount",
}
SHOWING = {
    "08336043": "the end of another amount shows beside its 0, and a digit of it in part",
    "08336073": "the end of another amount shows beside its 0, and a digit of it in part",
}
STRUCK_OUT = {
    "08336004": "one of its two amounts is struck out",
    "08336014": "one of its two amounts is struck out",
    "08336034": "one of its two amounts is struck out",
}
NO_SEVEN = dict.fromkeys(
    ("08336014", "08336075", "08336084", "08336096", "08336107", "08337070", "08337108"),
    "a digit of its numbers has no meaning in its font",
)
BLANK = dict.fromkeys(
    ("08237027", "08237073", "08326020", "08326061"),
    "nothing is printed in place of the amount",
)


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
    refused_whole: str = ""
    """Why no row of it may become a figure; empty where rows may."""

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
    Case(
        "chromium_independent_heights",
        (KONSTANZ, WALDSHUT),
        refused_whole="two tables side by side in two sizes are not told apart yet",
    ),
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
    Case("libreoffice_writer_tab_stops_askew", (BIBERACH, BODENSEE)),
    Case("latex_booktabs", (ESSLINGEN, GOEPPINGEN)),
    Case("latex_full_grid", (ULM, ALB_DONAU)),
    Case("latex_wrapped_paragraphs", (SCHWARZWALD_BAAR, TUTTLINGEN, LOERRACH)),
    Case("latex_multirow_kreis", (CALW, FREUDENSTADT, TUEBINGEN)),
    Case("latex_two_tabulars", (BIBERACH,), FIRST, refused=TWICE),
    Case("latex_zebra_landscape", (FREIBURG, BREISGAU)),
    Case("latex_footnote_marks", (ZOLLERNALB, KONSTANZ)),
    Case("canvas_letters_one_by_one", (LOERRACH,)),
    Case("canvas_letters_shuffled", (LOERRACH,)),
    Case("canvas_cells_shuffled", (FREIBURG, EMMENDINGEN)),
    Case("canvas_right_to_left", (ULM, ALB_DONAU)),
    Case("canvas_column_by_column", (TUTTLINGEN, WALDSHUT)),
    Case("canvas_bold_twice", (KARLSRUHE_STADT, KARLSRUHE)),
    Case("canvas_uneven_baselines", (ESSLINGEN,)),
    Case("canvas_words_as_texts", (BIBERACH,)),
    Case("canvas_invisible_text", (LOERRACH,)),
    Case("canvas_white_text", (LOERRACH,)),
    Case("canvas_covered_text", (LOERRACH,)),
    Case("canvas_clipped_text", (LOERRACH,)),
    Case("canvas_clipped_amounts", (LOERRACH,), refused=SHOWING),
    Case("canvas_pictures", (LOERRACH,)),
    Case("canvas_ocr_layer", (LOERRACH,), refused_whole="recognised text cannot be seen"),
    Case("canvas_sticky_notes", (LOERRACH, WALDSHUT)),
    Case("canvas_form_objects", (RHEIN_NECKAR,)),
    Case("canvas_stamped", (ORTENAU,)),
    Case("canvas_key_in_pieces", (CALW, TUEBINGEN)),
    Case("rewritten_gs_spreadsheet", (HEILBRONN_STADT, HEILBRONN)),
    Case("rewritten_gs_screen", (LOERRACH, WALDSHUT)),
    Case("rewritten_gs_old_version", (ESSLINGEN, BIBERACH)),
    Case("rewritten_qpdf_object_streams", (FREIBURG, BREISGAU)),
    Case("rewritten_qpdf_plain", (TUTTLINGEN,), personen=False),
    Case("rewritten_qpdf_owner_password", (ULM, ALB_DONAU)),
    Case("rewritten_rotated_90", (LOERRACH, TUTTLINGEN)),
    Case("rewritten_rotated_270", (KARLSRUHE_STADT, KARLSRUHE, CALW)),
    Case("rewritten_upside_down", (ORTENAU, EMMENDINGEN)),
    Case("rewritten_crop_box", (BIBERACH, BODENSEE)),
    Case("rewritten_user_unit", (GOEPPINGEN, TUEBINGEN)),
    Case("rewritten_shifted_origin", (ZOLLERNALB, CALW)),
    Case("rewritten_contents_as_form", (RHEIN_NECKAR, ORTENAU)),
    Case("rewritten_empty_pages", (HEIDELBERG, MANNHEIM, KONSTANZ)),
    Case("rewritten_merged_documents", (LOERRACH, WALDSHUT)),
    Case("rewritten_stamped_pages", (SCHWARZWALD_BAAR, TUTTLINGEN), personen=False),
    Case("rewritten_no_unicode_maps", (LOERRACH, WALDSHUT)),
    Case("rewritten_digits_unmapped", (LOERRACH, WALDSHUT), refused=NO_SEVEN),
    Case("rewritten_private_bullets", (TUTTLINGEN, KONSTANZ)),
    Case("fpdf2_cells_unruled", (FREIBURG, BREISGAU, EMMENDINGEN)),
    Case("fpdf2_cells_underlined", (CALW, TUEBINGEN)),
    Case("fpdf2_centred", (KARLSRUHE_STADT, KARLSRUHE, LOERRACH)),
    Case("fpdf2_left_aligned", (ULM, ALB_DONAU)),
    Case("fpdf2_three_panels", (ESSLINGEN, GOEPPINGEN, BIBERACH)),
    Case("fpdf2_slightly_turned", (WALDSHUT,)),
    Case("groff_tbl_box", (KONSTANZ, BODENSEE)),
    Case("groff_tbl_plain", (ZOLLERNALB, FREUDENSTADT, CALW)),
    Case("plaintext_enscript_list", (LOERRACH, WALDSHUT)),
    Case("plaintext_enscript_bars", (FREIBURG, BREISGAU)),
    Case("plaintext_a2ps_two_columns", (TUTTLINGEN, HEILBRONN), personen=False),
    Case("wkhtmltopdf_grid", (FREIBURG, BREISGAU)),
    Case("wkhtmltopdf_separate_borders", (ORTENAU,)),
    Case("fop_grid", (SCHWARZWALD_BAAR, LOERRACH)),
    Case("fop_report", (HEILBRONN_STADT, HEILBRONN)),
    Case("chromium_sums_above", (ULM, ALB_DONAU, TUEBINGEN)),
    Case("chromium_stadtkreise_alone", (KARLSRUHE_STADT, KARLSRUHE, HEIDELBERG, MANNHEIM)),
    Case("chromium_statements", (LOERRACH,), refused=NOT_STATED),
    Case("chromium_thousands_by_comma", (LOERRACH,), refused_whole="a comma is decimal in German"),
    Case("chromium_in_thousands", (LOERRACH,), refused_whole="thousands of euros are rounded"),
    Case("chromium_carried_forward", (BIBERACH, BODENSEE)),
    Case("chromium_bezirk_tables", (TUEBINGEN, FREIBURG, EMMENDINGEN, HOHENLOHE)),
    Case("chromium_indented", (CALW, FREUDENSTADT, TUEBINGEN)),
    Case("chromium_turned_titles", (WALDSHUT, KONSTANZ)),
    Case("libreoffice_xlsx_accounting", (LOERRACH, ESSLINGEN)),
    Case(
        "libreoffice_xlsx_english",
        (LOERRACH, ESSLINGEN),
        refused_whole="a comma is decimal in German",
    ),
    Case("libreoffice_xlsx_hashes", (LOERRACH,), refused=HASHES),
    Case("libreoffice_xlsx_grand_total_first", (GOEPPINGEN, TUEBINGEN)),
    Case("chromium_zebra_headings_full", ()),
    Case("typst_two_columns_full", (), FIRST),
    Case("libreoffice_calc_grid_full", ()),
    Case("latex_booktabs_full", ()),
    Case("fpdf2_three_panels_full", ()),
    Case("weasyprint_kreis_sections_full", ()),
    Case("groff_tbl_box_full", ()),
    Case(
        "libreoffice_xlsx_two_pages_wide",
        (LOERRACH,),
        refused_whole="names and amounts stand on different pages",
    ),
    Case("weasyprint_column_numbers", (CALW, ZOLLERNALB)),
    Case("weasyprint_legend", (GOEPPINGEN, TUEBINGEN)),
    Case("weasyprint_tranche", (KARLSRUHE_STADT, KARLSRUHE)),
    Case("weasyprint_amount_per_head", (WALDSHUT,)),
    Case("rewritten_scan", (LOERRACH,), refused_whole="a picture has no text"),
    Case("canvas_struck_out", (LOERRACH,), refused=STRUCK_OUT),
    Case("canvas_lowered_amounts", (ESSLINGEN,)),
    Case("canvas_amount_beside_key", (FREIBURG, BREISGAU, ORTENAU)),
    Case("canvas_columns_move", (BREISGAU, ORTENAU)),
    Case("canvas_few_notes", (BOEBLINGEN, ESSLINGEN, GOEPPINGEN)),
    Case("canvas_headings_without_rule", (BIBERACH, BODENSEE)),
    Case("fpdf2_touching_numbers", (LOERRACH, WALDSHUT)),
    Case(
        "weasyprint_blank_amounts", (FREUDENSTADT, SCHWARZWALD_BAAR), personen=False, refused=BLANK
    ),
    Case(
        "weasyprint_two_amounts", (WALDSHUT,), refused_whole="the figure is not among its amounts"
    ),
)
