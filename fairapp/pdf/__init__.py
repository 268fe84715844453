"""PDF documents from our own templates, drawn in child processes that can reach nothing and have little to spend."""

from fairapp.pdf.children import DrawingFailed
from fairapp.pdf.joining import Place, Underlay, join
from fairapp.pdf.rendering import compose, draw_many, render

__all__ = ["DrawingFailed", "Place", "Underlay", "compose", "draw_many", "join", "render"]
