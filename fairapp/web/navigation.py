"""What the layouts need to draw a menu; the spaces fill it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One place to go; `count` is what waits there, `hot` when somebody should look."""

    url: str
    label: str
    icon: str
    key: str = ""  # compared with the page's `current`
    count: str = ""
    hot: bool = False
    short: str = ""  # in the thumb bar of phones


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A titled part of the side menu."""

    title: str
    links: Sequence[MenuLink]
