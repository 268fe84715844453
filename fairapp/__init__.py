"""Recruitment fairs and pooled job boards for business clusters."""

__version__ = "0.1.0"
