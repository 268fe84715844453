"""The URL map as data: every route with its variables, and how to fill them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask

_VARIABLE = re.compile(r"<(?:(?P<converter>[^:<>]+):)?(?P<name>\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# (the fixed part of the path before the variable, its name) → what to put there: ("offres", "id") → 12.
# Where two spaces of the site use the same words, the first part of the path comes before: ("ecole", "equipe", "id").
Variable = tuple[str, str]
Values = Mapping[tuple[str, ...], object]


@dataclass(frozen=True)
class Route:
    """One path and method that the application answers."""

    endpoint: str
    method: str
    pattern: str

    @property
    def variables(self) -> list[Variable]:
        """Name each variable by the fixed part before it, which says what it is: ("pilotage", "slug")."""
        found, before = [], ""
        for segment in self.pattern.split("/"):
            names = [match["name"] for match in _VARIABLE.finditer(segment)]
            before = _VARIABLE.split(segment)[0].rstrip(".-") or before  # "offres.<kind>" is about offres
            found += [(before, name) for name in names]
        return found

    def value(self, variable: Variable, values: Values) -> object:
        """Look a variable up.

        :raise KeyError: if `values` lacks it.
        """
        space = self.pattern.split("/")[1]
        return values[key] if (key := (space, *variable)) in values else values[variable]

    def path(self, values: Values) -> str:
        return self.fill(lambda variable: self.value(variable, values))

    def fill(self, choose: Callable[[Variable], object]) -> str:
        chosen = iter([choose(variable) for variable in self.variables])
        return _VARIABLE.sub(lambda _match: quote(str(next(chosen)), safe="/"), self.pattern)


def routes(app: Flask) -> Iterator[Route]:
    """List every route of ours, static files left out."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint.rsplit(".", 1)[-1] == "static":
            continue
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Route(rule.endpoint, method, rule.rule)
