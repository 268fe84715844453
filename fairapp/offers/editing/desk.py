"""The page on which an offer is written, whoever writes it: its company, or an organiser for one without people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, request

from fairapp.clusters.models import Cluster
from fairapp.core.errors import Conflict, DomainError
from fairapp.offers import checks, lifecycle, queries
from fairapp.offers.editing.forms import MAX_PLACES, OfferForm, differences, read_content, refuse_all, show_offer
from fairapp.offers.editing.services import edit_offer
from fairapp.offers.enums import (
    CONTRACT_LABELS,
    EXPERIENCE_LABELS,
    REMOTE_LABELS,
    SALARY_UNIT_LABELS,
    WORKING_TIME_LABELS,
)
from fairapp.offers.labels import choices
from fairapp.offers.lifecycle import Acting, Action, Who
from fairapp.offers.models import Offer
from fairapp.offers.queries import Standing
from fairapp.web.forms import Form, bind
from fairapp.web.pages import render
from fairapp.web.schemas import Row


@dataclass
class Desk:
    """Where one offer is written, and with what."""

    path: str  # the list that it belongs to
    action: str  # where the form goes
    space: Mapping[str, Any]  # what `layouts/app.html` wants
    standings: list[Standing]  # of its company, on the boards that may be chosen
    offer: Offer | None = None
    follow: str = ""  # the page of its history
    preview: str = ""
    may_send: bool = True  # False: the form only keeps what is written
    similar: list[Offer] = field(default_factory=list)
    conflict: list[tuple[str, str]] = field(default_factory=list)  # fields that somebody else changed meanwhile

    @property
    def boards(self) -> list[Cluster]:
        return [standing.cluster for standing in self.standings]

    @property
    def board_choices(self) -> list[tuple[int, str]]:
        return [(cluster.id, cluster.name) for cluster in self.boards]

    @property
    def is_trusted(self) -> bool:
        """Tell whether no board reviews this company's offers."""
        return bool(self.standings) and all(standing.is_trusted for standing in self.standings)

    @property
    def can_submit(self) -> bool:
        """Tell whether the form may also send the offer, not only keep it."""
        if self.offer is None or not self.may_send:
            return self.may_send
        return not self.offer.is_template and lifecycle.after(self.offer.status, Action.SUBMIT, Who.AUTHOR) is not None


def form_page(desk: Desk, form: Form[OfferForm], *, status: int = 200) -> Response:
    if not form.typed.get("places"):
        form.typed["places"] = [Row(text="")]
    offer = desk.offer
    partners = queries.partners_of(g.session, [offer.id], accepted_only=False).get(offer.id, []) if offer else []
    content = queries.content_of(g.session, offer) if offer else None
    return render(
        "offers/company/form.html",
        fragment="form",
        status=status,
        desk=desk,
        form=form,
        offer=offer,
        found=checks.checks(content, similar=desk.similar, partners=partners) if content else [],
        contracts=choices(CONTRACT_LABELS),
        working_times=choices(WORKING_TIME_LABELS),
        remotes=choices(REMOTE_LABELS),
        experiences=choices(EXPERIENCE_LABELS),
        units=choices(SALARY_UNIT_LABELS),
        most_days=lifecycle.MOST_DAYS,
        max_places=MAX_PLACES,
        **desk.space,
    )


def keep_edit(desk: Desk, offer: Offer, *, by: Acting, done: Callable[[], Response]) -> Response:
    """Store the posted form and answer `done()`; where that cannot be, or not yet, the form with what was typed."""
    form = bind(OfferForm)
    if places_changed(form):
        return form_page(desk, form)
    content = read_content(form, desk.boards)
    if content is None:
        return form_page(desk, form, status=422)
    try:
        edit_offer(g.session, offer, content, version=form.data.version, by=by)
        return done()
    except Conflict as error:
        return conflict_page(desk, offer, form, error)
    except DomainError as error:
        refuse_all(form, error)
        return form_page(desk, form, status=422)


def conflict_page(desk: Desk, offer: Offer, form: Form[OfferForm], error: Conflict) -> Response:
    """Answer 409 with the fresh state; what was typed stays, and is saved over it if sent again."""
    desk.conflict = differences(form, show_offer(offer, queries.content_of(g.session, offer)))
    form.typed["version"] = str(offer.version)
    form.refuse(error)
    return form_page(desk, form, status=409)


def places_changed(form: Form[OfferForm]) -> bool:
    """Obey « ajouter un lieu » and « retirer ce lieu », which are submit buttons: nothing is saved or judged yet."""
    typed = form.typed.get("places")
    rows: list[Row] = [row for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
    dropped = request.form.get("drop_place", "")
    if "add_place" in request.form:
        rows = [*rows, Row(text="")][:MAX_PLACES]
    elif dropped.isdecimal():
        rows = [row for position, row in enumerate(rows) if str(position) != dropped]
    else:
        return False
    form.typed["places"] = rows
    form.errors.clear()
    return True
