"""The few pdfium calls that run once per character or object, bound for speed.

pypdfium2's generated bindings build a Python object for every returned handle; here handles stay
plain integers. Nothing else in the project calls pdfium below pypdfium2's own classes.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw


def handle_of(pdfium_object: Any) -> int:
    """Return a pypdfium2 raw pointer as a plain integer."""
    address = ctypes.cast(pdfium_object, ctypes.c_void_p).value
    if address is None:
        raise ValueError("pdfium gave a null handle")
    return address


def _bind(name: str) -> Callable[..., Any]:
    """Return the C function of that name, which takes and gives plain integers for pointers."""
    function = getattr(raw, name)
    kinds = (function.restype, *function.argtypes)
    plain = [ctypes.c_void_p if hasattr(kind, "contents") else kind for kind in kinds]
    return ctypes.CFUNCTYPE(*plain)(handle_of(function))


def room(kind: Any, size: int, count: int) -> tuple[Any, list[range]]:
    """Return room for groups of numbers, and the addresses of each number of the groups in turn.

    What is asked of many objects together, and written there, takes half the time.
    """
    numbers = (kind * (size * count))()
    start, step = ctypes.addressof(numbers), ctypes.sizeof(kind)
    end = start + ctypes.sizeof(numbers)
    return numbers, [range(start + step * n, end, step * size) for n in range(size)]


load_text_page = _bind("FPDFText_LoadPage")
close_text_page = _bind("FPDFText_ClosePage")
count_chars = _bind("FPDFText_CountChars")
get_text = _bind("FPDFText_GetText")
get_unicode = _bind("FPDFText_GetUnicode")
get_text_object = _bind("FPDFText_GetTextObject")
get_tight_box = _bind("FPDFText_GetCharBox")
get_loose_box = _bind("FPDFText_GetLooseCharBox")
get_origin = _bind("FPDFText_GetCharOrigin")
get_angle = _bind("FPDFText_GetCharAngle")
get_char_matrix = _bind("FPDFText_GetMatrix")
has_map_error = _bind("FPDFText_HasUnicodeMapError")
is_hyphen = _bind("FPDFText_IsHyphen")
get_font = _bind("FPDFTextObj_GetFont")
get_font_name = _bind("FPDFFont_GetBaseFontName")
get_font_size = _bind("FPDFTextObj_GetFontSize")
get_render_mode = _bind("FPDFTextObj_GetTextRenderMode")

count_objects = _bind("FPDFPage_CountObjects")
get_object = _bind("FPDFPage_GetObject")
count_form_objects = _bind("FPDFFormObj_CountObjects")
get_form_object = _bind("FPDFFormObj_GetObject")
get_type = _bind("FPDFPageObj_GetType")
get_matrix = _bind("FPDFPageObj_GetMatrix")
get_bounds = _bind("FPDFPageObj_GetBounds")
get_fill_color = _bind("FPDFPageObj_GetFillColor")
get_clip_path = _bind("FPDFPageObj_GetClipPath")
count_clip_paths = _bind("FPDFClipPath_CountPaths")
count_clip_segments = _bind("FPDFClipPath_CountPathSegments")
get_clip_segment = _bind("FPDFClipPath_GetPathSegment")
has_transparency = _bind("FPDFPageObj_HasTransparency")
count_marks = _bind("FPDFPageObj_CountMarks")
get_mark = _bind("FPDFPageObj_GetMark")
get_mark_name = _bind("FPDFPageObjMark_GetName")
forget_mark_value = _bind("FPDFPageObjMark_RemoveParam")
count_annotations = _bind("FPDFPage_GetAnnotCount")
set_active = _bind("FPDFPageObj_SetIsActive")
get_stroke_width = _bind("FPDFPageObj_GetStrokeWidth")
get_draw_mode = _bind("FPDFPath_GetDrawMode")
count_segments = _bind("FPDFPath_CountSegments")
get_segment = _bind("FPDFPath_GetPathSegment")
get_segment_point = _bind("FPDFPathSegment_GetPoint")
get_segment_type = _bind("FPDFPathSegment_GetType")
get_segment_close = _bind("FPDFPathSegment_GetClose")
