"""Schools, professionals, visits and requests of the demonstration."""

from fairapp.demo.outreach.loading import load_outreach

__all__ = ["load_outreach"]
