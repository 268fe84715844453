"""The demo's shortcuts exist in the demo, on this machine, and nowhere else."""

import pytest

from fairapp import mail
from fairapp.accounts.models import Account
from fairapp.accounts.services import add_persona
from tests.factories import make_account, make_cluster, make_member
from tests.support.htmx import soup


@pytest.fixture
def demo(settings):
    """Ask for it before `app`."""
    settings.demo = True
    return settings


@pytest.fixture
def people(writing):
    """An organiser, a candidate, and someone who is no persona."""
    with writing() as session:
        organiser = make_member(session, make_cluster(session), name="Odile Bihan")
        candidate, other = make_account(session, name="Yann Prat"), make_account(session)
        add_persona(session, candidate, "Candidat", position=2)
        add_persona(session, organiser, "Organisatrice", position=1)
    return organiser, candidate, other


def buttons(client, **options):
    return [
        button.get_text(strip=True)
        for button in soup(client.get("/connexion", **options)).select("form[action^='/demo/'] button")
    ]


def test_demo_offers_its_people_with_one_click(demo, people, client, is_signed_in):
    assert buttons(client) == ["Organisatrice · Odile Bihan", "Candidat · Yann Prat"]
    form = soup(client.get("/connexion?next=/offres")).select("form[action^='/demo/']")[1]
    answer = client.post(form["action"], data={"next": form.select_one("[name=next]")["value"]})
    assert answer.headers["Location"] == "/offres"
    assert is_signed_in(client)


FROM_ELSEWHERE = [
    {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},  # a proxy in front: everyone seems to be on this machine
    {"headers": {"Forwarded": "for=127.0.0.1"}},
    {"headers": {"X-Real-IP": "127.0.0.1"}},
]


@pytest.mark.parametrize("options", FROM_ELSEWHERE, ids=["address", "proxy", "standard proxy", "other proxy"])
def test_shortcuts_do_not_exist_for_other_machines(demo, people, client, sign_in, options):
    organiser, candidate, _ = people
    assert buttons(client, **options) == []
    assert client.post(f"/demo/personnages/{candidate.id}", **options).status_code == 404
    assert sign_in(organiser).get("/demo/courrier", **options).status_code == 404


def test_shortcuts_do_not_exist_outside_the_demo(people, client, sign_in, is_signed_in):
    organiser, candidate, _ = people
    assert buttons(client) == []
    assert client.post(f"/demo/personnages/{candidate.id}").status_code == 404
    assert not is_signed_in(client)
    assert sign_in(organiser).get("/demo/courrier").status_code == 404


def test_only_personas_are_entered_with_a_click(demo, people, client, is_signed_in):
    *_, other = people
    assert client.post(f"/demo/personnages/{other.id}").status_code == 404
    assert client.post(f"/demo/personnages/{2**31}").status_code == 404
    assert not is_signed_in(client)


def test_disabled_persona_is_gone(demo, people, client, writing):
    _organiser, candidate, _ = people
    with writing() as session:
        session.get_one(Account, candidate.id).is_disabled = True
    assert buttons(client) == ["Organisatrice · Odile Bihan"]
    assert client.post(f"/demo/personnages/{candidate.id}").status_code == 404


def test_letters_are_for_organisers_and_administrators(demo, people, client, sign_in, writing):
    organiser, candidate, _ = people
    with writing() as session:
        admin = make_account(session, is_admin=True)
    statuses = [
        browser.get("/demo/courrier").status_code
        for browser in (sign_in(organiser), sign_in(admin), sign_in(candidate))
    ]
    assert statuses == [200, 200, 403]
    assert client.get("/demo/courrier").headers["Location"].startswith("/connexion")


def test_letters_are_shown_with_their_links(demo, people, sign_in):
    organiser, *_ = people
    context = {"what": "<script>alert(1)</script>", "url": "http://localhost/compte/securite"}
    mail.send(demo, mail.Message("lea@exemple.fr", "Sujet & <b>gras</b>", "security_notice", context))
    page = soup(sign_in(organiser).get("/demo/courrier"))
    assert page.select_one("article h2").get_text() == "Sujet & <b>gras</b>"
    assert [link["href"] for link in page.select("article li a")] == ["http://localhost/compte/securite"]
    assert page.select("article script") == []
    assert "<script>alert(1)</script>" in page.select_one("article").get_text()


def test_empty_outbox_says_what_to_do(demo, people, sign_in):
    organiser, *_ = people
    assert soup(sign_in(organiser).get("/demo/courrier")).select_one(".empty h2") is not None
