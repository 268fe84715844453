"""Offers as files (row O9): of one organisation only, harmless in a spreadsheet, read back by an import."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlmodel import select

from fairapp.core.clock import now
from fairapp.offers.enums import ContractKind, Experience, OfferStatus, Remote, SalaryUnit, WorkingTime
from fairapp.offers.exports.services import COLUMNS, WRITERS, Selection, as_csv, as_json, export_rows
from fairapp.offers.imports.formats import read_entries
from fairapp.offers.imports.services import import_offers
from fairapp.offers.imports.sorting import Target
from fairapp.offers.models import Offer, OfferDraft, OfferPlace
from tests.factories import AUBENAS, PRIVAS, make_cluster, make_company, make_member, make_offer
from tests.support.counting import count_queries

FULL = {
    "title": "Soudeur / Soudeuse TIG F/H",
    "description": '- Souder\n- Contrôler ; « finir »\n\nUne équipe "soudée".',
    "contract": ContractKind.FIXED_TERM,
    "duration_months": 6,
    "working_time": WorkingTime.PART_TIME,
    "hours_per_week": 24.5,
    "remote": Remote.PARTIAL,
    "experience": Experience.EXPERIENCED,
    "salary_min_cents": 215_050,
    "salary_max_cents": 250_000,
    "salary_unit": SalaryUnit.MONTH,
    "rome_code": "H2913",
    "occupation": "Soudeur / Soudeuse",
    "skills": ["Soudure TIG", "Lecture de plan"],
    "openings": 2,
    "is_shared": True,
    "apply_url": "https://exemple.fr/postuler",
    "apply_email": "emploi@exemple.fr",
    "published_at": now() - timedelta(days=5),
}


def table(text):
    return list(csv.DictReader(io.StringIO("".join(text).removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    "over",
    [
        {},
        {"salary_max_cents": None},
        {"salary_min_cents": None, "salary_max_cents": None, "salary_unit": None, "salary_motive": "Selon profil"},
        {"remote": Remote.NONE, "hours_per_week": None, "working_time": WorkingTime.FULL_TIME, "experience": None},
    ],
)
def test_o9_what_is_exported_is_imported_with_the_same_facts(engine, writing, reading, kind, over):
    with writing() as session:
        cluster, other = make_cluster(session), make_cluster(session)
        company = make_company(session, cluster, name="Atelier Lénoir", siret="73282932000074")
        here = {**AUBENAS, "label": "Aubenas (07200)"}, {**PRIVAS, "label": "Privas (07000)"}
        first = make_offer(session, company, cluster, places=here, **(FULL | over))
    with reading() as session:
        content = "".join(WRITERS[kind](export_rows(session, Selection()))).encode()
    report = import_offers(engine, read_entries(content), Target(other.id, "export"))
    assert (report.created, report.wrong) == (1, 0)
    with reading() as session:
        copy = session.exec(select(Offer).where(Offer.source == "export")).one()
        places = session.exec(
            select(OfferPlace.insee).where(OfferPlace.offer_id == copy.id).order_by(OfferPlace.position)
        )
        facts = set(OfferDraft.model_fields) | {"company_id", "valid_through"}
        assert {name: getattr(copy, name) for name in facts} == {name: getattr(first, name) for name in facts}
        assert list(places) == ["07019", "07186"]
        assert abs(copy.published_at - first.published_at) < timedelta(minutes=2)


def test_o9_no_cell_is_a_formula(session):
    make_offer(session, title='=HYPERLINK("http://x")', description="@SUM(1)", skills=["+1", "-2"], salary_text="\t=1")
    (row,) = table(as_csv(export_rows(session, Selection())))
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert row["description"] == "'@SUM(1)"
    assert row["skills"] == "'+1, -2"
    assert row["salary"].startswith("'")


def test_o9_the_table_opens_in_excel(session):
    make_offer(session, title="Électricien")
    text = "".join(as_csv(export_rows(session, Selection())))
    assert text.startswith("\ufeff" + ";".join(COLUMNS) + "\r\n")
    assert text.endswith("\r\n")


def test_o9_a_cluster_exports_what_its_board_published(session):
    cluster, other = make_cluster(session), make_cluster(session)
    shown = make_offer(session, None, cluster)
    over = make_offer(session, None, cluster, status=OfferStatus.FILLED, published_at=shown.published_at)
    make_offer(session, None, cluster, status=OfferStatus.DRAFT)
    make_offer(session, None, other)
    found = [row["id"] for row in export_rows(session, Selection(cluster_id=cluster.id))]
    assert found == [shown.id, over.id]


def test_o9_a_company_exports_its_own_drafts_too_but_no_template(session):
    cluster = make_cluster(session)
    mine, theirs = make_company(session, cluster), make_company(session, cluster)
    own = [make_offer(session, mine, cluster), make_offer(session, mine, cluster, status=OfferStatus.DRAFT)]
    make_offer(session, mine, cluster, status=OfferStatus.DRAFT, is_template=True)
    make_offer(session, theirs, cluster)
    found = [row["id"] for row in export_rows(session, Selection(company_id=mine.id))]
    assert found == [offer.id for offer in own]


def test_o9_no_offer_is_a_file_too(session):
    assert table(as_csv(export_rows(session, Selection()))) == []
    assert json.loads("".join(as_json(export_rows(session, Selection())))) == []


def test_a_drafts_export_is_not_published_by_importing_it(engine, writing, reading):
    with writing() as session:
        cluster = make_cluster(session)
        make_offer(session, None, cluster, status=OfferStatus.DRAFT)
        make_offer(session, None, cluster)
    with reading() as session:
        content = "".join(as_csv(export_rows(session, Selection()))).encode()
    report = import_offers(engine, read_entries(content), Target(cluster.id, "export"))
    assert (report.created, report.wrong) == (1, 1)


def test_three_offers_take_the_queries_of_one(engine, writing, reading):
    def queries():
        with reading() as session, count_queries(engine) as seen:
            list(export_rows(session, Selection()))
        return len(seen)

    with writing() as session:
        make_offer(session)
    one = queries()
    with writing() as session:
        make_offer(session)
        make_offer(session)
    assert queries() == one


@pytest.fixture
def world(writing):
    with writing() as session:
        cluster = make_cluster(session, slug="pole")
        company = make_company(session, cluster, slug="atelier")
        other = make_company(session, make_cluster(session, slug="ailleurs"))
        make_offer(session, company, cluster, title="Soudeur F/H")
        return {
            "organiser": make_member(session, cluster),
            "company": make_member(session, company),
            "stranger": make_member(session, other),
        }


@pytest.mark.parametrize(
    ("who", "url"), [("organiser", "/pilotage/pole/offres"), ("company", "/entreprise/atelier/offres")]
)
def test_o9_files_are_for_those_whose_offers_they_are(world, sign_in, who, url):
    client = sign_in(world[who])
    answer = client.get(f"{url}.csv", buffered=True)  # the whole stream, then its session is closed
    assert (answer.mimetype, table([answer.text])[0]["title"]) == ("text/csv", "Soudeur F/H")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="offres-{url.split("/")[2]}.csv"'
    assert [offer["title"] for offer in client.get(f"{url}.json", buffered=True).json] == ["Soudeur F/H"]
    assert client.get(f"{url}.xlsx").status_code == 404
    assert sign_in(world["stranger"]).get(f"{url}.csv").status_code in {403, 404}
