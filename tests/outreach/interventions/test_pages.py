"""The company's pages: what is refused keeps what was typed, what is done leads on (rows E2, E3, E4)."""

import pytest
from sqlmodel import select

from fairapp.accounts.enums import LinkPurpose
from fairapp.accounts.models import ActionLink
from fairapp.accounts.services import link_token
from fairapp.clusters.models import Cluster
from fairapp.outreach.charter import PROMISES, VERSION
from fairapp.outreach.enums import InterventionStatus, SlotStatus
from fairapp.outreach.models import Intervention, Slot, Speaker
from tests.factories import make_company, make_member, make_school
from tests.outreach.factories import a_school_day, make_booked, make_intervention, make_slot, make_speaker
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

PERSON = {"first_name": "Erwan", "job_title": "Soudeur", "topics_text": "Soudage, soudage", "area_km": "40"}


def fields(response, form: str = "#form") -> dict[str, object]:
    """Return what a form on the page would send."""
    found = soup(response).select_one(form)
    sent: dict[str, object] = {}
    for one in found.select("input[name], textarea[name], select[name]"):
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            sent[one["name"]] = chosen["value"]
        elif one.get("type") != "checkbox":
            sent[one["name"]] = one.text.removeprefix("\n") if one.name == "textarea" else one.get("value", "")
        elif one.has_attr("checked"):
            sent.setdefault(one["name"], []).append(one["value"])  # type: ignore[attr-defined]
    return sent


def errors(response) -> dict[str, str]:
    page = soup(response)
    return {one["id"].removesuffix("-error"): one.text.strip() for one in page.select("p.error[id$=-error]")}


def slot_form(**over: object) -> dict[str, object]:
    return {
        "day": a_school_day().date().isoformat(), "hour": "09:00", "groups_max": "1", "pupils_max": "30",
        "booking_days": "7", "cancel_days": "10",
    } | over  # fmt: skip


# Professionals


def test_e3_from_a_new_person_to_the_accepted_charter(site, reading):
    client, url = site.client, f"{site.url}/professionnels"
    sent = fields(client.get(f"{url}/nouveau")) | PERSON
    charter = client.post(f"{url}/nouveau", data=sent).location
    assert client.post(f"{url}/nouveau", data=sent).location == charter
    page = client.get(charter)
    assert [b.text for b in soup(page).select("ol b")] == [one.title for one in PROMISES]
    refused = client.post(charter, data=fields(page, "#accepter"))
    assert (refused.status_code, errors(refused)) == (422, {"accepts": "Cochez la case pour accepter la charte."})
    assert client.post(charter, data=fields(page, "#accepter") | {"accepts": "1"}).location == url
    with reading() as session:
        made = session.exec(select(Speaker).where(Speaker.first_name == "Erwan")).one()
        assert (made.charter_version, made.account_id, made.topics) == (VERSION, site.actor.account_id, ["Soudage"])


def test_e3_a_wrong_person_keeps_what_was_typed(site):
    url = f"{site.url}/professionnels/nouveau"
    sent = PERSON | {"first_name": "Erwan Le Gall", "departments_text": "56, Mordor"}
    answer = site.client.post(url, data=sent)
    assert (answer.status_code, list(errors(answer))) == (422, ["departments_text"])
    answer = site.client.post(url, data=sent | {"departments_text": "Morbihan, 29"})
    assert (answer.status_code, list(errors(answer))) == (422, ["first_name"])
    assert fields(answer)["first_name"] == "Erwan Le Gall"


def test_e3_a_colleagues_change_is_shown_beside_ours(site):
    url = f"{site.url}/professionnels/{site.speaker.id}"
    ours = fields(site.client.get(url)) | {"job_title": "Ma version"}
    site.client.post(url, data=ours | {"job_title": "Sa version"})
    answer = site.client.post(url, data=ours)
    assert (answer.status_code, fields(answer)["job_title"]) == (409, "Ma version")
    assert [one.text for one in soup(answer).select(".kv dd")] == ["Sa version"]
    assert site.client.post(url, data=fields(answer)).status_code == 303


