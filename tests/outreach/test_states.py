"""The table of states, cell by cell (row E5): the spec's table once more, in words, against what the services allow."""

from itertools import product

import pytest

from fairapp.core.clock import now
from fairapp.core.errors import Conflict
from fairapp.outreach import states
from fairapp.outreach.enums import Action, RequestStatus, Side
from fairapp.outreach.models import HistoryLine, OutreachRequest
from fairapp.outreach.requests.services import steps
from fairapp.outreach.requests.services.steps import Click
from tests.factories import make_cluster, make_school
from tests.outreach.factories import make_request

GONE = "-"  # the request is deleted
MOVED = """
{side} edit_dates={status} take_back=confirmed cancel=cancelled write={status}
{other} agree=confirmed keep=confirmed cancel=cancelled write={status}
organiser cancel=cancelled
clock warn={status} expire=confirmed remind_week={status} remind_day={status} finish=done
"""
NOTHING_CAME_OF_IT = """
school duplicate={status}
organiser reassign=sent
clock anonymise={status}
"""
WORDS = {
    "draft": """
school edit=draft send=sent book=confirmed delete=-
clock purge=-
""",
    "sent": """
school withdraw=cancelled write=sent
company claim=sent release=sent propose=proposed decline=refused write=sent
organiser assign=sent merge=cancelled
clock nudge=sent escalate=sent expire=expired
""",
    "proposed": """
school choose=confirmed ask_other=sent refuse=refused write=proposed
company edit_dates=proposed take_back=sent write=proposed
organiser edit_dates=proposed
clock warn=proposed expire=expired
""",
    "confirmed": """
school move=moved_by_school cancel=cancelled write=confirmed
company move=moved_by_company cancel=cancelled write=confirmed
organiser cancel=cancelled
clock remind_week=confirmed remind_day=confirmed finish=done
""",
    "moved_by_school": MOVED.format(side="school", other="company", status="moved_by_school"),
    "moved_by_company": MOVED.format(side="company", other="school", status="moved_by_company"),
    "done": """
school evaluate=done report_absence=done write=done
company evaluate=done write=done
organiser correct=done
clock thank=done close=closed
""",
    "closed": """
school attest=closed
company attest=closed
clock anonymise=closed
""",
    "cancelled": NOTHING_CAME_OF_IT.format(status="cancelled"),
    "refused": NOTHING_CAME_OF_IT.format(status="refused"),
    "expired": NOTHING_CAME_OF_IT.format(status="expired"),
}


def cells() -> dict[tuple[str, str, str], str]:
    found = {}
    for status, lines in WORDS.items():
        for line in lines.split("\n"):
            side, *steps_ = line.split() or [""]
            for one in steps_:
                action, after = one.split("=")
                found[status, side, action] = after
    return found


ALLOWED = cells()


def test_e5_the_table_is_that_of_the_spec() -> None:
    table = {
        (status, side, action): after or GONE
        for status, sides in states.TABLE.items()
        for side, actions in sides.items()
        for action, after in actions.items()
    }
    assert table == ALLOWED


@pytest.mark.parametrize("status", RequestStatus)
def test_e5_every_cell_is_taken_or_refused_as_the_table_says(session, status: RequestStatus) -> None:
    """Each action by each side, through the one service that all steps take."""
    school, cluster = make_school(session), make_cluster(session)
    for side, action in product(Side, Action):
        request = make_request(session, school, cluster, status=status, starts_at=now())
        after = ALLOWED.get((status, side, action))
        if after is None:
            with pytest.raises(Conflict):
                steps.take(session, request, action, Click(side))
            assert (request.status, request.version) == (status, 1)
        elif after == GONE:
            assert steps.take(session, request, action, Click(side)) is None
            assert session.get(OutreachRequest, request.id) is None
        else:
            line = steps.take(session, request, action, Click(side, reason="  Car en panne "))
            assert (request.status, request.version) == (after, 1 if action is Action.WRITE else 2)
            assert (line.from_status, line.to_status, line.reason) == (status, after, "Car en panne")
            assert session.get(HistoryLine, line.id) is line


def test_e5_the_clock_alone_never_confirms_a_new_date() -> None:
    confirming = {key for key, after in ALLOWED.items() if after == "confirmed" and key[1] == Side.CLOCK}
    assert {action for _status, _side, action in confirming} == {"expire", "remind_week", "remind_day"}


def test_e5_each_state_waits_for_the_side_that_may_answer() -> None:
    awaited = {"sent": "company", "proposed": "school", "moved_by_school": "company", "moved_by_company": "school"}
    assert awaited == states.WAITS_FOR
