"""Mail: one template gives the text and its HTML twin; SMTP when configured, else a folder that the demo can read."""

from fairapp.mail.message import Message, UnsafeHeader
from fairapp.mail.sending import absolute, in_language, send

__all__ = ["Message", "UnsafeHeader", "absolute", "in_language", "send"]
