"""An offer that takes applications, and what a candidate sends to it."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from fairapp.mail.outbox import Letter
from fairapp.offers.applications.models import Application, ApplicationDraft
from fairapp.offers.applications.services import Sender, apply_for
from fairapp.offers.models import Offer

EMAIL = "enora@exemple.fr"
Values = dict[str, object]
Letters = Callable[[], list[Letter]]


def draft(**over: Any) -> ApplicationDraft:
    values = {"first_name": "Enora", "last_name": "Le Goff", "email": EMAIL, "message": "Je soude depuis dix ans."}
    return ApplicationDraft.model_validate(values | over)


def send(session: Session, offer: Offer, *, sender: Sender = Sender(), **over: Any) -> Application:  # noqa: B008
    return apply_for(session, session.get_one(Offer, offer.id), draft(**over), sender=sender)


def link_in(letter: Letter) -> str:
    """Return the path of « my application » in a letter."""
    return next(m[0] for link in letter.links if (m := re.search(r"/candidatures/.+", link)))
