"""A new fair, ready to be changed: a hall, types with prices, options, a plan, terms and a calendar (row F1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster
from fairapp.clusters.slugs import insert_with_slug
from fairapp.core.actor import Actor
from fairapp.core.clock import now, today
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, slugify, squeeze
from fairapp.fairs.calendar import hours_of
from fairapp.fairs.enums import QuotaKind
from fairapp.fairs.models import Fair, FairDay, Hall
from fairapp.fairs.registrations.models import Quota
from fairapp.fairs.setup import defaults
from fairapp.fairs.setup.drafts import FairDraft
from fairapp.fairs.setup.services.placing import place_fair
from fairapp.fairs.setup.shapes import generated, grid_for
from fairapp.fairs.stands.models import Stand, StandOption, StandType

_PAGES = frozenset({"nouveau"})  # addresses beside those of fairs
PAST = N_("Choisissez un jour à venir.")


def create_fair(session: Session, cluster: Cluster, draft: FairDraft, *, by: Actor) -> Fair:
    """Create a draft of a fair from a few facts; the same form sent twice makes one.

    :raise DomainError: if a day is past, the hours are in disorder or the commune does not exist.
    """
    if found := made_by_form(session, cluster, draft.form_key):
        return found
    if draft.first_day < today(cluster.time_zone):
        raise DomainError(PAST, field="first_day")
    if draft.opens >= draft.closes:
        raise DomainError(N_("La fermeture vient après l’ouverture."), field="closes")
    values: dict[str, Any] = {
        "name": squeeze(draft.name), "venue": squeeze(draft.venue), "cluster_id": cluster.id,
        "time_zone": cluster.time_zone, "contact_email": cluster.contact_email, "seller_name": cluster.name,
        "website": cluster.website, "terms": defaults.TERMS, "form_key": draft.form_key or None,
    }  # fmt: skip
    blueprint = Fair(**values)
    place_fair(blueprint, draft.place)
    days = [
        FairDay(fair_id=0, held_on=draft.first_day + timedelta(days=number), opens=draft.opens, closes=draft.closes)
        for number in range(draft.days)
    ]
    opens_at = hours_of(blueprint, days)[0].opens_at
    calendar = defaults.propose_calendar(opens_at, now(), ZoneInfo(cluster.time_zone)).model_dump()
    content = blueprint.model_dump(exclude={"id", "slug"}) | calendar
    fair = insert_fair(session, cluster, lambda slug: Fair(**content, slug=slug), by=by)
    if fair is None:
        return just_made(session, cluster, draft.form_key)
    for day in days:
        day.fair_id = fair.id
    session.add_all(days)
    session.add(Quota(fair_id=fair.id, kind=QuotaKind.FAIR, size=draft.visitors))
    _furnish(session, fair, stands=draft.stands)
    session.flush()
    return fair


def insert_fair(session: Session, cluster: Cluster, make: Callable[[str], Fair], *, by: Actor) -> Fair | None:
    """Insert a fair under a free address, and note who did; None: its form made one at this very moment."""
    name = make("").name
    name = f"salon {name}" if slugify(name) in _PAGES else name
    fair = insert_with_slug(session, make, name)
    if fair is not None:
        record(session, "fair.created", "fair", fair.id, by=by, cluster_id=cluster.id)
    return fair


def made_by_form(session: Session, cluster: Cluster, form_key: str) -> Fair | None:
    """Return the fair that this very form made already."""
    if not form_key:
        return None
    return session.exec(select(Fair).where(Fair.form_key == form_key, Fair.cluster_id == cluster.id)).first()


def just_made(session: Session, cluster: Cluster, form_key: str) -> Fair:
    """Return what the same form, sent twice at once, made the other time.

    :raise Conflict: if that was in another cluster.
    """
    if found := made_by_form(session, cluster, form_key):
        return found
    raise Conflict(N_("Ce salon vient d’être créé."))


def _furnish(session: Session, fair: Fair, *, stands: int) -> None:
    types = [
        StandType(fair_id=fair.id, position=position, **draft.model_dump())
        for position, draft in enumerate(defaults.TYPES)
    ]
    options = [
        StandOption(fair_id=fair.id, position=position, **draft.model_dump())
        for position, draft in enumerate(defaults.OPTIONS)
    ]
    hall = Hall(fair_id=fair.id, name=defaults.HALL)
    session.add_all([*types, *options, hall])
    session.flush()
    usual = types[defaults.USUAL_TYPE]
    if stands == 0:
        return
    plan = generated(*grid_for(stands), width_cm=usual.width_cm, depth_cm=usual.depth_cm)
    hall.plan_width, hall.plan_height = plan.width, plan.height
    hall.marks = [{"label": defaults.ENTRANCE, "x": plan.width / 2, "y": round(plan.height * 0.99, 1)}]
    session.add_all(
        Stand(fair_id=fair.id, hall_id=hall.id, type_id=usual.id, code=stand.code, outline=stand.outline)
        for stand in plan.stands[:stands]
    )
