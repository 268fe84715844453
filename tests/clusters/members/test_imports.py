"""A cluster's own list of members."""

import pytest
from sqlmodel import select

from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import InvitationMade
from fairapp.clusters.members.exports import members_csv
from fairapp.clusters.members.imports import Remark, import_members
from fairapp.clusters.members.queries import members
from fairapp.clusters.members.reading import Line, read_members
from fairapp.clusters.models import Company, Membership
from fairapp.clusters.queries import membership_of
from fairapp.core.errors import DomainError
from fairapp.core.events import collect
from tests.factories import make_cluster, make_company

SIRET = "73282932000074"
FILE = """\
Raison sociale;SIRET;E-mail;Site web;Code postal;Ville;Secteur d'activité;Autre
Menuiserie Élan;732 829 320 00074;contact@elan.fr;www.elan.fr;07200;Aubenas;Bois;x

Scierie du Vivarais;;;;07000;Privas;;
Faux;12345678901234;;;;;;
Tissages;;;;;Nulle-Part-du-Tout;;
É;;;;;;;
"""


@pytest.fixture
def cluster(session):
    return make_cluster(session)


def take_over(session, cluster, text, **options):
    return import_members(session, cluster, list(read_members(text.encode())), **options)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("nom,siret\nÉlan,1", {"name": "Élan", "siret": "1"}),
        (
            "Company Name\tE-Mail\tZIP\nÉlan\ta@b.fr\t07200",
            {"name": "Élan", "contact_email": "a@b.fr", "postal_code": "07200"},
        ),
        ('name;description\n"Élan";"deux\nlignes"', {"name": "Élan", "description": "deux lignes"}),
        ("\ufeffNOM\r\nÉlan\r\n", {"name": "Élan"}),
    ],
)
def test_usual_tables_are_read(text, values):
    assert [line.values for line in read_members(text.encode())] == [values]


def test_what_excel_on_windows_writes_is_read():
    assert next(read_members("nom;ville\nÉlan;Privas".encode("cp1252"))).values["name"] == "Élan"


def test_line_numbers_are_those_of_the_file():
    lines = read_members(b'nom;description\n"A B";"deux\nlignes"\n\nC D;\n')
    assert [line.number for line in lines] == [2, 5]


@pytest.mark.parametrize("content", [b"", b"siret;ville\n1;Privas\n", b"\x00\x01\x02", b"%PDF-1.7\n%\xe2\xe3"])
def test_a_wrong_file_is_refused_whole(content):
    with pytest.raises(DomainError):
        list(read_members(content))


def test_wrong_lines_are_reported_and_the_others_go_in(session, cluster):
    report = take_over(session, cluster, FILE)
    assert (report.created, report.updated, report.unchanged, report.invited) == (3, 0, 0, 0)
    assert [remark.line for remark in report.errors] == [5, 7]
    assert report.errors[0].reason.startswith("siret : Ce numéro n’est pas un SIRET")
    assert report.doubts == [Remark(6, "commune introuvable : Nulle-Part-du-Tout")]
    elan = session.exec(select(Company).where(Company.siret == SIRET)).one()
    assert (elan.name, elan.commune, elan.website, elan.claimed_at) == (
        "Menuiserie Élan",
        "Aubenas",
        "https://www.elan.fr",
        None,
    )
    assert {row.status for row in session.exec(select(Membership))} == {MembershipStatus.CONFIRMED}


def test_the_same_file_twice_changes_nothing(session, cluster):
    take_over(session, cluster, FILE)
    collect(session)
    report = take_over(session, cluster, FILE)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert collect(session) == []


def test_a_later_file_completes_and_erases_nothing(session, cluster):
    take_over(session, cluster, "nom;ville;site\nÉlan;Aubenas;elan.fr\n")
    report = take_over(session, cluster, f"nom;siret;ville\nÉlan;{SIRET};\n")
    company = session.exec(select(Company)).one()
    assert (report.updated, company.siret, company.commune, company.website) == (1, SIRET, "Aubenas", "https://elan.fr")


def test_a_claimed_company_keeps_its_own_words_and_becomes_a_member(session, cluster):
    known = make_company(session, make_cluster(session), name="Élan", siret=SIRET, website="https://a.fr")
    report = take_over(session, cluster, f"nom;siret;site\nÉlan Menuiserie;{SIRET};b.fr\n")
    assert (report.updated, known.name, known.website) == (1, "Élan", "https://a.fr")
    assert membership_of(session, cluster.id, known.id).status == MembershipStatus.CONFIRMED


def test_the_siret_of_a_claimed_company_of_another_name_is_refused(session, cluster):
    known = make_company(session, make_cluster(session), name="Élan", siret=SIRET)
    report = take_over(session, cluster, f"nom;siret\nBoulangerie Martin;{SIRET}\n")
    assert [(error.line, str(error.reason)) for error in report.errors] == [
        (2, "le SIRET est celui d’une autre entreprise")
    ]
    assert membership_of(session, cluster.id, known.id) is None


def test_whoever_has_an_address_and_no_people_is_invited_once(session, cluster):
    text = "nom;courriel\nÉlan;a@elan.fr\nFer;\n"
    assert [take_over(session, cluster, text, with_invitations=True).invited for _ in range(2)] == [1, 0]
    assert len([event for event in collect(session) if isinstance(event, InvitationMade)]) == 1


def test_two_lines_for_one_company_make_one(session, cluster):
    report = take_over(session, cluster, f"nom;siret\nÉlan;{SIRET}\nELAN;\nElan;{SIRET}\n")
    assert (report.created, report.unchanged) == (1, 2)
    assert len(session.exec(select(Company)).all()) == 1


def test_what_is_exported_can_be_imported_again(app, session, cluster):
    take_over(session, cluster, FILE)
    with app.test_request_context():
        text = members_csv(members(session, cluster, status=None, text="", limit=None))
    report = take_over(session, cluster, text)
    assert (report.created, report.updated, report.unchanged, report.errors) == (0, 0, 3, [])


def test_m1_exported_cells_start_no_formula(app, session, cluster):
    make_company(session, cluster, name="=HYPERLINK(1)", contact_email="+1@b.fr")
    with app.test_request_context():
        text = members_csv(members(session, cluster, status=None, text="", limit=None))
    assert "'=HYPERLINK(1);;'+1@b.fr;" in text


def test_a_flood_of_lines_is_refused(monkeypatch):
    monkeypatch.setattr("fairapp.clusters.members.reading.MAX_LINES", 2)
    with pytest.raises(DomainError, match="2 lignes"):
        list(read_members(b"nom\nA\nB\nC\n"))


def test_lines_may_come_from_elsewhere_than_a_file(session, cluster):
    assert import_members(session, cluster, [Line(1, {"name": "Élan"})]).created == 1
