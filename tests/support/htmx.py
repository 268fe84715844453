"""Do to a page in Python what htmx does in the browser, so that a test can compare the swapped page with the fresh one."""

import difflib
from dataclasses import dataclass
from typing import Protocol

from bs4 import BeautifulSoup, Tag

HTMX = {"HX-Request": "true"}
# They differ from one answer to the next without any meaning for the page.
VOLATILE_ATTRIBUTES = ("nonce",)
VOLATILE_FIELDS = ("csrf_token",)
# A row parsed on its own loses its tags; these wrappers give the parser the place it expects.
CONTEXTS = {
    "tr": "<table><tbody>{}</tbody></table>",
    "td": "<table><tbody><tr>{}</tr></tbody></table>",
    "th": "<table><tbody><tr>{}</tr></tbody></table>",
    "tbody": "<table>{}</table>",
    "option": "<select>{}</select>",
}


class HasText(Protocol):
    @property
    def text(self) -> str: ...


def soup(source: HasText | str) -> BeautifulSoup:
    """Parse a response or a text the way a browser does."""
    return BeautifulSoup(source if isinstance(source, str) else source.text, "html5lib")


def fragment(source: HasText | str) -> list[Tag]:
    """Return the elements of an answer that is not a whole page."""
    text = source if isinstance(source, str) else source.text
    if "<html" in text.lower():
        raise AssertionError("a whole page where htmx expects a fragment")
    first = text.lstrip().removeprefix("<").split(">")[0].split()[:1]
    wrapper = CONTEXTS.get(first[0] if first else "", "{}")
    body = soup(wrapper.format(text)).body
    depth = wrapper.count("</")
    for _ in range(depth):
        body = next(child for child in body.children if isinstance(child, Tag)) if body else None
    return [child for child in body.children if isinstance(child, Tag)] if body else []


def swap(page: BeautifulSoup, response: HasText, target: str, *, how: str = "outerHTML") -> BeautifulSoup:
    """Return a copy of `page` after htmx has swapped `response` into `target` and its out-of-band parts into theirs."""
    after = soup(str(page))
    incoming = []
    for element in fragment(response):
        if "hx-swap-oob" in element.attrs:
            _swap_out_of_band(after, element)
        else:
            incoming.append(element)
    place = after.select_one(target)
    assert place is not None, f"the page has no {target}"
    if how == "outerHTML":
        place.replace_with(*incoming)
    elif how == "innerHTML":
        place.clear()
        place.extend(incoming)
    elif how == "beforeend":
        place.extend(incoming)
    else:
        raise ValueError(f"swap {how!r} is not simulated")
    return after


def _swap_out_of_band(page: BeautifulSoup, element: Tag) -> None:
    element = element.extract()
    way = element.attrs.pop("hx-swap-oob")
    assert way in ("true", "outerHTML"), f"out-of-band swap {way!r} is not simulated"
    place = page.find(id=element["id"])
    assert place is not None, f"the page has no #{element['id']} for the out-of-band part"
    place.replace_with(element)


@dataclass(frozen=True)
class Comparison:
    """True when two pages are the same, else it tells where they differ."""

    difference: str

    def __bool__(self) -> bool:
        return not self.difference

    def __repr__(self) -> str:
        return f"the pages differ:\n{self.difference}" if self.difference else "the same page"


def same(a: BeautifulSoup | Tag | HasText | str, b: BeautifulSoup | Tag | HasText | str) -> Comparison:
    """Compare two pages or elements, whatever their spaces, nonces and CSRF tokens."""
    lines = difflib.unified_diff(_normal(a), _normal(b), "swapped", "fresh", lineterm="", n=2)
    comparison = Comparison("\n".join(lines))
    if not comparison:
        print(comparison)  # pytest shows what a failed test has printed, on lines of its own
    return comparison


def _normal(source: BeautifulSoup | Tag | HasText | str) -> list[str]:
    text = str(source) if isinstance(source, (Tag, str)) else source.text
    tree = soup(text)
    for name in VOLATILE_ATTRIBUTES:
        for element in tree.select(f"[{name}]"):
            del element[name]
    for name in VOLATILE_FIELDS:
        for element in tree.select(f"input[name={name}]"):
            element["value"] = ""
    return [line.strip() for line in tree.prettify().splitlines() if line.strip()]
