"""A school's home: what it has to answer, where its classes go next."""

from datetime import timedelta

import pytest

from fairapp.core.clock import now
from fairapp.outreach.enums import RequestStatus, Side
from fairapp.outreach.models import Evaluation
from tests.outreach.factories import make_intervention, make_request
from tests.support.counting import count_queries
from tests.support.htmx import soup

URL = "/ecole/parc"
_S = RequestStatus


@pytest.fixture
def ask(writing, world):
    """Make a request of the college to an intervention of this title."""

    def make(title, **over):
        with writing() as session:
            visit = make_intervention(session, world.company, world.cluster, title=title)
            asked = {"intervention_id": visit.id, "company_id": world.company.id}
            return make_request(session, over.pop("school", world.school), world.cluster, **(asked | over))

    return make


def titles(client, section):
    page = soup(client.get(URL))
    return [link.text for link in page.select(f"section[aria-labelledby={section}] li a")]


def on(days):
    return {"starts_at": now() + timedelta(days=days), "ends_at": now() + timedelta(days=days, hours=2)}


def test_an_empty_home_leads_to_the_catalogue(sign_in, world):
    page = soup(sign_in(world.teacher).get(URL))
    assert page.select("main a[href='/visites']")
    assert page.select("main li a") == []


def test_what_waits_for_the_school_comes_first(sign_in, world, ask):
    for title, status, over in [
        ("Proposée", _S.PROPOSED, {}),
        ("Déplacée", _S.MOVED_BY_COMPANY, on(20)),
        ("Brouillon", _S.DRAFT, {}),
        ("Envoyée", _S.SENT, {}),
        ("Passée", _S.DONE, on(-3)),
        ("Finie", _S.CLOSED, on(-30)),
    ]:
        ask(title, status=status, **over)
    ask("D’une autre", status=_S.PROPOSED, school=world.other_school)
    client = sign_in(world.teacher)
    assert set(titles(client, "t-todo")) == {"Proposée", "Déplacée", "Brouillon", "Passée"}
    assert titles(client, "t-coming") == ["Déplacée"]


def test_the_next_visits_are_in_order(sign_in, world, ask):
    ask("Plus tard", status=_S.CONFIRMED, **on(40))
    ask("Bientôt", status=_S.CONFIRMED, **on(5))
    ask("Hier", status=_S.CONFIRMED, **on(-1))
    assert titles(sign_in(world.teacher), "t-coming") == ["Bientôt", "Plus tard"]


def test_an_evaluation_is_asked_for_once(sign_in, world, ask, writing):
    done = ask("Passée", status=_S.DONE, **on(-3))
    with writing() as session:
        session.add(Evaluation(request_id=done.id, side=Side.SCHOOL, useful=4, organised=4, again=4))
    assert titles(sign_in(world.teacher), "t-todo") == []


def test_the_home_costs_the_same_whatever_there_is(sign_in, world, ask, engine):
    client = sign_in(world.teacher)

    def queries():
        with count_queries(engine) as seen:
            client.get(URL)
        return len(seen)

    ask("Une", status=_S.CONFIRMED, **on(5))
    queries()
    one = queries()
    for number in range(3):
        ask(f"Encore {number}", status=_S.PROPOSED)
        ask(f"Autre {number}", status=_S.CONFIRMED, **on(9 + number))
    assert queries() == one
