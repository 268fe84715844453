"""The organiser's preview of a hall, drawn by the same hand as everybody's plan."""

from fairapp.fairs.models import Fair, Hall
from fairapp.fairs.stands.forms import PlanQuery
from fairapp.fairs.stands.plan import Plan
from fairapp.fairs.stands.views.drawing import DrawnHall, Pen, draw


def draw_plan(plan: Plan, fair: Fair) -> list[DrawnHall]:
    return draw(plan, Pen(fair, PlanQuery(), None, frozenset(), {}))


def drawn_hall(plan: Plan, fair: Fair, hall: Hall) -> DrawnHall:
    return next(drawn for drawn in draw_plan(plan, fair) if drawn.hall.id == hall.id)
