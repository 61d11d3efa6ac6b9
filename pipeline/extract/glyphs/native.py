"""The few pdfium calls that run once per character or object, bound for speed.

pypdfium2's generated bindings build a Python object for every returned handle; here handles stay
plain integers. Nothing else in the project calls pdfium below pypdfium2's own classes.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

_HANDLE = ctypes.c_void_p


def handle_of(pdfium_object: Any) -> int:
    """Return a pypdfium2 raw pointer as a plain integer."""
    address = ctypes.cast(pdfium_object, ctypes.c_void_p).value
    if address is None:
        raise ValueError("pdfium gave a null handle")
    return address


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return the C function of that name with the given plain types."""
    return ctypes.CFUNCTYPE(result, *arguments)(handle_of(getattr(raw, name)))


def room(kind: Any, size: int, count: int) -> tuple[Any, list[range]]:
    """Return room for groups of numbers, and the addresses of each number of the groups in turn.

    What is asked of many objects together, and written there, takes half the time.
    """
    numbers = (kind * (size * count))()
    start, step = ctypes.addressof(numbers), ctypes.sizeof(kind)
    end = start + ctypes.sizeof(numbers)
    return numbers, [range(start + step * n, end, step * size) for n in range(size)]


class Matrix(ctypes.Structure):
    """A transformation as pdfium keeps it (ISO 32000-1, sec. 8.3.4)."""

    _fields_ = tuple((name, ctypes.c_float) for name in "abcdef")


_INT = ctypes.c_int
_POINTER = ctypes.c_void_p

load_text_page = _bind("FPDFText_LoadPage", _HANDLE, _HANDLE)
close_text_page = _bind("FPDFText_ClosePage", None, _HANDLE)
count_chars = _bind("FPDFText_CountChars", _INT, _HANDLE)
get_text = _bind("FPDFText_GetText", _INT, _HANDLE, _INT, _INT, _POINTER)
get_unicode = _bind("FPDFText_GetUnicode", ctypes.c_uint, _HANDLE, _INT)
get_text_object = _bind("FPDFText_GetTextObject", _HANDLE, _HANDLE, _INT)
get_tight_box = _bind("FPDFText_GetCharBox", _INT, _HANDLE, _INT, *[_POINTER] * 4)
get_loose_box = _bind("FPDFText_GetLooseCharBox", _INT, _HANDLE, _INT, _POINTER)
get_origin = _bind("FPDFText_GetCharOrigin", _INT, _HANDLE, _INT, _POINTER, _POINTER)
get_angle = _bind("FPDFText_GetCharAngle", ctypes.c_float, _HANDLE, _INT)
has_map_error = _bind("FPDFText_HasUnicodeMapError", _INT, _HANDLE, _INT)
is_hyphen = _bind("FPDFText_IsHyphen", _INT, _HANDLE, _INT)
get_font = _bind("FPDFTextObj_GetFont", _HANDLE, _HANDLE)
get_font_name = _bind(
    "FPDFFont_GetBaseFontName", ctypes.c_size_t, _HANDLE, _POINTER, ctypes.c_size_t
)
get_font_size = _bind("FPDFTextObj_GetFontSize", _INT, _HANDLE, _POINTER)
get_render_mode = _bind("FPDFTextObj_GetTextRenderMode", _INT, _HANDLE)

count_objects = _bind("FPDFPage_CountObjects", _INT, _HANDLE)
get_object = _bind("FPDFPage_GetObject", _HANDLE, _HANDLE, _INT)
count_form_objects = _bind("FPDFFormObj_CountObjects", _INT, _HANDLE)
get_form_object = _bind("FPDFFormObj_GetObject", _HANDLE, _HANDLE, ctypes.c_ulong)
get_type = _bind("FPDFPageObj_GetType", _INT, _HANDLE)
get_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _HANDLE, _POINTER)
get_bounds = _bind("FPDFPageObj_GetBounds", _INT, _HANDLE, _POINTER, _POINTER, _POINTER, _POINTER)
get_fill_color = _bind(
    "FPDFPageObj_GetFillColor", _INT, _HANDLE, _POINTER, _POINTER, _POINTER, _POINTER
)
get_clip_path = _bind("FPDFPageObj_GetClipPath", _HANDLE, _HANDLE)
count_clip_paths = _bind("FPDFClipPath_CountPaths", _INT, _HANDLE)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _HANDLE, _INT)
get_clip_segment = _bind("FPDFClipPath_GetPathSegment", _HANDLE, _HANDLE, _INT, _INT)
has_transparency = _bind("FPDFPageObj_HasTransparency", _INT, _HANDLE)
count_marks = _bind("FPDFPageObj_CountMarks", _INT, _HANDLE)
get_mark = _bind("FPDFPageObj_GetMark", _HANDLE, _HANDLE, ctypes.c_ulong)
get_mark_name = _bind("FPDFPageObjMark_GetName", _INT, _HANDLE, _POINTER, ctypes.c_ulong, _POINTER)
get_mark_value_type = _bind("FPDFPageObjMark_GetParamValueType", _INT, _HANDLE, ctypes.c_char_p)
count_annotations = _bind("FPDFPage_GetAnnotCount", _INT, _HANDLE)
set_active = _bind("FPDFPageObj_SetIsActive", _INT, _HANDLE, _INT)
get_stroke_width = _bind("FPDFPageObj_GetStrokeWidth", _INT, _HANDLE, _POINTER)
get_draw_mode = _bind("FPDFPath_GetDrawMode", _INT, _HANDLE, _POINTER, _POINTER)
count_segments = _bind("FPDFPath_CountSegments", _INT, _HANDLE)
get_segment = _bind("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
get_segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _HANDLE, _POINTER, _POINTER)
get_segment_type = _bind("FPDFPathSegment_GetType", _INT, _HANDLE)
get_segment_close = _bind("FPDFPathSegment_GetClose", _INT, _HANDLE)
