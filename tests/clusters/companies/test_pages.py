"""A company's public page and its own space."""

import io

import pytest
from PIL import Image

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.models import Company
from tests.factories import make_company, make_membership
from tests.support.counting import count_queries
from tests.support.htmx import HTMX, same, soup, swap

PROFILE = "/entreprise/elan/profil"
FORM = {
    "name": "Élan", "description": "Du **bois**", "website": "elan.fr", "place": "Aubenas (07200)", "headcount": "1 200",
    "siret": "732 829 320 00074", "naf_code": "16.23Z", "pools": "1",
}  # fmt: skip


def stored(reading, world):
    with reading() as session:
        return session.get_one(Company, world.company.id)


@pytest.mark.parametrize("part", ["profil", "equipe", "adhesions"])
def test_m1_the_space_is_for_the_companys_people(client, sign_in, world, organiser, member, part):
    path = f"/entreprise/elan/{part}"
    assert member.get(path).status_code == 200
    assert sign_in(world.rival).get(path).status_code == 404
    assert organiser.get(path).status_code == 403
    assert client.get(path).headers["Location"].startswith("/connexion")


def test_m5_the_profile_becomes_the_public_page(member, client, world):
    assert member.post(PROFILE, data=FORM).headers["Location"] == PROFILE
    page = soup(client.get("/entreprises/elan"))
    text = " ".join(page.select_one("main").text.split())
    assert page.select_one(".prose strong").text == "bois"
    assert "Aubenas" in text
    assert "1 200 personnes" in text  # whatever space groups the thousands
    assert page.select_one('a[href="https://elan.fr"]')["rel"] == ["nofollow", "noopener"]
    assert page.select_one('a[href="/clusters/bois"]')


def test_m5_its_offers_are_fetched_around_a_plain_link(client, world):
    fragment = soup(client.get("/entreprises/elan")).select_one("#offers")
    assert fragment["hx-get"] == fragment.select_one("a")["href"] == "/entreprises/elan/offres"


def test_the_contact_address_is_never_shown_to_the_public(member, client, world):
    member.post(PROFILE, data=FORM | {"contact_email": "patronne@elan.fr"})
    for path in ("/entreprises/elan", "/clusters/bois/entreprises"):
        assert "patronne" not in client.get(path).text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_m5_a_wrong_profile_keeps_what_was_typed(member, world, reading, headers):
    wrong = FORM | {"siret": "12", "place": "Aubenas (07200)", "description": "À garder"}
    response = member.post(PROFILE, data=wrong, headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one("#description").text.strip() == "À garder"
    assert page.select_one("#siret")["value"] == "12"
    assert page.select_one("#pools").has_attr("checked")
    assert page.select_one("#siret-error")
    assert stored(reading, world).description == ""


def test_422_swapped_equals_the_fresh_page(member, world):
    wrong = FORM | {"place": "Nulle-Part-du-Tout"}
    after = swap(soup(member.get(PROFILE)), member.post(PROFILE, data=wrong, headers=HTMX), "#profil")
    assert same(after.select_one("main"), soup(member.post(PROFILE, data=wrong)).select_one("main"))
    assert after.select_one("#place-error")


def test_what_is_saved_is_what_the_form_shows_again(member, world, reading):
    member.post(PROFILE, data=FORM)
    page = soup(member.get(PROFILE))
    shown = {
        name: page.select_one(f"#{name}")["value"] for name in ("place", "siret", "naf_code", "website", "headcount")
    }
    member.post(PROFILE, data=FORM | shown)
    company = stored(reading, world)
    assert (company.insee, company.headcount, company.naf_code) == ("07019", 1200, "16.23Z")


def test_m3_a_company_keeps_its_offers_at_home(member, world, reading):
    member.post(PROFILE, data={key: FORM[key] for key in ("name", "place")})
    assert stored(reading, world).pools is False


def picture():
    buffer = io.BytesIO()
    Image.new("RGBA", (64, 64), "#7a1f4b").save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def test_m5_logo_is_put_and_taken_away(member, client, world, reading):
    member.post("/entreprise/elan/logo", data={"logo": (picture(), "elan.png")})
    address = f"/logos/{stored(reading, world).logo_id}"
    assert soup(client.get("/entreprises/elan")).select_one(f'img[src="{address}"]')
    member.post("/entreprise/elan/logo/retirer")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_logo_is_refused(member, world, headers):
    response = member.post("/entreprise/elan/logo", data={"logo": (io.BytesIO(b"%PDF-1.7"), "x.png")}, headers=headers)
    assert response.status_code == 422
    assert soup(response).select_one("#logo-error")


@pytest.mark.parametrize(
    ("status", "code"),
    [(None, 404), ("pending", 404), ("lapsed", 404), ("listed", 200), ("confirmed", 200)],
)
def test_m5_who_has_a_public_page(client, world, writing, status, code):
    with writing() as session:
        company = make_company(session, slug="autre", claimed_at=None)
        if status:
            make_membership(session, world.cluster, company, status=MembershipStatus(status))
    response = client.get("/entreprises/autre")
    assert response.status_code == code
    if code == 200:  # nobody answers for what it says
        assert soup(response).select_one("meta[name=robots]")["content"] == "noindex"


def test_its_people_see_the_page_before_the_cluster_confirms(sign_in, client, world):
    assert client.get("/entreprises/acier").status_code == 404
    assert sign_in(world.rival).get("/entreprises/acier").status_code == 200


def test_public_page_asks_few_queries(client, world, app):
    with count_queries(app.extensions["fairapp"].engine) as seen:
        client.get("/entreprises/elan")
    assert len(seen) <= 4


@pytest.mark.parametrize("slug", ["rien", "é", "a" * 300, "..%2f"])
def test_unknown_companies_do_not_exist(client, slug):
    assert client.get(f"/entreprises/{slug}").status_code == 404