def test_e3_the_charter_by_a_mailed_link_needs_no_account(site, writing, reading, client, settings, run_pending):
    with writing() as session:
        who = make_speaker(session, site.company, first_name="Erwan", email="e@biscuiterie.fr", charter_version=None)
    url = f"{site.url}/professionnels/{who.id}/charte"
    assert not soup(site.client.get(url)).select("#accepts")  # nobody accepts for somebody else
    assert site.client.post(f"{url}/lien").status_code == 303
    assert run_pending() >= 1
    with reading() as session:
        link = session.exec(select(ActionLink).where(ActionLink.purpose == LinkPurpose.CHARTER)).one()
        address = f"/charte/{link_token(settings, link)}"
    letters = [path.read_text() for path in settings.outbox_dir.glob("*.eml")]
    assert [link_token(settings, link) in text.replace("=\n", "") for text in letters] == [True]
    page = client.get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.post(address, data=fields(page, "#accepter")).status_code == 422
    thanks = client.post(address, data=fields(page, "#accepter") | {"accepts": "1"}).location
    assert "la charte est acceptée" in client.get(thanks).text
    assert "Ce lien ne vaut plus" in client.get(address).text
    with reading() as session:
        assert session.get_one(Speaker, who.id).charter_version == VERSION


def test_e3_leaving_while_on_line_is_explained(site):
    answer = site.client.post(f"{site.url}/professionnels/{site.speaker.id}/retirer")
    assert answer.status_code == 422
    assert "Nolwenn anime encore" in soup(answer).select_one("#liste .callout").text


# Visits


def test_e2_written_published_and_taken_off(site, typed, reading):
    url = f"{site.url}/visites"
    sent = fields(site.client.get(f"{url}/nouvelle")) | typed
    there = site.client.post(f"{url}/nouvelle", data=sent | {"action": "publish"}).location
    assert site.client.post(f"{url}/nouvelle", data=sent).location == there
    with reading() as session:
        made = session.get_one(Intervention, int(there.rsplit("/", 1)[1]))
        assert (made.status, made.topics, made.grades) == (
            InterventionStatus.PUBLISHED, ["Agroalimentaire", "Maintenance"], ["4e", "3e"],
        )  # fmt: skip
    assert site.client.post(f"{there}/retirer").status_code == 303
    assert site.client.post(f"{there}/copier", data={"form_key": "c" * 32}).location.endswith("/modifier")


def test_e2_what_lacks_for_publishing_loses_nothing_typed(site, typed, reading):
    url = f"{site.url}/visites/nouvelle"
    answer = site.client.post(url, data=typed | {"action": "publish", "speaker_id": ""})
    assert (answer.status_code, list(errors(answer))) == (422, ["speaker_id"])
    assert fields(answer)["title"] == typed["title"]
    assert fields(answer)["grades"] == ["4e", "3e"]
    with reading() as session:
        assert len(session.exec(select(Intervention)).all()) == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"grades": []}, "grades"),
        ({"title": ""}, "title"),
        ({"pupils_max": "500"}, "pupils_max"),
        ({"topics_text": ", ".join(f"thème {n}" for n in range(9))}, "topics_text"),
        ({"setting": "remote"}, "setting"),
    ],
)
def test_e2_a_wrong_field_is_named(site, typed, over, field):
    answer = site.client.post(f"{site.url}/visites/nouvelle", data=typed | over)
    assert (answer.status_code, list(errors(answer))) == (422, [field])


def test_e2_two_people_edit_at_once(site):
    url = f"{site.visit_url}/modifier"
    ours = fields(site.client.get(url)) | {"title": "Mon titre"}
    assert site.client.post(url, data=ours | {"title": "Son titre", "format": "visit"}).status_code == 303
    answer = site.client.post(url, data=ours)
    assert (answer.status_code, fields(answer)["title"]) == (409, "Mon titre")
    assert [one.text for one in soup(answer).select(".kv dd")] == ["Son titre"]
    assert site.client.post(url, data=fields(answer)).status_code == 303


@pytest.mark.parametrize("path", ["/visites/nouvelle", "/professionnels/nouveau"])
def test_a_refused_form_swapped_in_is_the_page(site, path):
    before = site.client.get(site.url + path)
    sent = fields(before) | {"title": "", "first_name": ""}
    part, whole = (site.client.post(site.url + path, data=sent, headers=headers) for headers in (HTMX, {}))
    assert same(swap(soup(before), part, "#form"), soup(whole))


@pytest.mark.parametrize(("path", "part"), [("/visites", "#liste"), ("/professionnels", "#liste")])
def test_the_next_page_of_a_list_swapped_in_is_the_page(site, writing, path, part):
    with writing() as session:
        for _ in range(21):
            make_speaker(session, site.company)
            make_intervention(session, site.company, _cluster(session, site), speaker_id=site.speaker.id)
    before = site.client.get(site.url + path)
    fragment, whole = (site.client.get(f"{site.url}{path}?page=2", headers=headers) for headers in (HTMX, {}))
    assert same(swap(soup(before), fragment, part), soup(whole))
    assert len(soup(whole).select("tbody tr")) in (2, 3)


