"""The academic mail domains: the shipped list, and what administrators change of it (row E1)."""

import csv
import gzip
from importlib.resources import files

import pytest
from sqlmodel import select

from fairapp.clusters.models import AcademicDomain
from fairapp.outreach.schools.academies import DOMAINS
from fairapp.outreach.schools.queries import is_academic
from tests.factories import make_account
from tests.support.htmx import HTMX, same, soup, swap

URL = "/admin/domaines"


@pytest.fixture
def admin(writing, sign_in):
    with writing() as session:
        account = make_account(session, is_admin=True)
    return sign_in(account)


def knows(reading, email):
    with reading() as session:
        return is_academic(session, email)


def test_e1_every_academie_of_the_reference_data_has_its_domain():
    data = files("fairapp.reference") / "data" / "academies.csv.gz"
    rows = csv.DictReader(gzip.decompress(data.read_bytes()).decode().splitlines())
    assert set(DOMAINS.values()) == {row["academie"] for row in rows}
    assert len(DOMAINS) == len(set(DOMAINS.values())) == 34


@pytest.mark.parametrize(
    ("email", "is_known"),
    [
        ("a.b@ac-rennes.fr", True),
        ("a.b@AC-Rennes.FR", True),
        ("a.b@ac-orleans-tours.fr", True),
        ("a.b@ac-noumea.nc", True),
        ("a.b@eleve.ac-rennes.fr", False),
        ("a.b@ac-rennes.fr.exemple.fr", False),
        ("a.b@xac-rennes.fr", False),
        ("a.b@ac-caen.com", False),
        ("a.b", False),
    ],
)
def test_e1_domains_count_whole(reading, email, is_known):
    assert knows(reading, email) == is_known


def test_e1_a_domain_is_added_and_taken_away(admin, reading):
    admin.post(URL, data={"domain": " @EducAgri.fr "})
    assert knows(reading, "a@educagri.fr")
    admin.post(f"{URL}/retablir", data={"domain": "educagri.fr"})
    assert not knows(reading, "a@educagri.fr")


def test_e1_a_shipped_domain_is_set_aside_and_taken_back(admin, reading):
    admin.post(f"{URL}/ecarter", data={"domain": "ac-rennes.fr"})
    assert not knows(reading, "a@ac-rennes.fr")
    assert "Écarté" in admin.get(URL).text
    admin.post(URL, data={"domain": "ac-rennes.fr"})
    assert knows(reading, "a@ac-rennes.fr")
    with reading() as session:
        assert session.exec(select(AcademicDomain)).all() == []


def test_adding_twice_changes_nothing(admin, reading):
    for _again in range(2):
        assert admin.post(URL, data={"domain": "educagri.fr"}).status_code == 303
    with reading() as session:
        assert len(session.exec(select(AcademicDomain)).all()) == 1


def test_a_domain_outside_the_list_is_not_set_aside(admin):
    assert admin.post(f"{URL}/ecarter", data={"domain": "exemple.fr"}).status_code == 422


def test_422_swapped_equals_the_fresh_page(admin):
    wrong = {"domain": "pas un domaine"}
    after = swap(soup(admin.get(URL)), admin.post(URL, data=wrong, headers=HTMX), "#ajout")
    fresh = soup(admin.post(URL, data=wrong))
    assert fresh.select_one("#domain")["value"] == "pas un domaine"
    assert same(after.select_one("main"), fresh.select_one("main"))
