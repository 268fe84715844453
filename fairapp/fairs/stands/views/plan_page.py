"""What every page with a plan is rendered with."""

from typing import Any, NamedTuple

from flask import g

from fairapp.fairs.hooks import hooks
from fairapp.fairs.models import Fair
from fairapp.fairs.stands.forms import CONTRACTS, PlanQuery, View
from fairapp.fairs.stands.plan import Plan, read_plan
from fairapp.fairs.stands.views.drawing import Choices, DrawnHall, Pen, choices_of, draw
from fairapp.web import forms
from fairapp.web.i18n import translate
from fairapp.web.pagination import url_with


class PlanPage(NamedTuple):
    """The plan of a page, drawn with its choices."""

    plan: Plan
    pen: Pen
    asked: PlanQuery
    choices: Choices
    halls: list[DrawnHall]
    state: str  # the choices as a query string, "?…" or ""
    as_plan: str  # the same, for the plan
    as_list: str  # the same, for its twin
    matches: int | None  # exhibitors that look for people; None: not asked

    @property
    def any_fits(self) -> bool:
        return any(stand.fits for hall in self.halls for stand in hall.stands)

    @property
    def in_list(self) -> bool:
        return self.asked.vue is View.LIST


def plan_page(fair: Fair, *, company_id: int | None = None, is_member: bool | None = None) -> PlanPage:
    """Read and draw the plan, as `company_id` (None: the public) may see it."""
    asked = forms.query(PlanQuery)
    plan = read_plan(g.session, fair, company_id=company_id)
    searches = bool(asked.q or asked.contrat or asked.lieu)
    shown = {name.company_id for name in plan.exhibitors}
    words = {"words": asked.q, "contract": asked.contrat, "town": asked.lieu}
    hiring = hooks().hiring_companies(g.session, shown, **words) if searches else {}
    pen = Pen(fair, asked, is_member, plan.beside(asked.voisin) if asked.voisin else (), hiring)
    return PlanPage(
        plan, pen, asked, choices_of(plan, pen), draw(plan, pen),
        _state(), _state(vue=None), _state(vue=View.LIST.value), len(hiring) if searches else None,
    )  # fmt: skip


def _state(**changes: str | None) -> str:
    """Return the choices as they stand in the address, whatever the page: `url_with` names the page too."""
    address: str = url_with(**changes)
    return "".join(address.partition("?")[1:])


def plan_context(page: PlanPage, **more: Any) -> dict[str, Any]:
    shown = {"page": page, "plan": page.plan, "asked": page.asked, "choices": page.choices, "state": page.state}
    return {**shown, "contracts": [(value, translate(label)) for value, label in CONTRACTS.items()], **more}
