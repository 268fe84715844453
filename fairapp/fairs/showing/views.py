"""Fairs for everyone: the list, the page of one, its exhibitors, its dates for a calendar."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, g, make_response
from flask.typing import ResponseReturnValue
from sqlmodel import Field, SQLModel

from fairapp.clusters.models import Cluster
from fairapp.core.settings import Settings
from fairapp.fairs import ical
from fairapp.fairs.calendar import can_register, phase_of
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.hooks import hooks
from fairapp.fairs.loading import public_fair
from fairapp.fairs.models import Fair
from fairapp.fairs.queries import days_of
from fairapp.fairs.registrations.queries import fair_quota
from fairapp.fairs.registrations.services.places import has_few_left, is_full
from fairapp.fairs.registrations.words import hours_label, place_label, why_closed
from fairapp.fairs.showing import structured
from fairapp.fairs.showing.queries import FairCard, ShownExhibitor, fair_cards, find_exhibitors, past_fair_cards
from fairapp.fairs.spaces import fair_url
from fairapp.fairs.stands.forms import CONTRACTS
from fairapp.fairs.stands.queries import exhibitors_of
from fairapp.web import forms
from fairapp.web.access import public
from fairapp.web.i18n import translate
from fairapp.web.pages import render

bp = Blueprint("fairs", __name__)
BLUEPRINTS = (bp,)

SHOWN = 10  # exhibitors on the fair's own page


class ExhibitorQuery(SQLModel):
    q: str = Field(default="", max_length=100)
    contrat: str = Field(default="", max_length=30)
    lieu: str = Field(default="", max_length=100)


@bp.get("/salons")
@public
def listing() -> ResponseReturnValue:
    cards, past = fair_cards(g.session), past_fair_cards(g.session)
    return render("fairs/showing/list.html", cards=cards, past=past, labels=_labels([*cards, *past]), section="fairs")


@bp.get("/salons/<fair>")
@public
def show(fair: str) -> ResponseReturnValue:
    found = public_fair(fair)
    days, quota = days_of(g.session, found.id), fair_quota(g.session, found.id)
    cluster, is_open = g.session.get_one(Cluster, found.cluster_id), can_register(found, days)
    exhibitors = _exhibitors(found, ExhibitorQuery())
    return render(
        "fairs/showing/show.html",
        fair=found,
        cluster=cluster,
        url=fair_url(found),
        hours=[hours_label(day) for day in days],
        place=place_label(found),
        phase=phase_of(found, days),
        is_open=is_open,
        closed="" if is_open else why_closed(found),
        is_cancelled=found.status is FairStatus.CANCELLED,
        is_full=bool(quota and is_full(quota)),
        few_left=bool(quota and has_few_left(quota)),
        exhibitors=exhibitors[:SHOWN],
        others=len(exhibitors) - SHOWN,
        total=len(exhibitors),
        offers=sum(one.offers for one in exhibitors),
        event=structured.event(found, days, cluster, _settings().public_url),
        section="fairs",
    )


@bp.get("/salons/<fair>/exposants")
@public
def exhibitors(fair: str) -> ResponseReturnValue:
    found, asked = public_fair(fair), forms.query(ExhibitorQuery)
    return render(
        "fairs/showing/exhibitors.html",
        fragment="exposants",
        fair=found,
        url=fair_url(found),
        asked=asked,
        contracts=[(value, translate(label)) for value, label in CONTRACTS.items()],
        exhibitors=_exhibitors(found, asked),
        section="fairs",
    )


@bp.get("/salons/<fair>/salon.ics")
@public
def calendar(fair: str) -> ResponseReturnValue:
    found, site = public_fair(fair), _settings()
    host = site.public_url.partition("://")[2]
    url = site.public_url + fair_url(found)
    content = ical.fair_calendar(found, days_of(g.session, found.id), url=url, host=host)
    response: Response = make_response(content)
    response.headers["Content-Type"] = ical.MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response


def _exhibitors(fair: Fair, asked: ExhibitorQuery) -> list[ShownExhibitor]:
    """Return the exhibitors that are asked for, with their open offers (row R3)."""
    present = exhibitors_of(g.session, fair.id)
    wanted = {"words": asked.q, "contract": asked.contrat, "town": asked.lieu}
    hiring = hooks().hiring_companies(g.session, [one.company.id for one in present], **wanted)
    return find_exhibitors(present, hiring, words=asked.q, needs_offers=bool(asked.contrat or asked.lieu))


def _labels(cards: Sequence[FairCard]) -> dict[int, tuple[list[str], str]]:
    return {card.fair.id: ([hours_label(day) for day in card.days], place_label(card.fair)) for card in cards}


def _settings() -> Settings:
    settings: Settings = current_app.extensions["fairapp"].settings
    return settings
