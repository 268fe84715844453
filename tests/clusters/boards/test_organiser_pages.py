"""The board as its organisers run it: settings, legal pages, journal."""

import io

import pytest
from PIL import Image
from sqlmodel import select

from fairapp.accounts.services import record
from fairapp.clusters.models import Cluster, LegalPage
from fairapp.core.files import StoredFile
from tests.factories import make_account
from tests.support.htmx import HTMX, same, soup, swap

SETTINGS = {"name": "Pôle Bois", "tagline": "Ensemble", "colour": "#7a1f4b", "accent": "#ffcb3d", "moderates": "1"}
SPACE = ["entreprises", "demandes", "equipe", "mutualisation", "reglages", "pages", "journal", "entreprises.csv"]


def picture(kind="PNG", size=(900, 300)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#7a1f4b").save(buffer, kind)
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize("part", SPACE)
def test_m1_the_space_is_for_organisers_of_this_cluster(client, sign_in, world, organiser, writing, part):
    path = f"/pilotage/bois/{part}"
    with writing() as session:
        admin = make_account(session, is_admin=True)
    assert organiser.get(path).status_code == 200
    assert sign_in(admin).get(path).status_code == 200
    assert sign_in(world.stranger).get(path).status_code == 404
    assert sign_in(world.member).get(path).status_code == 403
    assert client.get(path).headers["Location"].startswith("/connexion")


def stored(reading, world):
    with reading() as session:
        return session.get_one(Cluster, world.cluster.id)


def test_m2_name_colours_and_texts_are_saved(organiser, world, reading, client):
    response = organiser.post(
        "/pilotage/bois/reglages", data=SETTINGS | {"description": "Le **bois** d'ici", "website": "bois.fr"}
    )
    assert response.headers["Location"] == "/pilotage/bois/reglages"
    cluster = stored(reading, world)
    assert (cluster.tagline, cluster.colour, cluster.website, cluster.moderates) == (
        "Ensemble",
        "#7a1f4b",
        "https://bois.fr",
        True,
    )


def test_o3_moderation_can_be_turned_off(organiser, world, reading):
    organiser.post("/pilotage/bois/reglages", data={key: SETTINGS[key] for key in ("name", "colour", "accent")})
    assert stored(reading, world).moderates is False


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_m2_wrong_settings_keep_what_was_typed(organiser, world, reading, headers):
    wrong = SETTINGS | {"name": "P", "tagline": "À garder", "website": "javascript:1"}
    response = organiser.post("/pilotage/bois/reglages", data=wrong, headers=headers)
    page = soup(response)
    assert response.status_code == 422
    assert ("<nav" in response.text) is not bool(headers)
    assert page.select_one("#tagline")["value"] == "À garder"
    assert page.select_one("#name")["aria-describedby"].split()[0] == page.select_one("#name-error")["id"]
    assert page.select_one("#website-error")
    assert stored(reading, world).name == "Pôle Bois"


def test_m2_verdict_on_colours_while_they_are_chosen(organiser, world):
    before = soup(organiser.get("/pilotage/bois/reglages"))
    assert "Ajustée" not in before.select_one("#couleurs").text
    path = "/pilotage/bois/reglages/couleurs?colour=%23ffe18a&accent=%23ffcb3d"
    after = swap(before, organiser.get(path, headers=HTMX), "#couleurs")
    assert "Ajustée" in after.select_one("#couleurs").text
    fresh = soup(organiser.get(path))
    assert same(after.select_one("#couleurs"), fresh.select_one("#couleurs"))


@pytest.mark.parametrize("query", ["colour=red", "colour=%23ffe18a%3B%7D", "", "accent=x&colour=%23000000"])
def test_nonsense_colours_are_judged_as_the_saved_ones(organiser, world, query):
    assert organiser.get(f"/pilotage/bois/reglages/couleurs?{query}", headers=HTMX).status_code == 200


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_m2_logo_is_drawn_again_and_served_for_good(organiser, client, world, reading, kind):
    organiser.post("/pilotage/bois/logo", data={"logo": (picture(kind), "logo.png")})
    logo_id = stored(reading, world).logo_id
    response = client.get(f"/logos/{logo_id}")
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert Image.open(io.BytesIO(response.data)).size == (512, 171)
    again = client.get(f"/logos/{logo_id}", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert soup(client.get("/clusters/bois/entreprises")).select_one(f'img[src="/logos/{logo_id}"]')


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"", b"GIF89a" + b"\0" * 40, picture().getvalue()[:60]])
def test_what_is_no_picture_is_refused_as_a_logo(organiser, world, reading, content, headers):
    response = organiser.post("/pilotage/bois/logo", data={"logo": (io.BytesIO(content), "logo.png")}, headers=headers)
    assert response.status_code == 422
    assert soup(response).select_one("#logo-error")
    assert stored(reading, world).logo_id is None


