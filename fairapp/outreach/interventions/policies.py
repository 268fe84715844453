"""Whose is what in a company's space, and who may accept the charter."""

from collections.abc import Callable

from fairapp.clusters.models import Company
from fairapp.core.actor import Actor
from fairapp.outreach.models import Intervention, Speaker


def of_company(company: Company) -> Callable[[Actor | None, Speaker | Intervention], bool]:
    """Return a policy for `load_or_404`: the row is this company's."""
    return lambda _actor, row: row.company_id == company.id


def may_be(actor: Actor | None, speaker: Speaker) -> bool:
    """Tell whether this account can be the professional: nobody accepts the charter for somebody else (row E3).

    The tied account decides, else the address; with neither, whoever of the company says so, once (see `sign`).
    """
    if actor is None or not actor.works_at(speaker.company_id):
        return False
    if speaker.account_id is not None:
        return speaker.account_id == actor.account_id
    return speaker.email in ("", actor.email)
