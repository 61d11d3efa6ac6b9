"""A page of pdfium, taken apart as its readers need it."""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

import pypdfium2
import pypdfium2.raw as raw

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import (
    PATH,
    TEXT,
    PageObject,
    Path,
    Transform,
    page_objects,
    painted_path,
    read_rules,
    transformed,
    turning,
)
from pipeline.model import Bbox

PRINTED_NOTES = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
"""Annotations whose text is printed on the page."""


class PageParts:
    """A page and what is on it beside its characters, each part taken when it is asked for."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        """Take a page apart, which stays open meanwhile."""
        self.page, self.number = page, number
        self.handle = native.handle_of(page.raw)
        """The same page, as the functions of `native` take it."""

    @cached_property
    def objects(self) -> Sequence[PageObject]:
        """Its objects in drawing order."""
        return page_objects(self.handle)

    @cached_property
    def fonts(self) -> Mapping[int, int]:
        """The font of each text, by its place in drawing order."""
        texts = ((n, found.handle) for n, found in enumerate(self.objects) if found.kind == TEXT)
        return {place: native.get_font(handle) or 0 for place, handle in texts}

    @cached_property
    def marks(self) -> Mapping[int, int]:
        """The marks that its texts have, each with one of its texts; many share one."""
        texts = [found.handle for found in self.objects if found.kind == TEXT]
        counts = zip(texts, map(native.count_marks, texts), strict=True)
        return {native.get_mark(text, n): text for text, count in counts for n in range(count)}

    def forget_replacements(self) -> None:
        """Take texts for what they show, not for what is to be read instead of them.

        pdfium gives that (ActualText, ISO 32000-1, sec. 14.9.4) as the text, and no reader of the
        page sees it.
        """
        for mark, text in self.marks.items():
            native.forget_mark_value(text, mark, b"ActualText")

    @cached_property
    def paths(self) -> Mapping[int, Path]:
        """Its paths, by their place in drawing order."""
        objects = enumerate(self.objects)
        return {place: painted_path(found) for place, found in objects if found.kind == PATH}

    @cached_property
    def rules(self) -> Sequence[Bbox]:
        """Its ruling lines, as thin boxes."""
        return read_rules(self.paths.values())

    @cached_property
    def notes(self) -> Sequence[tuple[str, Bbox]]:
        """What stamps and texts laid over the page say, and where."""
        numbers = range(native.count_annotations(self.handle))
        return list(chain.from_iterable(map(self._note, numbers)))

    def _note(self, number: int) -> Iterator[tuple[str, Bbox]]:
        annotation = raw.FPDFPage_GetAnnot(self.page.raw, number)
        if (
            raw.FPDFAnnot_GetSubtype(annotation) in PRINTED_NOTES
            and not raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN
        ):
            size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
            said = (ctypes.c_ushort * (size // 2))()
            raw.FPDFAnnot_GetStringValue(annotation, b"Contents", said, size)
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
            text = bytes(said).decode("utf-16-le", "replace").rstrip("\0")
            yield text, (rect.left, rect.bottom, rect.right, rect.top)
        raw.FPDFPage_CloseAnnot(annotation)

    @cached_property
    def to_shown(self) -> Transform:
        """From PDF space to points from the top left corner of the page as shown (sec. 8.3.3)."""
        return turning(self.visible, raw.FPDFPage_GetRotation(self.page.raw))

    def shown(self, box: Bbox) -> Bbox:
        """Return where a box (left, bottom, right, top) of PDF space lies on the page as shown."""
        return transformed(box, self.to_shown)

    @cached_property
    def visible(self) -> Bbox:
        """The part of PDF space that is shown: its crop box cut to the media box."""
        rect = raw.FS_RECTF()
        if raw.FPDF_GetPageBoundingBox(self.page.raw, ctypes.byref(rect)):
            return (rect.left, rect.bottom, rect.right, rect.top)
        return (0.0, 0.0, *self.page.get_size())