@pytest.mark.parametrize("path", ["/visites", "/professionnels"])
def test_a_list_asks_as_much_for_one_as_for_many(site, writing, engine, path):
    def ask() -> int:
        with count_queries(engine) as seen:
            assert site.client.get(site.url + path).status_code == 200
        return len(seen)

    ask()
    one = ask()
    with writing() as session:
        for number in range(3):
            speaker = make_speaker(session, site.company)
            visit = make_intervention(session, site.company, _cluster(session, site), speaker_id=speaker.id)
            make_slot(session, visit, starts_at=a_school_day(in_days=40 + number))
    assert ask() == one


def test_empty_lists_say_what_to_do(writing, sign_in):
    with writing() as session:
        company = make_company(session, slug="vide")
        member = make_member(session, company).id
    client = sign_in(member)
    for path in ("visites", "professionnels"):
        assert soup(client.get(f"/entreprise/vide/{path}")).select("#liste .empty a.btn")
    assert "Aucune adhésion en cours" in client.get("/entreprise/vide/visites/nouvelle").text


# Dates


def test_e4_a_date_is_added_edited_and_cancelled(site, reading):
    url = f"{site.visit_url}/creneaux"
    sent = fields(site.client.get(f"{url}/nouveau")) | slot_form()
    assert site.client.post(f"{url}/nouveau", data=sent).location == site.visit_url
    again = site.client.post(f"{url}/nouveau", data=sent)
    assert (again.status_code, list(errors(again))) == (422, ["hour"])
    with reading() as session:
        slot = session.exec(select(Slot)).one()
    edit = site.client.get(f"{url}/{slot.id}")
    shown = fields(edit)
    assert {name: shown[name] for name in sent if name in shown and name != "version"} == {
        name: value for name, value in sent.items() if name != "version"
    }
    assert site.client.post(f"{url}/{slot.id}", data=shown | {"hour": "14h"}).status_code == 303
    stale = site.client.post(f"{url}/{slot.id}", data=shown | {"hour": "15h"})
    assert (stale.status_code, fields(stale)["hour"]) == (409, "14:00")
    assert site.client.post(f"{url}/{slot.id}/annuler").status_code == 303
    with reading() as session:
        assert session.exec(select(Slot.status)).one() is SlotStatus.CANCELLED


def test_e4_holidays_ask_before_the_date_is_added(site):
    url = f"{site.visit_url}/creneaux/nouveau"
    holiday = slot_form(day="2027-02-22")
    answer = site.client.post(url, data=holiday)
    assert (answer.status_code, list(errors(answer))) == (422, ["day"])
    assert "Vacances d'hiver" in errors(answer)["day"].replace("’", "'")
    assert soup(answer).select_one("#in_holidays")
    assert not soup(answer).select("#in_holidays[checked]")
    assert site.client.post(url, data=holiday | {"in_holidays": "1"}).status_code == 303


def test_e4_a_series_tells_what_it_left_out(site):
    url = f"{site.visit_url}/creneaux/serie"
    sent = slot_form(day="2027-02-08", until="2027-03-29")
    answer = site.client.post(url, data=sent)
    assert answer.status_code == 303
    told = soup(site.client.get(answer.location)).select_one(".flash, .flashes, [data-level]")
    assert told is not None
    words = told.text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    assert "5 créneaux ajoutés" in words
    assert "Vacances d'hiver" in words
    assert "Lundi de Pâques" in words
    again = site.client.post(url, data=sent)
    assert (again.status_code, list(errors(again))) == (422, ["day"])


def test_e9_a_booked_date_sends_to_the_requests(site, writing):
    with writing() as session:
        slot = make_slot(session, session.get_one(Intervention, site.visit.id), groups_max=2, pupils_max=60)
        make_booked(session, make_school(session), slot)
    answer = site.client.post(f"{site.visit_url}/creneaux/{slot.id}/annuler")
    assert answer.status_code == 422
    problem = soup(answer).select_one(".error-summary")
    assert "annulez d" in problem.text
    assert problem.select_one("a")["href"] == f"{site.url}/demandes"
    page = site.client.get(f"{site.visit_url}/creneaux/{slot.id}")
    fewer = site.client.post(f"{site.visit_url}/creneaux/{slot.id}", data=fields(page) | {"pupils_max": "10"})
    assert (fewer.status_code, list(errors(fewer))) == (422, ["pupils_max"])


def _cluster(session, site):
    return session.get_one(Cluster, site.cluster_id)