def test_a_logo_must_be_chosen(organiser, world):
    assert organiser.post("/pilotage/bois/logo", data={}).status_code == 422


def test_a_replaced_logo_is_forgotten_and_its_address_never_used_again(organiser, client, world, reading):
    for _ in range(2):
        organiser.post("/pilotage/bois/logo", data={"logo": (picture(), "logo.png")})
    assert organiser.post("/pilotage/bois/logo/retirer").status_code == 303
    organiser.post("/pilotage/bois/logo", data={"logo": (picture(), "logo.png")})
    with reading() as session:
        assert session.exec(select(StoredFile.id)).all() == [3]
    assert [client.get(f"/logos/{id}").status_code for id in (1, 2, 3)] == [404, 404, 200]


def test_only_logos_are_served_as_logos(client, writing):
    with writing() as session:
        session.add(StoredFile(kind="cv", media_type="application/pdf", content=b"x", size=1, sha256="0" * 64))
    assert client.get("/logos/1").status_code == 404
    assert client.get(f"/logos/{2**70}").status_code == 404


def test_legal_page_is_written_and_brought_back(organiser, client, world, reading):
    path = "/pilotage/bois/pages/accessibilite"
    typed = soup(organiser.get(path)).select_one("#body").text
    assert "RGAA" in typed
    organiser.post(path, data={"body": "Notre texte"})
    assert "Notre texte" in client.get("/clusters/bois/accessibilite").text
    assert "Notre texte" in organiser.get(path).text
    organiser.post(path, data={"body": ""})
    assert "RGAA" in client.get("/clusters/bois/accessibilite").text
    with reading() as session:
        assert session.exec(select(LegalPage)).all() == []


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_text_that_is_too_long_is_kept_for_its_author(organiser, world, headers):
    response = organiser.post("/pilotage/bois/pages/accessibilite", data={"body": "a" * 10_001}, headers=headers)
    assert response.status_code == 422
    assert len(soup(response).select_one("#body").text.strip()) == 10_001


def test_site_pages_are_for_administrators(sign_in, client, world, writing):
    with writing() as session:
        admin = make_account(session, is_admin=True)
    browser = sign_in(admin)
    assert sign_in(world.organiser).get("/admin/pages").status_code == 403
    assert browser.get("/admin/pages").status_code == 200
    browser.post("/admin/pages/mentions-legales", data={"body": f"Publié par {admin.email}"})
    assert admin.email in client.get("/mentions-legales").text
    assert admin.email not in client.get("/clusters/bois/mentions-legales").text


def test_unknown_legal_pages_do_not_exist(organiser, world):
    assert organiser.get("/pilotage/bois/pages/autre").status_code == 404


def test_journal_tells_who_changed_what_here(organiser, sign_in, world):
    organiser.post("/pilotage/bois/reglages", data=SETTINGS)
    sign_in(world.stranger).post("/pilotage/fer/reglages", data=SETTINGS)
    rows = soup(organiser.get("/pilotage/bois/journal")).select("#journal tbody tr")
    assert [row.select_one("th").text.strip() for row in rows] == ["Réglages modifiés"]
    assert "Anne Orga" in rows[0].text


def test_journal_page_two_swaps_like_it_loads(organiser, world, writing):
    with writing() as session:
        for _ in range(51):
            record(session, "cluster.edited", "cluster", world.cluster.id, by=None, cluster_id=world.cluster.id)
    before = soup(organiser.get("/pilotage/bois/journal"))
    after = swap(before, organiser.get("/pilotage/bois/journal?page=2", headers=HTMX), "#journal")
    fresh = soup(organiser.get("/pilotage/bois/journal?page=2"))
    assert same(after.select_one("main"), fresh.select_one("main"))
    assert len(fresh.select("#journal tbody tr")) == 1
