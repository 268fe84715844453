"""Writing an offer: a draft, its edits, copies and templates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from fairapp.clusters.models import Company
from fairapp.core.errors import Conflict
from fairapp.offers import lifecycle, queries
from fairapp.offers.content import SENSITIVE, OfferContent, check_complete, check_consistency
from fairapp.offers.duplicates import duplicate_key
from fairapp.offers.lifecycle import Acting, Action, Who
from fairapp.offers.models import Offer, OfferCluster, OfferDraft, OfferPlace, PlaceDraft
from fairapp.offers.salary import ParsedSalary, yearly_range
from fairapp.offers.services import MOVED_ON, check_version, lock, log_change, take_step, weighed


def create_offer(
    session: Session, content: OfferContent, *, company: Company | None, by: Acting, form_key: str | None = None
) -> Offer:
    """Keep a draft, however unfinished; a form sent twice makes one offer, which then says what was sent last.

    :raise Unfinished: if the draft contradicts itself.
    """
    check_consistency(content)
    if company and form_key and (made := queries.find_by_form_key(session, company.id, form_key)):
        return edit_offer(session, made, content, version=made.version, by=by)
    return _make(session, content, company=company, by=by, form_key=form_key)


def _make(
    session: Session,
    content: OfferContent,
    *,
    company: Company | None,
    by: Acting,
    form_key: str | None,
    as_template: bool = False,
) -> Offer:
    if company and form_key and (made := queries.find_by_form_key(session, company.id, form_key)):
        return made
    offer = Offer(**content.draft.model_dump(), company_id=company.id if company else None, form_key=form_key)
    offer.created_by_id, offer.is_template = by.account_id, as_template
    try:
        with session.begin_nested():  # on PostgreSQL both requests may come this far
            session.add(offer)
    except IntegrityError:
        made = queries.find_by_form_key(session, company.id, form_key) if company and form_key else None
        if made is None:
            raise
        return made
    _fill(session, offer, content)
    log_change(session, offer, "create", by=by)
    return offer


def edit_offer(session: Session, offer: Offer, content: OfferContent, *, version: int, by: Acting) -> Offer:
    """Replace what the offer says. Unless its author is trusted, a change that matters sends it back to review (row O3).

    :raise Conflict: if somebody else changed it since `version`, or it can no longer be edited.
    :raise Unfinished: if what readers see, or will, would be incomplete.
    """
    offer = lock(session, offer)
    check_version(offer, version)
    if offer.status not in lifecycle.EDITABLE:
        raise Conflict(MOVED_ON[offer.status])
    check_consistency(content)
    changed = changed_fields(session, offer, content)
    if not changed:
        return offer
    if offer.status not in lifecycle.WAITING and by.who is not Who.SYSTEM:
        check_complete(content)
    for name, value in content.draft.model_dump().items():
        setattr(offer, name, value)
    _fill(session, offer, content)
    offer.version += 1
    if offer.status == lifecycle.LIVE:
        offer.valid_through = lifecycle.kept_until(offer)
    log_change(session, offer, "edit", by=by, fields=changed)
    by = weighed(session, offer, by)
    if by.who is Who.AUTHOR and offer.status == lifecycle.LIVE and SENSITIVE.intersection(changed):
        take_step(session, offer, Action.REVISE, by)
    return offer


def changed_fields(session: Session, offer: Offer, content: OfferContent) -> list[str]:
    """Name what `content` would change, in the order of the form."""
    changed = [name for name, value in content.draft.model_dump().items() if getattr(offer, name) != value]
    places = [_place_values(place) for place in queries.places_of(session, [offer.id]).get(offer.id, [])]
    if places != [_place_values(place) for place in content.places]:
        changed.append("places")
    if set(queries.cluster_ids_of(session, offer.id)) != set(content.cluster_ids):
        changed.append("cluster_ids")
    return changed


def copy_offer(
    session: Session, offer: Offer, *, by: Acting, as_template: bool = False, form_key: str | None = None
) -> Offer:
    """Make a draft (or a template) that says the same; it belongs to the same company, nobody else is on it yet."""
    company = session.get(Company, offer.company_id) if offer.company_id else None
    values = offer.model_dump(include=set(OfferDraft.model_fields))
    values |= {"title": offer.title[:100], "valid_through": None}
    content = replace(queries.content_of(session, offer), draft=OfferDraft.model_construct(**values))
    return _make(session, content, company=company, by=by, form_key=form_key, as_template=as_template)


def _fill(session: Session, offer: Offer, content: OfferContent) -> None:
    offer.annual_min_cents, offer.annual_max_cents = _annual(offer)
    _set_places(session, offer, content.places)
    _set_clusters(session, offer, content.cluster_ids)
    first = content.places[0] if content.places else None
    offer.duplicate_key = duplicate_key(offer.company_id, (first.insee or first.label) if first else None, offer.title)


def _annual(offer: Offer) -> tuple[int | None, int | None]:
    salary = ParsedSalary(offer.salary_min_cents, offer.salary_max_cents, offer.salary_unit)
    return yearly_range(salary, weekly_hours=offer.hours_per_week)


def _set_places(session: Session, offer: Offer, places: Sequence[PlaceDraft]) -> None:
    session.exec(delete(OfferPlace).where(col(OfferPlace.offer_id) == offer.id))
    session.add_all(
        OfferPlace(offer_id=offer.id, position=position, **_place_values(place))
        for position, place in enumerate(places)
    )


def _place_values(place: PlaceDraft) -> dict[str, Any]:
    return {name: getattr(place, name) for name in PlaceDraft.model_fields}


def _set_clusters(session: Session, offer: Offer, cluster_ids: Sequence[int]) -> None:
    wanted, present = set(cluster_ids), set(queries.cluster_ids_of(session, offer.id))
    gone = col(OfferCluster.cluster_id).in_(present - wanted)
    session.exec(delete(OfferCluster).where(col(OfferCluster.offer_id) == offer.id, gone))
    session.add_all(OfferCluster(offer_id=offer.id, cluster_id=id) for id in sorted(wanted - present))
    session.flush()
