"""What a handler asks to be mailed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class UnsafeHeader(ValueError):
    """A name, subject or address would break out of its header line."""


@dataclass(frozen=True)
class Message:
    """One letter to one person. `template` names `templates/mail/<template>.txt`.

    The same `key` gives the same Message-ID and the same outbox file: a handler that runs twice does not write twice.

    :raise UnsafeHeader: if a header holds a line break or another control character.
    """

    to: str
    subject: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    to_name: str = ""
    locale: str = "fr"
    reply_to: str = ""
    unsubscribe_url: str = ""  # takes the one-click POST of RFC 8058
    calendar: bytes = b""  # an event for the reader's own calendar (RFC 5545), attached

    def __post_init__(self) -> None:
        for name in ("to", "subject", "to_name", "reply_to", "unsubscribe_url"):  # named, not shown: logs keep errors
            if any(ord(char) < 0x20 or char in "\x7f\u2028\u2029\x85" for char in getattr(self, name)):
                raise UnsafeHeader(name)
        if self.to.count("@") != 1 or any(char in self.to for char in " ,;<>"):
            raise UnsafeHeader("to")
