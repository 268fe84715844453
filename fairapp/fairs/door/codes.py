"""What someone scanned or typed at a door: a badge's code, or a name."""

import re
from typing import NamedTuple

from fairapp.core.text import squeeze
from fairapp.fairs.badges.queries import SHORT_LENGTH, TOKEN_LENGTH

MAX_LENGTH = 200  # of what is read at all

_TOKEN = re.compile(rf"[A-Z2-7]{{{TOKEN_LENGTH}}}", re.ASCII)
_SHORT = re.compile(rf"[A-Z0-8]{{{SHORT_LENGTH}}}", re.ASCII)  # 0, 1 and 8 are misread letters
_BADGE_PATH = re.compile(r"/B/([^/?#]*)", re.IGNORECASE)

# A scanner that types as on an American keyboard, on a computer set to a French one: W comes out as Z, 2 as é.
_AMERICAN = str.maketrans("&é\"'(-è_çà)QAZW?M!:qazw,", "1234567890-AQWZM:/.aqwzm")


class Code(NamedTuple):
    """What was read; at most one of the first two is set, and `text` always."""

    token: str = ""  # 24 characters of base32
    short: str = ""  # 8 characters; may be a name of 8 letters as well
    text: str = ""

    @property
    def is_surely_a_code(self) -> bool:
        """Tell a code from a name: a name has no digits."""
        return bool(self.token) or (bool(self.short) and any(char.isdigit() for char in self.short))


def read_code(typed: str) -> Code:
    """Read the whole address of a badge, its token, its short code « 7K3F-2M7Q », or a name."""
    text = squeeze(typed)[:MAX_LENGTH]
    found = _BADGE_PATH.search(text)
    whole = (found[1] if found else text).upper()
    bare = re.sub(r"[\s\u2010-\u2015.-]", "", whole)
    if _TOKEN.fullmatch(bare):
        return Code(token=bare, text=text)
    if found:  # an address of a badge, altered
        return Code(token=bare or "?", text=text)
    if _SHORT.fullmatch(bare):
        return Code(short=bare, text=text)
    return _typed_on_another_keyboard(text) or Code(text=text)


def _typed_on_another_keyboard(text: str) -> Code | None:
    found = _BADGE_PATH.search(text.translate(_AMERICAN))
    if found and _TOKEN.fullmatch(token := found[1].upper()):
        return Code(token=token, text=text)
    return None
