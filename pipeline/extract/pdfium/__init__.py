"""Our own reader on pdfium; see `engine` for the order of its steps."""

from pipeline.extract.pdfium.engine import PdfiumEngine

__all__ = ["PdfiumEngine"]
