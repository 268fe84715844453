"""Upsert on (source, reference), and what importing again may change (row O8)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from fairapp.clusters.models import Company, Membership
from fairapp.core.changes import SearchChange
from fairapp.core.clock import now, today
from fairapp.offers import services
from fairapp.offers.enums import CloseReason, OfferStatus
from fairapp.offers.imports import services as imports
from fairapp.offers.imports.reports import FIGURES
from fairapp.offers.lifecycle import Acting, Who
from fairapp.offers.models import Offer, OfferChange, OfferCluster, OfferCompany, OfferPlace
from fairapp.offers.reviewing.services import name_employer
from tests.factories import make_cluster, make_company
from tests.offers.imports.files import feed, jsonl
from tests.support.counting import count_queries

DAY = datetime(2026, 11, 21, 10, tzinfo=UTC)


def figures(report):
    """Return the figures that are not nought."""
    return {name: value for name in FIGURES if (value := getattr(report, name)) and name != "read"}


def rows(reading, model):
    with reading() as session:
        return session.exec(select(model)).all()


def act(writing, step, reference, **more):
    """Let an organiser act on an offer."""
    with writing() as session:
        offer = session.exec(select(Offer).where(Offer.reference == reference)).one()
        step(session, offer, by=Acting(Who.ORGANISER), **more)


# New, changed, the same


def test_o8_a_new_offer_is_published_on_the_board(take, offers, reading, cluster):
    assert figures(take(jsonl({}))) == {"created": 1, "new_companies": 1}
    offer = offers()["A1"]
    assert (offer.source, offer.status, offer.version) == ("agence", OfferStatus.PUBLISHED, 1)
    (company,) = rows(reading, Company)
    assert (offer.company_id, company.name, company.claimed_at) == (company.id, "Atelier Lenoir", None)
    assert [(board.offer_id, board.cluster_id) for board in rows(reading, OfferCluster)] == [(offer.id, cluster.id)]
    assert [place.insee for place in rows(reading, OfferPlace)] == ["07019"]
    assert [(change.action, change.status) for change in rows(reading, OfferChange)] == [("import", offer.status)]
    assert offer.id in {change.row_id for change in rows(reading, SearchChange) if change.kind == "offer"}


def test_o8_the_same_file_twice_changes_nothing(take, offers, reading):
    take(feed(5))
    before, seen = offers(), len(rows(reading, SearchChange))
    assert figures(take(feed(5))) == {"unchanged": 5}
    assert offers() == before
    assert (len(rows(reading, SearchChange)), len(rows(reading, OfferChange))) == (seen, 5)


def test_o8_a_change_at_the_source_is_taken_over(take, offers, reading):
    take(jsonl({}))
    assert figures(take(jsonl({"title": "Chaudronnier F/H", "place": "Privas", "salary": ""}))) == {"updated": 1}
    offer = offers()["A1"]
    assert (offer.title, offer.salary_min_cents, offer.version) == ("Chaudronnier F/H", None, 2)
    assert [place.insee for place in rows(reading, OfferPlace)] == ["07186"]
    last = max(rows(reading, OfferChange), key=lambda change: change.id)
    assert {"title", "salary_min_cents", "places"} <= set(last.fields)
    assert "company_id" not in last.fields


def test_o8_a_record_may_name_its_own_source(take, offers):
    take(jsonl({"source": "france-travail"}, {"reference": "A2"}))
    assert {ref: offer.source for ref, offer in offers().items()} == {"A1": "france-travail", "A2": "agence"}


def test_o8_without_a_number_an_offer_is_known_by_its_words(take, offers):
    nameless = {"reference": "", "title": "Serveur F/H"}
    assert figures(take(jsonl(nameless))) == {"created": 1, "new_companies": 1}
    assert figures(take(jsonl(nameless | {"description": "Le soir."}))) == {"updated": 1}
    assert [offer.description for offer in offers().values()] == ["Le soir."]


def test_o8_two_jobs_of_one_title_without_numbers_are_two_offers(take, offers):
    nameless = {"reference": "", "title": "Serveur F/H"}
    report = take(jsonl(nameless | {"description": "Le midi."}, nameless | {"description": "Le soir."}))
    assert report.created == 2
    assert {offer.description for offer in offers().values()} == {"Le midi.", "Le soir."}


# Wrong lines


def test_o8_a_wrong_line_is_told_and_the_others_go_in(take, offers):
    report = take(jsonl({}) + b"\n{broken\n" + jsonl({"reference": "A3", "title": ""}, {"reference": "A4"}))
    assert [(wrong.line, str(wrong.reason)) for wrong in report.wrong_lines] == [
        (2, "ce n’est pas une offre en JSON."),
        (3, "l’offre n’a pas de titre."),
    ]
    assert (set(offers()), report.read) == ({"A1", "A4"}, 4)


def test_o8_a_number_used_twice_in_a_file_is_told(take, offers):
    report = take(jsonl({}, {"title": "Autre"}, {"reference": ""}, {"reference": ""}))
    assert [str(wrong.reason) for wrong in report.wrong_lines] == [
        "la référence A1 figure déjà ligne 1.",
        "la même offre figure déjà ligne 3.",
    ]
    assert offers()["A1"].title == "Soudeur / Soudeuse F/H"


def test_o8_two_long_numbers_that_begin_alike_stay_apart(take, offers):
    take(jsonl({"reference": "x" * 100 + "1"}, {"reference": "x" * 100 + "2"}))
    assert len(offers()) == 2


# Dry run


def test_o8_a_dry_run_tells_the_same_figures_and_writes_nothing(take, reading, writing):
    with writing() as session:
        other = make_cluster(session)
    take(feed(10, company="Ancienne"))
    take(jsonl({"reference": "L1"}), on=other)
    mixed = b"\n".join(
        [feed(4, company="Ancienne"), feed(2, title="Autre"), b"{", jsonl({"reference": "L1"}),
         feed(0), jsonl({"reference": "X1", "company": "Élan"}, {"reference": "X2", "company": "ELAN"}, {"reference": "X3"})]
    ).replace(b'"N1", "title": "Autre"', b'"N5", "title": "Autre"')  # fmt: skip
    tables = (Offer, OfferChange, OfferCluster, OfferPlace, Company, Membership, SearchChange)
    before = [rows(reading, table) for table in tables]
    dry = take(mixed, dry_run=True)
    assert [rows(reading, table) for table in tables] == before
    real = take(mixed)
    assert figures(dry) == figures(real)
    assert {"created", "updated", "unchanged", "linked", "missing", "wrong", "new_companies"} <= set(figures(real))
    assert [vars(twin) | {"offer_id": 0, "like_id": 0} for twin in dry.twins] == [
        vars(twin) | {"offer_id": 0, "like_id": 0} for twin in real.twins
    ]
    assert [(remark.topic, remark.count) for remark in dry.told()] == [
        (remark.topic, remark.count) for remark in real.told()
    ]


# Companies


def test_o8_a_company_is_found_by_siret_wherever_it_is(take, offers, writing):
    with writing() as session:
        known = make_company(session, make_cluster(session), name="La Vraie Forge", siret="73282932000074")
    report = take(jsonl({"company": "FORGE (la)", "siret": "732 829 320 00074"}))
    assert (offers()["A1"].company_id, report.new_companies) == (known.id, 0)


def test_o8_a_company_is_found_by_folded_name_in_the_cluster(take, offers, writing, cluster):
    with writing() as session:
        known = make_company(session, cluster, name="Atelier Lénoir")
        make_company(session, make_cluster(session), name="Ailleurs")
    take(jsonl({"company": "ATELIER  LENOIR"}, {"reference": "A2", "company": "Ailleurs"}))
    assert offers()["A1"].company_id == known.id
    assert offers()["A2"].company_id not in {None, known.id}


def test_o8_an_offer_without_company_has_none(take, offers):
    take(jsonl({"company": ""}))
    assert offers()["A1"].company_id is None


@pytest.mark.parametrize("company", ["", "Une autre"])
def test_o8_the_company_that_an_organiser_named_is_kept(take, offers, writing, reading, cluster, company):
    take(jsonl({"company": ""}))
    act(writing, name_employer, "A1", name="La Bonne", cluster_id=cluster.id)
    assert figures(take(jsonl({"company": company, "title": "Autre titre"}))) == {"updated": 1}
    names = {row.id: row.name for row in rows(reading, Company)}
    assert (offers()["A1"].title, names[offers()["A1"].company_id]) == ("Autre titre", "La Bonne")


def test_o8_a_source_that_corrects_the_employer_is_followed(take, offers, reading):
    take(jsonl({"company": "Lenoir"}))
    take(jsonl({"company": "Leblanc"}))
    names = {company.id: company.name for company in rows(reading, Company)}
    assert names[offers()["A1"].company_id] == "Leblanc"


# Dates


def test_o8_without_end_an_offer_stays_sixty_days_after_its_first_import(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(jsonl({"published_on": "2026-01-01"}))
        first_end = today() + timedelta(days=60)
    with time_machine.travel(DAY + timedelta(days=20), tick=False):
        take(jsonl({}))
        take(jsonl({"title": "Autre titre"}))
    offer = offers()["A1"]
    assert (offer.valid_through, offer.imported_at, offer.title) == (first_end, DAY, "Autre titre")


def test_o8_an_end_that_the_source_gives_is_followed_up_to_ninety_days(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(jsonl({"valid_through": "2026-12-01"}))
        assert offers()["A1"].valid_through.isoformat() == "2026-12-01"
    with time_machine.travel(DAY + timedelta(days=5), tick=False):
        take(jsonl({"valid_through": "2027-12-01"}))
    assert offers()["A1"].valid_through == DAY.date() + timedelta(days=90)


def test_o8_an_offer_past_its_end_is_stored_but_not_on_line(take, offers):
    take(jsonl({"valid_through": "2020-01-01"}))
    assert offers()["A1"].status is OfferStatus.EXPIRED


def test_o8_an_expired_offer_comes_back_only_with_a_later_end(take, offers, writing):
    with time_machine.travel(DAY, tick=False):
        take(jsonl({"valid_through": "2026-12-01"}))
    with time_machine.travel(DAY + timedelta(days=15), tick=False):
        with writing() as session:
            services.expire_offers(session)
        take(jsonl({"title": "Autre", "valid_through": "2026-12-01"}))
        assert offers()["A1"].status is OfferStatus.EXPIRED
        take(jsonl({"valid_through": "2026-12-24"}))
        assert offers()["A1"].status is OfferStatus.PUBLISHED


def test_m6_an_offer_that_expired_while_suspended_does_not_come_back(take, offers, writing):
    with time_machine.travel(DAY, tick=False):
        take(jsonl({"valid_through": "2026-12-01"}))
        act(writing, services.suspend, "A1", reason="Arnaque")
    with time_machine.travel(DAY + timedelta(days=15), tick=False):
        with writing() as session:
            services.expire_offers(session)
        take(jsonl({"valid_through": "2026-12-24"}))
        assert offers()["A1"].status is OfferStatus.EXPIRED


# What people decided


@pytest.mark.parametrize(
    ("step", "more", "status"),
    [
        (services.close, {"reason": CloseReason.CANCELLED}, OfferStatus.CLOSED),
        (services.close, {"reason": CloseReason.FILLED}, OfferStatus.FILLED),
        (services.suspend, {"reason": "À vérifier"}, OfferStatus.SUSPENDED),
        (services.return_to_author, {"reason": "Salaire"}, OfferStatus.RETURNED),
    ],
)
def test_o8_what_people_decided_stays(take, offers, writing, step, more, status):
    take(jsonl({}))
    act(writing, step, "A1", **more)
    assert figures(take(jsonl({"title": "Autre titre"}))) == {"updated": 1}
    assert (offers()["A1"].status, offers()["A1"].title) == (status, "Autre titre")


def test_o8_an_offer_that_people_closed_while_it_was_missing_stays_closed(take, offers, writing):
    take(feed(5))
    take(feed(2))
    act(writing, services.close, "N5", reason=CloseReason.POSTPONED)
    take(feed(5))
    assert offers()["N5"].status is OfferStatus.CLOSED


# Offers that leave the feed


def test_o8_an_offer_that_left_the_feed_is_closed(take, offers, reading):
    take(feed(4))
    assert figures(take(feed(3))) == {"unchanged": 3, "closed": 1}
    assert {ref: offer.status for ref, offer in offers().items() if ref == "N4"} == {"N4": OfferStatus.CLOSED}
    reasons = [change.reason for change in rows(reading, OfferChange) if change.action == "close"]
    assert reasons == ["L’offre n’est plus publiée par sa source."]
    assert figures(take(feed(3))) == {"unchanged": 3}


def test_o8_half_a_feed_is_a_feed(take):
    take(feed(4))
    assert figures(take(feed(2))) == {"unchanged": 2, "closed": 2}


def test_o8_a_feed_with_under_half_closes_nothing_for_seven_days(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(feed(10))
        assert figures(take(feed(4))) == {"unchanged": 4, "missing": 6}
    with time_machine.travel(DAY + timedelta(days=6, hours=23), tick=False):
        assert figures(take(feed(4))) == {"unchanged": 4, "missing": 6}
        assert {offer.status for offer in offers().values()} == {OfferStatus.PUBLISHED}
    with time_machine.travel(DAY + timedelta(days=7), tick=False):
        assert figures(take(feed(4))) == {"unchanged": 4, "closed": 6}


def test_o8_an_offer_that_comes_back_to_a_cut_feed_starts_its_seven_days_anew(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(feed(10))
        take(feed(1))
    with time_machine.travel(DAY + timedelta(days=5), tick=False):
        take(feed(10))
    with time_machine.travel(DAY + timedelta(days=8), tick=False):
        assert figures(take(feed(1))) == {"unchanged": 1, "missing": 9}


def test_o8_an_offer_closed_by_its_feed_reopens_when_it_is_back(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(feed(4))
        end = offers()["N4"].valid_through
        take(feed(3))
    with time_machine.travel(DAY + timedelta(days=10), tick=False):
        take(feed(4))
    offer = offers()["N4"]
    assert (offer.status, offer.valid_through, offer.missing_since, offer.closed_at) == (
        OfferStatus.PUBLISHED, end, None, None,
    )  # fmt: skip


def test_o8_but_not_past_its_end(take, offers):
    with time_machine.travel(DAY, tick=False):
        take(feed(4))
        take(feed(3))
    with time_machine.travel(DAY + timedelta(days=61), tick=False):
        take(feed(4))
    assert offers()["N4"].status is OfferStatus.CLOSED


def test_o8_a_feed_with_unreadable_lines_closes_nothing_at_once(take):
    take(feed(4))
    assert figures(take(feed(3) + b"\n{")) == {"unchanged": 3, "wrong": 1, "missing": 1}


def test_o8_an_offer_whose_line_is_refused_is_still_in_the_feed(take, offers):
    take(feed(4))
    report = take(feed(3) + b"\n" + jsonl({"reference": "N4", "title": ""}))
    assert figures(report) == {"unchanged": 3, "wrong": 1}
    assert offers()["N4"].status is OfferStatus.PUBLISHED


def test_o8_another_source_closes_nothing_of_this_one(take, offers):
    take(feed(4))
    assert figures(take(jsonl({}), source="autre")) == {"created": 1}
    assert {offer.status for offer in offers().values()} == {OfferStatus.PUBLISHED}


# Several clusters


def test_o8_a_second_cluster_links_the_same_offer(take, offers, writing, reading, cluster):
    take(jsonl({}))
    with writing() as session:
        other = make_cluster(session)
    assert figures(take(jsonl({}), on=other)) == {"linked": 1}
    assert {board.cluster_id for board in rows(reading, OfferCluster)} == {cluster.id, other.id}
    assert (len(offers()), len(rows(reading, Company))) == (1, 1)
    assert figures(take(jsonl({}), on=other)) == {"unchanged": 1}


def test_o8_an_offer_that_leaves_one_cluster_s_feed_stays_on_the_other_s_board(take, offers, writing, reading, cluster):
    with writing() as session:
        other = make_cluster(session)
    take(feed(4))
    take(feed(4), on=other)
    assert figures(take(feed(3))) == {"unchanged": 3, "withdrawn": 1}
    offer = offers()["N4"]
    boards = [board.cluster_id for board in rows(reading, OfferCluster) if board.offer_id == offer.id]
    assert (offer.status, boards) == (OfferStatus.PUBLISHED, [other.id])
    assert figures(take(feed(3), on=other)) == {"unchanged": 3, "closed": 1}


# Duplicates


def test_o7_a_twin_is_suggested_and_nothing_is_merged(take, offers):
    take(jsonl({}))
    report = take(
        jsonl({}, {"reference": "B1", "title": "Soudeuse (H/F)"}, {"reference": "B2", "title": "SOUDEUR - CDI"})
    )
    found, stored = offers(), [(twin.line, twin.offer_id, twin.like_id, twin.like_line) for twin in report.twins]
    assert stored == [(2, found["B1"].id, found["A1"].id, None), (3, found["B2"].id, found["B1"].id, 2)]
    assert len(found) == 3


def test_o7_offers_that_are_over_have_no_twins(take, writing):
    take(jsonl({}))
    act(writing, services.close, "A1", reason=CloseReason.FILLED)
    assert take(jsonl({}, {"reference": "B1"})).twins == []


# Chunks


def test_a_crash_leaves_whole_chunks_and_the_next_run_completes(take, offers, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 10)
    store, calls = imports.store_lines, []

    def crash(session, run, lines):
        store(session, run, lines)
        calls.append(len(lines))
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports, "store_lines", crash)
    with pytest.raises(KeyboardInterrupt):
        take(feed(45))
    assert len(offers()) == 20
    monkeypatch.setattr(imports, "store_lines", store)
    assert figures(take(feed(45))) == {"created": 25, "unchanged": 20}


def test_progress_is_told_after_each_chunk(take, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 10)
    seen = []
    take(feed(25), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(10, 25), (20, 25), (25, 25)]


def test_a_hundred_new_offers_take_few_statements(take, engine):
    take(jsonl({}))
    with count_queries(engine) as one:
        take(jsonl({}, {"reference": "S"}))
    with count_queries(engine) as hundred:
        take(jsonl({}, {"reference": "S"}) + b"\n" + feed(98))
    assert len(hundred) <= len(one) + 2


def test_a_partner_on_an_imported_offer_stays(take, offers, writing, reading, cluster):
    take(jsonl({}))
    with writing() as session:
        partner = make_company(session, cluster)
        session.add(OfferCompany(offer_id=offers()["A1"].id, company_id=partner.id, answered_at=now()))
    take(jsonl({"title": "Autre"}))
    assert [row.company_id for row in rows(reading, OfferCompany)] == [partner.id]
