"""The candidate of each side has an alert, and the link to it."""

from sqlmodel import Session, select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import link_token
from fairapp.core.settings import Settings
from fairapp.offers.alerts.enums import Frequency
from fairapp.offers.alerts.services import Wish, save_own
from fairapp.offers.board.criteria import Criteria
from tests.support.routes import Values
from tests.support.side import Side


def make_alert_values(session: Session, settings: Settings, side: Side) -> Values:
    wish = Wish(Criteria(text="soudeur"), None, "soudeur", Frequency.DAILY)
    candidate = side.candidate
    search = save_own(session, wish, email=candidate.email, account_id=candidate.id, locale="fr")
    links = select(ActionLink).where(ActionLink.purpose == LinkPurpose.ALERTS, ActionLink.email == candidate.email)
    return {
        ("alertes", "token"): link_token(settings, session.exec(links).one()),
        ("alertes", "id"): search.id,
        ("alertes", "step"): "pause",
    }
