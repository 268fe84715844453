"""PDF documents from our own templates, drawn in child processes that can reach nothing and have little to spend.

Those that people send are opened in such processes too.
"""

from fairapp.pdf.children import DrawingFailed
from fairapp.pdf.inspecting import Inspected, Refused, inspect
from fairapp.pdf.joining import Place, Underlay, join
from fairapp.pdf.problems import Problem
from fairapp.pdf.rendering import compose, draw_many, render

__all__ = [
    "DrawingFailed",
    "Inspected",
    "Place",
    "Problem",
    "Refused",
    "Underlay",
    "compose",
    "draw_many",
    "inspect",
    "join",
    "render",
]
