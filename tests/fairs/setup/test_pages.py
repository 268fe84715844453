"""The organiser's pages: made, copied, set, published, called off."""

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.accounts.models import AuditEntry
from fairapp.clusters.models import Cluster
from fairapp.core.clock import today
from fairapp.fairs.enums import BookingStatus, FairStatus
from fairapp.fairs.models import Fair, FairInterest, Hall
from fairapp.fairs.queries import days_of
from fairapp.fairs.stands.models import Stand, StandOption, StandType
from tests.factories import make_cluster, make_company, make_member
from tests.fairs.factories import make_booking, make_fair, make_registration, make_stand
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

NEW = {"name": "Salon 2027", "days": "1", "opens": "09:00", "closes": "17:00", "stands": "20", "venue": "Halle"}


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def fields(response, form: str) -> dict[str, str]:
    """Return what a form on the page would send."""
    found = soup(response).select_one(f"#{form}")
    values = {one["name"]: one.get("value", "") for one in found.select("input[name]") if one.get("type") != "checkbox"}
    values |= {one["name"]: one.text.removeprefix("\n") for one in found.select("textarea[name]")}
    for one in found.select("select[name]"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        values[one["name"]] = chosen["value"]
    return values


def test_f1_a_first_fair_is_made_in_one_form(site, reading):
    page = site.organiser.get("/pilotage/quai/salons/nouveau")
    sent = fields(page, "nouveau") | NEW | {"first_day": in_days(90)}
    answer = site.organiser.post("/pilotage/quai/salons/nouveau", data=sent)
    assert answer.location.endswith("/pilotage/quai/salons/salon-2027/reglages")
    again = site.organiser.post("/pilotage/quai/salons/nouveau", data=sent)
    assert again.location == answer.location
    published = site.organiser.post("/pilotage/quai/salons/salon-2027/publier")
    assert published.status_code == 303
    with reading() as session:
        fair = session.exec(select(Fair).where(Fair.slug == "salon-2027")).one()
        assert fair.status is FairStatus.PUBLISHED
        assert len(session.exec(select(Stand).where(Stand.fair_id == fair.id)).all()) == 20


def test_f1_a_wrong_form_keeps_what_was_typed(site):
    sent = NEW | {"first_day": "2020-01-01"}
    answer = site.organiser.post("/pilotage/quai/salons/nouveau", data=sent)
    assert answer.status_code == 422
    assert fields(answer, "nouveau")["name"] == "Salon 2027"
    assert soup(answer).select_one("#first_day")["aria-invalid"] == "true"


def test_f1_last_years_fair_is_copied(site, reading):
    page = site.organiser.get(f"{site.url}/copier")
    sent = fields(page, "copie") | {"name": "Grand Quai 2027"}
    answer = site.organiser.post(f"{site.url}/copier", data=sent)
    assert answer.location.endswith("/pilotage/quai/salons/grand-quai-2027/reglages")
    with reading() as session:
        fair = session.exec(select(Fair).where(Fair.slug == "grand-quai-2027")).one()
        source = session.get_one(Fair, site.fair.id)
        first, before = days_of(session, fair.id)[0].held_on, days_of(session, source.id)[0].held_on
        assert (first - before, first.weekday()) == (timedelta(days=364), before.weekday())


def test_the_list_makes_the_same_queries_for_one_fair_and_for_four(site, writing, engine):
    site.organiser.get("/pilotage/quai/salons")
    with count_queries(engine) as one:
        site.organiser.get("/pilotage/quai/salons")
    with writing() as session:
        for _number in range(3):
            fair = make_fair(session, session.get_one(Cluster, site.cluster_id))
            make_registration(session, fair)
    with count_queries(engine) as four:
        page = site.organiser.get("/pilotage/quai/salons")
    assert len(soup(page).select("tbody tr")) == 4
    assert len(four) == len(one)


def test_an_unfinished_fair_says_all_that_is_missing(site, writing):
    with writing() as session:
        session.add(Fair(cluster_id=site.cluster_id, name="Vide", slug="vide"))
    answer = site.organiser.post("/pilotage/quai/salons/vide/publier")
    assert answer.status_code == 422
    assert len(soup(answer).select("#publication [role=alert] li")) == 2


@pytest.mark.parametrize("form", ["presentation", "dates", "calendrier", "conditions"])
def test_every_form_saves_what_it_shows(site, reading, form):
    page = site.organiser.get(f"{site.url}/reglages")
    answer = site.organiser.post(f"{site.url}/reglages/{form}", data=fields(page, form))
    assert answer.status_code == 303
    with reading() as session:
        fair = session.get_one(Fair, site.fair.id)
        kept = {
            "name",
            "venue",
            "booking_from",
            "booking_until",
            "registration_from",
            "terms",
            "vat_rate_bp",
            "band_minutes",
        }
        assert fair.version == 2
        assert fair.terms_version == 1
        for name in kept:
            shown, stored = getattr(fair, name), getattr(site.fair, name)
            if name.endswith(("_from", "_until")):  # to the minute
                shown, stored = (one.replace(second=0, microsecond=0) for one in (shown, stored))
            assert shown == stored


def test_c1_the_length_of_arrival_bands_is_a_setting(site, reading):
    sent = fields(site.organiser.get(f"{site.url}/reglages"), "dates")
    assert sent["band_minutes"] == "30"
    assert site.organiser.post(f"{site.url}/reglages/dates", data=sent | {"band_minutes": "60"}).status_code == 303
    with reading() as session:
        assert session.get_one(Fair, site.fair.id).band_minutes == 60


def test_f3_hours_are_typed_on_the_fairs_own_clock(site, writing, reading):
    with writing() as session:
        session.get_one(Fair, site.fair.id).time_zone = "Indian/Reunion"
    page = site.organiser.get(f"{site.url}/reglages")
    sent = fields(page, "calendrier") | {"booking_from": "2026-01-05T08:00"}
    assert site.organiser.post(f"{site.url}/reglages/calendrier", data=sent).status_code == 303
    with reading() as session:
        assert session.get_one(Fair, site.fair.id).booking_from.isoformat() == "2026-01-05T04:00:00+00:00"
    again = site.organiser.get(f"{site.url}/reglages")
    assert fields(again, "calendrier")["booking_from"] == "2026-01-05T08:00"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_edit_of_an_old_version_shows_what_is_stored_and_keeps_what_was_typed(site, headers):
    page = site.organiser.get(f"{site.url}/reglages")
    sent = fields(page, "presentation")
    site.organiser.post(f"{site.url}/reglages/presentation", data=sent | {"tagline": "Celle d'une collègue"})
    mine = sent | {"tagline": "La mienne"}
    answer = site.organiser.post(f"{site.url}/reglages/presentation", data=mine, headers=headers)
    assert answer.status_code == 409
    assert fields(answer, "presentation")["tagline"] == "La mienne"
    assert "Celle d'une collègue" in soup(answer).select_one("#tagline-error").text
    once_more = site.organiser.post(f"{site.url}/reglages/presentation", data=fields(answer, "presentation"))
    assert once_more.status_code == 303


@pytest.mark.parametrize(
    ("form", "over"),
    [
        ("presentation", {"name": ""}),
        ("dates", {"days[0].closes": "08:00"}),
        ("dates", {"band_minutes": "7"}),
        ("calendrier", {"booking_from": "demain"}),
        ("conditions", {"vat_percent": "", "vat_exemption": ""}),
    ],
)
def test_a_swapped_refusal_is_the_fresh_page(site, form, over):
    page = site.organiser.get(f"{site.url}/reglages")
    sent = fields(page, form) | over
    whole = site.organiser.post(f"{site.url}/reglages/{form}", data=sent)
    part = site.organiser.post(f"{site.url}/reglages/{form}", data=sent, headers=HTMX)
    assert (whole.status_code, part.status_code) == (422, 422)
    assert soup(whole).select_one(f"#{form} .error-summary")
    assert same(swap(page.text, part, f"#{form}"), whole.text)


def test_f2_a_day_is_added_and_taken_away(site, reading):
    page = site.organiser.get(f"{site.url}/reglages")
    sent = fields(page, "dates")
    more = sent | {"days[1].held_on": in_days(31), "days[1].opens": "10:00", "days[1].closes": "16:00"}
    assert site.organiser.post(f"{site.url}/reglages/dates", data=more).status_code == 303
    with reading() as session:
        assert len(days_of(session, site.fair.id)) == 2
    page = site.organiser.get(f"{site.url}/reglages")
    fewer = fields(page, "dates") | {"days[0].held_on": "", "days[0].opens": "", "days[0].closes": ""}
    assert site.organiser.post(f"{site.url}/reglages/dates", data=fewer).status_code == 303
    with reading() as session:
        assert [day.held_on.isoformat() for day in days_of(session, site.fair.id)] == [in_days(31)]


def test_f4_calling_off_asks_first_and_is_seen(site, reading):
    assert site.organiser.get(f"{site.url}/annuler").status_code == 200
    assert site.organiser.post(f"{site.url}/annuler").status_code == 303
    with reading() as session:
        assert session.get_one(Fair, site.fair.id).status is FairStatus.CANCELLED
    assert site.organiser.get(f"{site.url}/reglages").status_code == 200


def test_a_draft_is_thrown_away(site, writing, reading):
    with writing() as session:
        draft = make_fair(session, session.get_one(Cluster, site.cluster_id), status=FairStatus.DRAFT, slug="essai")
    assert site.organiser.post("/pilotage/quai/salons/essai/annuler").location.endswith("/pilotage/quai/salons")
    with reading() as session:
        assert session.get(Fair, draft.id) is None


def test_f3_the_companies_that_would_come_are_listed_and_exported(site, writing, reading):
    with writing() as session:
        company = make_company(session, name="=Chantiers Kermarec")
        session.add(FairInterest(fair_id=site.fair.id, company_id=company.id))
    path = f"{site.url}/reglages/interets.csv"
    page = soup(site.organiser.get(f"{site.url}/reglages"))
    assert "Chantiers Kermarec" in page.text
    assert page.select_one(f"form[method=post][action='{path}']") is not None
    assert site.organiser.get(path).status_code == 405
    assert "'=Chantiers Kermarec" in site.organiser.post(path).text  # text, not a formula
    with reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "interest.exported")).one()
    assert entry.detail["rows"] == 1


