"""The form of a candidate, and what fills it beforehand."""

from typing import Any

from flask import g, request
from sqlmodel import SQLModel

from fairapp.candidates.profiles import profile_of
from fairapp.offers.applications.enums import Source
from fairapp.offers.applications.models import ApplicationDraft
from fairapp.web.forms import Form, blank

VIA = "via"  # in the address of an offer that a widget, a letter or a fair links to


class ApplicationForm(ApplicationDraft):
    sends_own_cv: bool = False  # the profile's


class Keeping(SQLModel):
    keeps: bool = False


def filled_in() -> tuple[Form[ApplicationForm], bool]:
    """Return the form with what is known of who is signed in, and whether their profile has a CV to send."""
    if g.actor is None:
        return blank(ApplicationForm), False
    profile = profile_of(g.session, g.actor.account_id)
    has_cv = profile is not None and profile.cv_file_id is not None
    first, _, last = g.actor.name.partition(" ")
    known: dict[str, Any] = {"first_name": first, "last_name": last, "email": g.actor.email, "sends_own_cv": has_cv}
    if profile is not None:
        known |= {"first_name": profile.first_name, "last_name": profile.last_name, "phone": profile.phone}
    return blank(ApplicationForm, **known), has_cv


def came_via() -> Source:
    """Return where the person found the offer, by its address or by the form."""
    said = request.form.get(VIA) or request.args.get(VIA, "")
    return Source(said) if said in set(Source) else Source.BOARD
