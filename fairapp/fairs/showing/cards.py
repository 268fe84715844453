"""The fair that comes next, as home pages show it."""

from typing import Any

from sqlmodel import Session

from fairapp.fairs.registrations.words import hours_label, place_label
from fairapp.fairs.showing.queries import next_fair


def next_fair_context(session: Session, *, cluster_id: int | None = None) -> dict[str, Any]:
    """Return what `fairs/showing/_next.html` expects; `next_fair` is None when none is announced. Three queries."""
    card = next_fair(session, cluster_id=cluster_id)
    days = [hours_label(day) for day in card.days] if card else []
    return {"next_fair": card, "next_days": days, "next_place": place_label(card.fair) if card else ""}