def test_f5_the_real_plan_is_imported(site, reading, shared_data):
    data = {"plan": (io.BytesIO((shared_data / "fair_stands.json").read_bytes()), "plan.json"), "type_id": site.kind.id}
    answer = site.organiser.post(f"{site.url}/plan/halles/{site.hall.id}/fichier", data=data)
    assert answer.status_code == 303
    page = soup(site.organiser.get(f"{site.url}/plan"))
    assert len(page.select("svg .stand")) == 97
    listed = soup(site.organiser.get(f"{site.url}/plan/stands"))
    assert len(listed.select("tbody tr")) == 97


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_f5_a_wrong_plan_says_line_and_reason_and_changes_nothing(site, reading, headers):
    data = {"plan": (io.BytesIO(b"B1;B2\nB3;B1"), "plan.csv"), "type_id": site.kind.id}
    url = f"{site.url}/plan/halles/{site.hall.id}/fichier"
    answer = site.organiser.post(url, data=data, headers=headers)
    assert answer.status_code == 422
    assert soup(answer).select_one("#fichier .callout li").text.startswith("Ligne 2")
    with reading() as session:
        assert session.exec(select(Stand.code).where(Stand.hall_id == site.hall.id)).all() == ["A1"]


def test_f5_a_grid_is_drawn_and_refused_while_a_stand_is_booked(site, writing, reading):
    url = f"{site.url}/plan/halles/{site.hall.id}/grille"
    sent = {"rows": "2", "columns": "3", "first": "b", "type_id": site.kind.id}
    assert site.organiser.post(url, data=sent).status_code == 303
    with writing() as session:
        assert set(session.exec(select(Stand.code))) == {"B1", "B2", "B3", "C1", "C2", "C3"}
        taken = session.exec(select(Stand).where(Stand.code == "C3")).one()
        make_booking(session, taken, make_company(session), status=BookingStatus.SUBMITTED)
    answer = site.organiser.post(url, data=sent | {"rows": "1"})
    assert answer.status_code == 409
    assert "C3" in soup(answer).select_one("#grille .error-summary").text
    with reading() as session:
        assert len(session.exec(select(Stand)).all()) == 6


