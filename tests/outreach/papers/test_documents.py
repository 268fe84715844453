"""Papers of a visit: who comes through the gate, what took place (rows E11, E12). No pupil has a name on any."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session

from fairapp.clusters.models import Cluster
from fairapp.core.clock import PARIS
from fairapp.core.errors import Conflict
from fairapp.outreach.enums import AttestationKind, Grade, RequestStatus, Setting
from fairapp.outreach.models import OutreachRequest
from fairapp.outreach.papers.documents import attestation, duration, gate_list
from fairapp.outreach.requests.services.attesting import issue_attestations
from tests.factories import make_school
from tests.outreach.factories import make_booked, make_intervention, make_request, make_slot
from tests.outreach.requests.making import Scene, stage
from tests.support.counting import count_queries

VISIT = datetime(2027, 1, 21, 14, tzinfo=PARIS)
CONTACT = {"contact_name": "Soizic Bourhis", "contact_phone": "06 12 34 56 78", "place": "Quai nord, porte B"}


@pytest.fixture(autouse=True)
def french(app: Flask):
    """Speak; first of all, as an application that starts writes, and a test holds the database."""
    with app.test_request_context():
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    return stage(session, starts_at=VISIT, groups_max=4, pupils_max=200)


def read(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).split()).replace("\u202f", " ").replace("\xa0", " ")


def assert_is_for_everybody(content: bytes, *, pages: int = 1) -> None:
    """Fonts are inside, what is read aloud has an order and a language, and a title."""
    found = PdfReader(io.BytesIO(content))
    assert len(found.pages) == pages
    fonts = [font.get_object() for page in found.pages for font in page["/Resources"]["/Font"].values()]
    within = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert all("/FontFile2" in one or "/FontFile3" in one for one in within)
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "fr"
    assert found.metadata.title


def test_e11_the_gate_knows_the_class_and_its_adults_and_no_pupil(session, scene):
    make_booked(session, scene.school, scene.slot, adults=3, **CONTACT)
    paper = gate_list(session, scene.company, VISIT.date())
    assert_is_for_everybody(paper.content)
    text = read(paper.content)
    for words in (
        scene.company.name, "jeudi 21 janvier 2027", "14 h à 16 h", scene.school.name, "3e B", "24 élèves et 3 adultes",
        "Soizic Bourhis", "06 12 34 56 78", "Quai nord, porte B", "Nolwenn", "reste présent·e et responsable",
        "nom, à remplir à la main",
    ):  # fmt: skip
        assert words in text
    assert paper.name == f"accueil-{scene.company.slug.rsplit('-', 1)[0]}-2027-01-21.pdf"


def test_e11_there_is_a_blank_line_for_each_adult_and_none_for_pupils(session, scene, monkeypatch):
    seen = {}
    monkeypatch.setattr("fairapp.outreach.papers.documents.pdf.render", lambda _name, **told: seen.update(told) or b"")
    make_booked(session, scene.school, scene.slot, adults=5, pupils=30)
    gate_list(session, scene.company, VISIT.date())
    assert [one.blanks for one in seen["arrivals"]] == [5]


def test_e11_those_who_come_that_day_and_nobody_else(session, scene):
    make_booked(session, scene.school, scene.slot)
    other = make_school(session, name="Lycée des Quais")
    make_booked(
        session, other, scene.slot, status=RequestStatus.MOVED_BY_SCHOOL, class_name="2de 4", grade=Grade.SECOND
    )
    make_booked(session, make_school(session, name="Annulé"), scene.slot, status=RequestStatus.CANCELLED)
    next_day = make_slot(session, scene.visit, starts_at=VISIT + timedelta(days=1))
    make_booked(session, make_school(session, name="Lendemain"), next_day)
    in_class = make_intervention(session, scene.company, scene.cluster, setting=Setting.IN_CLASS)
    make_booked(session, make_school(session, name="En classe"), make_slot(session, in_class, starts_at=VISIT))
    text = read(gate_list(session, scene.company, VISIT.date()).content)
    assert [name in text for name in (scene.school.name, "Lycée des Quais")] == [True, True]
    assert [name in text for name in ("Annulé", "Lendemain", "En classe")] == [False] * 3


def test_e11_many_classes_are_read_with_as_few_queries_as_one(session, scene, engine, monkeypatch):
    monkeypatch.setattr("fairapp.outreach.papers.documents.pdf.render", lambda _name, **_told: b"")
    seen = []
    for name in "ABC":
        make_booked(session, scene.school, scene.slot, class_name=f"3e {name}")
        session.commit()
        with count_queries(engine) as queries:
            gate_list(session, scene.company, VISIT.date())
        seen.append(len([query for query in queries if "outreach_request" in query]))
    assert seen == [1, 1, 1]


def test_e11_the_day_is_that_of_the_cluster_s_clock(session):
    reunion = datetime(2027, 1, 21, 1, tzinfo=ZoneInfo("Indian/Reunion"))  # still the day before in UTC
    scene = stage(session, starts_at=reunion)
    session.get_one(Cluster, scene.cluster.id).time_zone = "Indian/Reunion"
    make_booked(session, scene.school, scene.slot)
    assert "1 h à 3 h" in read(gate_list(session, scene.company, date(2027, 1, 21)).content)
    with pytest.raises(Conflict, match="Aucune classe"):
        gate_list(session, scene.company, date(2027, 1, 20))


def test_e11_many_classes_are_never_cut_in_two(session, scene):
    for name in "ABCD":
        make_booked(session, scene.school, scene.slot, class_name=f"3e {name}", adults=6)
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(gate_list(session, scene.company, VISIT.date()).content)).pages
    ]
    starts, ends = ([page.count(words) for page in pages] for words in ("Point de rencontre", "on les compte"))
    assert starts == ends
    assert sum(starts) == 4


def closed(session: Session, scene: Scene, **over: object) -> OutreachRequest:
    request = make_booked(session, scene.school, scene.slot, status=RequestStatus.CLOSED, **over)
    issue_attestations(session, request)
    session.flush()
    return request


@pytest.mark.parametrize(("kind", "named"), [
    (AttestationKind.PROFESSIONAL, "Nolwenn, Cheffe d’atelier"),
    (AttestationKind.COMPANY, "Entreprise"),
    (AttestationKind.CLASS, "3e B, Collège"),
])  # fmt: skip
def test_e12_an_attestation_tells_who_when_and_how_long(session, scene, kind, named):
    request = closed(session, scene, pupils_came=22)
    paper = attestation(session, request, kind)
    assert_is_for_everybody(paper.content)
    text = read(paper.content)
    for words in (
        named,
        "jeudi 21 janvier 2027",
        "14 h à 16 h",
        "Durée 2 h",
        "Élèves présent·es 22",
        scene.visit.title,
    ):
        assert words in text
    assert "Soizic" not in text


def test_e12_its_number_is_given_once(session, scene):
    request = closed(session, scene)
    numbers = []
    for kind in AttestationKind:
        for _again in range(2):
            issue_attestations(session, request)
            text = read(attestation(session, request, kind).content)
            numbers.append(text.partition("Numéro ")[2].partition(",")[0])
    assert numbers[::2] == numbers[1::2]
    assert len(set(numbers)) == 3


@pytest.mark.parametrize("status", [status for status in RequestStatus if status is not RequestStatus.CLOSED])
def test_e12_there_is_none_before_the_visit_is_closed(session, scene, status):
    request = make_request(session, scene.school, scene.cluster, status=status, starts_at=VISIT)
    issue_attestations(session, request)
    for kind in AttestationKind:
        with pytest.raises(Conflict, match="une fois la visite passée"):
            attestation(session, request, kind)


def test_e12_who_did_not_come_has_none(session, scene):
    request = closed(session, scene, is_absent=True)
    with pytest.raises(Conflict, match="une absence a été signalée"):
        attestation(session, request, AttestationKind.CLASS)


def test_e12_without_its_company_or_its_professional_it_still_tells_the_rest(session, scene):
    request = closed(session, scene)
    request.speaker_id = request.intervention_id = None
    session.flush()
    assert "Rencontre avec une classe" in read(attestation(session, request, AttestationKind.CLASS).content)


@pytest.mark.parametrize(
    ("minutes", "told"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30"), (125, "2 h 05"), (600, "10 h")]
)
def test_e12_hours(minutes, told):
    assert duration(timedelta(minutes=minutes)).replace("\xa0", " ") == told
