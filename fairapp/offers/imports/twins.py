"""Row O7: a new offer with the employer, place and title of another is a suggestion in the report, never merged."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from fairapp.offers.enums import OfferStatus
from fairapp.offers.imports.reports import Twin
from fairapp.offers.imports.sorting import Key, Line
from fairapp.offers.lifecycle import OVER
from fairapp.offers.models import Offer


class Twins:
    """The new offers of one run by duplicate key."""

    def __init__(self) -> None:
        self._first: dict[str, Line] = {}
        self._ids: dict[Key, int] = {}
        self._found: list[tuple[Line, Line | None, int | None]] = []

    def look(self, session: Session, lines: Sequence[Line], keys: Mapping[Key, str]) -> None:
        """Look for the twins of new offers, before these are stored."""
        lines = [line for line in lines if keys[line.key]]
        stored = _stored(session, {keys[line.key] for line in lines} - self._first.keys())
        for line in lines:
            key = keys[line.key]
            first = self._first.setdefault(key, line)
            if first is not line:
                self._found.append((line, first, None))
            elif key in stored:
                self._found.append((line, None, stored[key]))

    def note_ids(self, ids: Mapping[Key, int]) -> None:
        self._ids.update(ids)

    def told(self) -> list[Twin]:
        """Return the suggestions, with links to what was stored."""
        return [
            Twin(
                line=line.record.line, title=line.record.title[:80], like_line=first.record.line if first else None,
                offer_id=self._ids.get(line.key), like_id=stored or (self._ids.get(first.key) if first else None),
            )
            for line, first, stored in self._found
        ]  # fmt: skip


def _stored(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the oldest offer of each key that is not over."""
    query = (
        select(Offer.duplicate_key, func.min(Offer.id))
        .where(col(Offer.duplicate_key).in_(keys), col(Offer.status).not_in(OVER | {OfferStatus.ARCHIVED}))
        .where(~col(Offer.is_template))
        .group_by(Offer.duplicate_key)
    )
    return dict(session.exec(query).all()) if keys else {}