def test_f2_a_hall_is_added_changed_and_taken_away(site, reading):
    answer = site.organiser.post(f"{site.url}/plan/halles", data={"name": "Halle Sud", "gauge": "1 200"})
    assert answer.status_code == 303
    with reading() as session:
        hall = session.exec(select(Hall).where(Hall.name == "Halle Sud")).one()
        assert hall.gauge == 1200
    url = f"{site.url}/plan/halles/{hall.id}"
    seen = fields(site.organiser.get(url), "halle")["seen"]
    sent = {"name": "Halle Est", "marks[0].label": "Bar", "marks[0].x": "12,5", "marks[0].y": "3", "seen": seen}
    assert site.organiser.post(url, data=sent).status_code == 303
    with reading() as session:
        assert session.get_one(Hall, hall.id).marks == [{"label": "Bar", "x": 12.5, "y": 3.0}]
    assert site.organiser.get(url).status_code == 200
    assert site.organiser.post(f"{url}/supprimer").status_code == 303
    with reading() as session:
        assert session.get(Hall, hall.id) is None


def test_a_stand_is_added_changed_blocked_and_deleted(site, reading):
    new = f"{site.url}/plan/halles/{site.hall.id}/stands"
    sent = fields(site.organiser.get(new), "stand") | {"code": "Z9", "left": "80", "top": "10"}
    assert site.organiser.post(new, data=sent).status_code == 303
    with reading() as session:
        stand = session.exec(select(Stand).where(Stand.code == "Z9")).one()
    url = f"{site.url}/plan/stands/{stand.id}"
    unchanged = fields(site.organiser.get(url), "stand")
    assert site.organiser.post(url, data=unchanged | {"code": "Z8"}).status_code == 303
    assert site.organiser.post(f"{url}/bloquer", data={"reason": "Pilier"}).status_code == 303
    assert "Pilier" in site.organiser.get(url).text
    assert site.organiser.post(f"{url}/debloquer").status_code == 303
    with reading() as session:
        fresh = session.get_one(Stand, stand.id)
        assert (fresh.code, fresh.is_blocked, fresh.outline) == ("Z8", False, stand.outline)
    assert site.organiser.post(f"{url}/supprimer").status_code == 303
    with reading() as session:
        assert session.get(Stand, stand.id) is None


