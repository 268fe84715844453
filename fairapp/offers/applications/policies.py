"""Who may see and answer an application."""

from collections.abc import Collection

from fairapp.core.actor import Actor
from fairapp.offers.applications.enums import Channel
from fairapp.offers.applications.models import Application


def is_own(actor: Actor | None, application: Application) -> bool:
    """The person who applied; signing in has proven the address, which may have been somebody else's before."""
    if actor is None or application.email is None:
        return False
    if application.account_id is not None:
        return application.account_id == actor.account_id
    return application.email == actor.email


def can_answer(actor: Actor | None, company_ids: Collection[int]) -> bool:
    """The people of the companies that it was sent to (see `queries.companies_of`), and nobody of another."""
    return actor is not None and any(actor.works_at(company_id) for company_id in company_ids)


def can_stand_in(actor: Actor | None, application: Application) -> bool:
    """The organisers of the one cluster that it was sent to."""
    if actor is None or application.channel is not Channel.ORGANISER or application.cluster_id is None:
        return False
    return actor.organises(application.cluster_id)
