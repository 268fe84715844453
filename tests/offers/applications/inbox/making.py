"""A company with an offer, its people, and applications to answer."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlmodel import Session

from fairapp.accounts.models import Account
from fairapp.clusters.models import Cluster, Company
from fairapp.core.clock import now
from fairapp.core.files import store_file
from fairapp.core.text import fold
from fairapp.offers.applications.enums import ApplicationStatus
from fairapp.offers.applications.models import Application
from fairapp.offers.applications.queries import recipient_of
from fairapp.offers.applications.states import OPEN
from fairapp.offers.models import Offer
from tests.factories import make_cluster, make_company, make_member, make_offer

Sessions = Callable[[], AbstractContextManager[Session]]
_numbers = itertools.count(1)


def make_application(session: Session, offer: Offer, **over: Any) -> Application:
    """Make an application to `offer`; one that is over ended when it last changed."""
    number = next(_numbers)
    first, last = over.get("first_name", f"Prénom{number}"), over.get("last_name", f"Nom{number}")
    values: dict[str, Any] = {
        "email": f"candidat{number}@exemple.fr", "first_name": first, "last_name": last,
        "folded_name": fold(f"{last} {first}"), "message": "Ce poste m’intéresse.",
    }  # fmt: skip
    recipient = recipient_of(session, offer)
    values |= {"channel": recipient.channel, "cluster_id": recipient.cluster_id} | over
    values.setdefault("status_at", values.get("created_at", now()))
    if values.get("status", ApplicationStatus.NEW) not in OPEN:
        values.setdefault("closed_at", values["status_at"])
    application = Application(offer_id=offer.id, **values)
    session.add(application)
    session.flush()
    return application


def make_cv(session: Session, application: Application) -> None:
    file = store_file(session, b"%PDF-1.7 un CV", kind="cv", media_type="application/pdf", name="x.pdf")
    application.cv_file_id = file.id
    session.add(application)
    session.flush()


@dataclass(frozen=True)
class Scene:
    """Who is there."""

    cluster: Cluster
    company: Company
    offer: Offer
    recruiter: Account
    organiser: Account

    @property
    def url(self) -> str:
        return f"/entreprise/{self.company.slug}/candidatures"

    @property
    def desk_url(self) -> str:
        return f"/pilotage/{self.cluster.slug}/candidatures"


def stage(session: Session, **over: Any) -> Scene:
    cluster = make_cluster(session)
    company = make_company(session, cluster, name="Chantiers Kermarec")
    offer = make_offer(session, company, cluster, **({"title": "Soudeur / Soudeuse"} | over))
    return Scene(cluster, company, offer, make_member(session, company), make_member(session, cluster))


Applied = Callable[..., int]
Browser = FlaskClient