@pytest.mark.parametrize(("form", "name"), [("halle", "name"), ("stand", "code"), ("type", "name"), ("option", "name")])
def test_f5_of_two_who_opened_one_form_the_second_is_shown_what_the_first_saved(site, writing, form, name):
    with writing() as session:
        option = StandOption(fair_id=site.fair.id, name="Prise")
        session.add(option)
    ids = {"halle": site.hall.id, "stand": site.stand.id, "type": site.kind.id, "option": option.id}
    url = f"{site.url}/plan/{form}s/{ids[form]}"
    opened = fields(site.organiser.get(url), form)
    assert site.organiser.post(url, data=opened | {name: "Premier"}).status_code == 303
    late = site.organiser.post(url, data=opened | {name: "Second"})
    assert late.status_code == 409
    assert soup(late).select_one(f"[name={name}]")["value"] == "Second"
    [refused] = soup(late).select(f"#{form} [aria-invalid=true]")
    assert refused["name"] == name
    assert "Premier" in soup(late).select_one(f"#{form} .error-summary").text
    assert site.organiser.post(url, data=fields(late, form)).status_code == 303
    assert fields(site.organiser.get(url), form)[name] == "Second"


@pytest.mark.parametrize("action", ["bloquer", "supprimer"])
def test_a_booked_stand_is_neither_blocked_nor_deleted(site, writing, action):
    with writing() as session:
        make_booking(session, session.get_one(Stand, site.stand.id), make_company(session))
    answer = site.organiser.post(f"{site.url}/plan/stands/{site.stand.id}/{action}")
    assert answer.status_code == 409
    assert soup(answer).select_one(".error-summary")


