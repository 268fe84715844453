"""Two fairs of the demonstration: one in ten days, one under way."""

from fairapp.demo.fairs.loading import load_fairs

__all__ = ["load_fairs"]
