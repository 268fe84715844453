"""The page of one visit: what it says, what lacks, its dates."""

import secrets
from datetime import datetime
from typing import NamedTuple

from flask import Response, g

from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.navigation import company_space
from fairapp.core.text import slugify
from fairapp.outreach.charter import has_signed
from fairapp.outreach.enums import (
    FORMAT_LABELS,
    GRADE_LABELS,
    INTERVENTION_LABELS,
    SETTING_LABELS,
    InterventionStatus,
)
from fairapp.outreach.interventions.forms import PageQuery, choices
from fairapp.outreach.interventions.queries import SLOTS_PER_PAGE, count_slots, slots_of
from fairapp.outreach.interventions.views.own import visit_path, visits_path
from fairapp.outreach.models import Intervention, Slot, Speaker
from fairapp.outreach.zones import on_the_wall
from fairapp.web import forms
from fairapp.web.pages import render
from fairapp.web.pagination import page_of

STATUS_TONES = {InterventionStatus.DRAFT: "none", InterventionStatus.PUBLISHED: "ok", InterventionStatus.CLOSED: "warn"}


class SlotLine(NamedTuple):
    """A date, with its hours on the wall."""

    slot: Slot
    starts_at: datetime
    ends_at: datetime
    booking_until: datetime


def visit_page(
    company: Company, visit: Intervention, *, problem: str = "", asks_requests: bool = False, status: int = 200
) -> Response:
    """Answer the visit as it is; `problem` is why an action was not done, which the requests may settle."""
    zone = g.session.get_one(Cluster, visit.cluster_id).time_zone
    page = page_of(count_slots(g.session, visit.id), forms.query(PageQuery).page, per_page=SLOTS_PER_PAGE)
    slots = slots_of(g.session, visit.id, offset=page.offset)
    speaker = g.session.get(Speaker, visit.speaker_id) if visit.speaker_id else None
    grades = dict(choices(GRADE_LABELS))
    return render(
        "outreach/interventions/visit.html",
        fragment="dates",
        status=status,
        company=company,
        visit=visit,
        url=visit_path(company, visit),
        list_url=visits_path(company),
        requests_url=f"/entreprise/{company.slug}/demandes",
        public_url=f"/visites/{visit.id}-{slugify(visit.title)}",
        speaker=speaker,
        has_signed=speaker is not None and has_signed(speaker),
        lines=[_line(slot, zone) for slot in slots],
        page=page,
        problem=problem,
        asks_requests=asks_requests,
        key=secrets.token_hex(16),
        grades=[grades[grade] for grade in visit.grades],
        status_label=dict(choices(INTERVENTION_LABELS))[visit.status],
        status_tone=STATUS_TONES[visit.status],
        format_label=dict(choices(FORMAT_LABELS))[visit.format],
        setting_label=dict(choices(SETTING_LABELS))[visit.setting],
        **company_space(company, current="visits"),
    )


def _line(slot: Slot, zone: str) -> SlotLine:
    return SlotLine(
        slot, on_the_wall(slot.starts_at, zone), on_the_wall(slot.ends_at, zone), on_the_wall(slot.booking_until, zone)
    )