def test_stands_are_found_and_exported(site, writing):
    with writing() as session:
        other = make_stand(
            session, session.get_one(Hall, site.hall.id), session.get_one(StandType, site.kind.id), code="B7"
        )
        make_booking(session, other, make_company(session, name="Hydrel"))
    found = site.organiser.get(f"{site.url}/plan/stands?q=hydrel", headers=HTMX)
    assert [row.select_one("th").text.strip() for row in soup(found).select("tbody tr")] == ["B7"]
    exported = site.organiser.get(f"{site.url}/plan/stands.csv").text.splitlines()
    assert [line.split(";")[0] for line in exported[1:]] == ["A1", "B7"]


def test_b1_types_are_added_and_changed_with_prices_in_euros(site, reading):
    sent = {
        "name": "Angle", "width_cm": "300", "depth_cm": "300", "price_cents": "620,50", "member_price_cents": "500",
        "staff_badges": "5",
    }  # fmt: skip
    assert site.organiser.post(f"{site.url}/plan/types", data=sent).status_code == 303
    twice = site.organiser.post(f"{site.url}/plan/types", data=sent)
    assert (twice.status_code, soup(twice).select_one("#name")["aria-invalid"]) == (422, "true")
    with reading() as session:
        kind = session.exec(select(StandType).where(StandType.name == "Angle")).one()
        assert kind.price_cents == 620_50
    url = f"{site.url}/plan/types/{kind.id}"
    shown = fields(site.organiser.get(url), "type")
    assert shown["price_cents"] == "620,50"
    assert site.organiser.post(url, data=shown | {"price_cents": "700"}).status_code == 303
    assert site.organiser.post(f"{url}/supprimer").status_code == 303
    used = site.organiser.post(f"{site.url}/plan/types/{site.kind.id}/supprimer")
    assert (used.status_code, bool(soup(used).select_one(".error-summary"))) == (409, True)


def test_b5_options_are_added_changed_and_deleted(site, reading, writing):
    sent = {"name": "Écran", "price_cents": "90", "stock": "4", "most": "2"}
    assert site.organiser.post(f"{site.url}/plan/options", data=sent).status_code == 303
    with writing() as session:
        option = session.exec(select(StandOption)).one()
        option.taken = 3
    url = f"{site.url}/plan/options/{option.id}"
    less = site.organiser.post(url, data=fields(site.organiser.get(url), "option") | {"stock": "2"})
    assert (less.status_code, soup(less).select_one("#stock")["aria-invalid"]) == (422, "true")
    assert site.organiser.post(url, data=fields(less, "option") | {"stock": ""}).status_code == 303
    assert site.organiser.post(f"{url}/supprimer").status_code == 303
    with reading() as session:
        assert session.exec(select(StandOption)).all() == []


def test_another_clusters_fair_does_not_exist_here(site, writing, sign_in):
    with writing() as session:
        stranger = make_member(session, make_cluster(session, slug="autre"))
    other = sign_in(stranger)
    assert other.get(f"{site.url}/reglages").status_code == 404
    assert other.get(f"/pilotage/autre/salons/{site.fair.slug}/reglages").status_code == 404
    assert other.post(f"{site.url}/annuler").status_code == 404
