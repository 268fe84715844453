"""What a reader of foreign data was not sure of, kept for the report instead of being lost or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Doubt:
    """A French message id with `%(name)s` parameters, as in `DomainError`; `str()` is the French sentence."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


def doubt(message: str, **params: object) -> Doubt:
    """Return the doubt that says `message` about `params`."""
    return Doubt(message, params)
