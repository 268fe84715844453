"""How often an address is written to because somebody typed it in a form: that may be anybody."""

from datetime import timedelta

from sqlmodel import Session

from fairapp.core.clock import now, today
from fairapp.offers.alerts.models import AlertReader, SavedSearch
from fairapp.offers.alerts.services.holding import count_kept

MOST_A_DAY, MOST_A_DAY_PROVEN = 3, 20
SILENCE = timedelta(days=7)  # after « ne plus rien recevoir »
SAME_LETTER = timedelta(minutes=10)  # a form sent ten times in a row mails one letter


def is_told(search: SavedSearch | None) -> bool:
    """Tell whether the letter about this search is still on its way."""
    return search is not None and search.created_at > now() - SAME_LETTER


def may_answer(session: Session, reader: AlertReader) -> bool:
    """Tell whether one more letter may be written to the reader, who is held."""
    if reader.stopped_at is not None and reader.stopped_at > now() - SILENCE:
        return False
    is_proven = reader.account_id is not None or count_kept(session, reader.id) > 0
    most = MOST_A_DAY_PROVEN if is_proven else MOST_A_DAY
    return reader.answered_on != today() or reader.answers < most


def count_answer(reader: AlertReader) -> None:
    reader.answers = reader.answers + 1 if reader.answered_on == today() else 1
    reader.answered_on = today()
