"""Small, exact operations on text that several packages need."""

import re
import unicodedata

_LIGATURES = (("œ", "oe"), ("æ", "ae"), ("’", "'"), ("ß", "ss"))
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_FOREIGN = re.compile("[\u0370-\U0010ffff]+")  # may hold further marks
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_MARKDOWN = re.compile(r"^[ \t]*(?:#{1,6}|>|([-*+]|\d{1,9}\.))[ \t]+|\*\*|__|`", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


# What a mail reader makes a link of; browsers take the other dots for one.
_LIKE_AN_ADDRESS = re.compile(r"[@/:]|\w[.\u3002\uff0e\uff61]\w{2}")


def N_(message: str) -> str:  # noqa: N802 - the extraction keyword of gettext's no-op
    """Mark a message id for extraction; it is translated where it is shown."""
    return message


def fold(text: str) -> str:
    """Lower case without accents, ligatures opened: what two spellings of one name share."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower())
    for sign, letters in _LIGATURES:  # on accented text much faster than `str.translate`
        plain = plain.replace(sign, letters)
    return _FOREIGN.sub(lambda found: "".join(c for c in found[0] if not unicodedata.combining(c)), plain)


def slugify(text: str, *, length: int = 60) -> str:
    """Return a URL part of at most `length` ASCII characters; empty if nothing is left of `text`."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")[:length].rstrip("-")


def squeeze(text: str) -> str:
    """Collapse white space and drop control and direction characters, and halves of pairs (JSON may hold them)."""
    return " ".join(_CONTROL.sub("", text).split())


def plain(markdown: str) -> str:
    """Return the words of a Markdown text on one line: no signs of headings and emphasis, a dot before each point."""
    return " ".join(_MARKDOWN.sub(lambda sign: "· " if sign[1] else "", markdown).split())


def is_like_an_address(text: str) -> bool:
    """Tell whether a letter with these words in it could lead somewhere."""
    return _LIKE_AN_ADDRESS.search(text) is not None


def clean(text: str) -> str:
    """Drop control and direction characters, keep line breaks."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
