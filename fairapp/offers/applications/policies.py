"""Who may see and answer an application."""

from collections.abc import Collection

from fairapp.core.actor import Actor
from fairapp.offers.applications.models import Application


def is_own(actor: Actor | None, application: Application) -> bool:
    """The person who applied; signing in has proven the address."""
    if actor is None or application.email is None:
        return False
    return application.account_id == actor.account_id or application.email == actor.email


def can_answer(actor: Actor | None, company_ids: Collection[int]) -> bool:
    """The people of the offer's companies (see `queries.companies_of`), and nobody of another."""
    return actor is not None and any(actor.works_at(company_id) for company_id in company_ids)


def can_stand_in(actor: Actor | None, cluster_ids: Collection[int], *, has_people: bool) -> bool:
    """The organisers of the offer's clusters, only while no company's people answer."""
    return actor is not None and not has_people and any(actor.organises(cluster_id) for cluster_id in cluster_ids)
