"""Writing an offer: drafts, edits, versions, copies."""

from typing import Any

import pytest
from sqlmodel import Session, select

from fairapp.clusters.models import Cluster, Company
from fairapp.core.errors import Conflict
from fairapp.offers import queries
from fairapp.offers.content import Unfinished
from fairapp.offers.editing.services import copy_offer, create_offer, edit_offer
from fairapp.offers.enums import ContractKind, SalaryUnit
from fairapp.offers.enums import OfferStatus as Status
from fairapp.offers.lifecycle import SYSTEM, Acting, as_author
from fairapp.offers.models import Offer, OfferChange, OfferDraft
from tests.factories import AUBENAS, PRIVAS, actor_of, make_cluster, make_company, make_member, make_membership
from tests.offers.making import changes_of, events_of, make_content


@pytest.fixture
def cluster(session: Session) -> Cluster:
    return make_cluster(session)


@pytest.fixture
def company(session: Session, cluster: Cluster) -> Company:
    return make_company(session, cluster)


@pytest.fixture
def author(session: Session, company: Company) -> Acting:
    return as_author(actor_of(make_member(session, company), companies=(company,)))


@pytest.fixture
def offer(session: Session, company: Company, cluster: Cluster, author: Acting) -> Offer:
    made = create_offer(session, make_content(cluster), company=company, by=author)
    events_of(session)
    return made


def publish(session: Session, offer: Offer) -> None:
    offer.status = Status.PUBLISHED
    session.flush()


def test_a_draft_needs_little(session: Session, company: Company, author: Acting) -> None:
    content = make_content(places=(), description="", salary_min_cents=None, salary_max_cents=None, salary_unit=None)
    offer = create_offer(session, content, company=company, by=author)
    assert (offer.status, offer.version, offer.company_id) == (Status.DRAFT, 1, company.id)
    assert changes_of(session, offer) == ["create"]


def test_s11_pay_is_kept_for_a_full_time_year(session: Session, company: Company, author: Acting) -> None:
    content = make_content(salary_min_cents=1_200, salary_max_cents=1_400, salary_unit=SalaryUnit.HOUR)
    offer = create_offer(session, content, company=company, by=author)
    assert (offer.annual_min_cents, offer.annual_max_cents) == (1_200 * 1820, 1_400 * 1820)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"salary_max_cents": 100_000}, "salary_max_cents"),
        ({"salary_min_cents": None}, "salary_min_cents"),
        ({"apply_url": "javascript:alert(1)"}, "apply_url"),
        ({"apply_url": "https://exemple .fr"}, "apply_url"),
        ({"apply_email": "emploi@"}, "apply_email"),
    ],
)
def test_what_contradicts_itself_is_refused_even_in_a_draft(
    session: Session, company: Company, author: Acting, over: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unfinished) as refusal:
        create_offer(session, make_content(**over), company=company, by=author)
    assert refusal.value.field == field


def test_the_same_form_sent_twice_makes_one_offer(session: Session, company: Company, author: Acting) -> None:
    first = create_offer(session, make_content(), company=company, by=author, form_key="k")
    again = create_offer(session, make_content(), company=company, by=author, form_key="k")
    assert again.id == first.id
    assert changes_of(session, first) == ["create"]


def test_a_form_sent_again_with_other_words_says_the_last_ones(
    session: Session, company: Company, author: Acting
) -> None:
    first = create_offer(session, make_content(), company=company, by=author, form_key="k")
    create_offer(session, make_content(openings=3), company=company, by=author, form_key="k")
    assert (first.openings, first.version) == (3, 2)


def test_two_companies_may_use_one_form_key(
    session: Session, cluster: Cluster, company: Company, author: Acting
) -> None:
    other = make_company(session, cluster)
    by = as_author(actor_of(make_member(session, other), companies=(other,)))
    one = create_offer(session, make_content(), company=company, by=author, form_key="k")
    assert create_offer(session, make_content(), company=other, by=by, form_key="k").id != one.id


def test_an_edit_of_an_old_version_is_refused(session: Session, offer: Offer, cluster: Cluster, author: Acting) -> None:
    edit_offer(session, offer, make_content(cluster, openings=2), version=1, by=author)
    with pytest.raises(Conflict, match="modifiée entre-temps"):
        edit_offer(session, offer, make_content(cluster, openings=5), version=1, by=author)
    assert offer.openings == 2


def test_saving_without_a_change_is_no_change(session: Session, offer: Offer, cluster: Cluster, author: Acting) -> None:
    edit_offer(session, offer, make_content(cluster), version=1, by=author)
    assert (offer.version, changes_of(session, offer)) == (1, ["create"])


def test_the_history_names_what_changed(session: Session, offer: Offer, cluster: Cluster, author: Acting) -> None:
    edit_offer(session, offer, make_content(cluster, places=(AUBENAS, PRIVAS), openings=2), version=1, by=author)
    last = session.exec(select(OfferChange).order_by(OfferChange.id.desc())).first()
    assert last is not None
    assert last.fields == ["openings", "places"]


def test_o6_places_keep_the_order_of_their_author(
    session: Session, offer: Offer, cluster: Cluster, author: Acting
) -> None:
    edit_offer(session, offer, make_content(cluster, places=(PRIVAS, AUBENAS)), version=1, by=author)
    places = queries.places_of(session, [offer.id])[offer.id]
    assert [(place.position, place.label) for place in places] == [(0, "Privas (07)"), (1, "Aubenas (07)")]
    assert offer.duplicate_key.startswith(f"{offer.company_id}|07186|")


SENSITIVE_CHANGES: list[dict[str, Any]] = [
    {"title": "Chaudronnier / Chaudronnière F/H"},
    {"description": "Vous pliez et roulez des tôles, dans une équipe de quatre personnes, en journée."},
    {"salary_max_cents": 260_000},
    {"salary_unit": SalaryUnit.YEAR},
    {"contract": ContractKind.FIXED_TERM},
    {"places": (PRIVAS,)},
]


@pytest.mark.parametrize("change", SENSITIVE_CHANGES, ids=lambda change: next(iter(change)))
def test_o3_what_was_approved_and_changes_goes_back_to_review(
    session: Session, offer: Offer, cluster: Cluster, author: Acting, change: dict[str, Any]
) -> None:
    publish(session, offer)
    edit_offer(session, offer, make_content(cluster, **change), version=1, by=author)
    assert offer.status is Status.SUBMITTED
    assert changes_of(session, offer) == ["create", "edit", "revise"]
    assert events_of(session) == ["OfferSubmitted"]


@pytest.mark.parametrize("change", [{"openings": 4}, {"skills": ["TIG"]}, {"apply_email": "emploi@exemple.fr"}])
def test_o3_a_detail_stays_on_line(
    session: Session, offer: Offer, cluster: Cluster, author: Acting, change: dict[str, Any]
) -> None:
    publish(session, offer)
    edit_offer(session, offer, make_content(cluster, **change), version=1, by=author)
    assert (offer.status, events_of(session)) == (Status.PUBLISHED, [])


def test_o3_another_board_reviews_the_offer_too(
    session: Session, offer: Offer, company: Company, cluster: Cluster, author: Acting
) -> None:
    other = make_cluster(session)
    make_membership(session, other, company)
    publish(session, offer)
    edit_offer(session, offer, make_content(cluster, other), version=1, by=author)
    assert offer.status is Status.SUBMITTED


def test_o3_a_trusted_author_edits_on_line(session: Session, cluster: Cluster) -> None:
    company = make_company(session, cluster, trusted=True)
    by = as_author(actor_of(make_member(session, company), companies=(company,)))
    offer = create_offer(session, make_content(cluster), company=company, by=by)
    publish(session, offer)
    edit_offer(session, offer, make_content(cluster, title="Chaudronnier / Chaudronnière F/H"), version=1, by=by)
    assert offer.status is Status.PUBLISHED


def test_what_readers_see_stays_complete(session: Session, offer: Offer, cluster: Cluster, author: Acting) -> None:
    publish(session, offer)
    with pytest.raises(Unfinished):
        edit_offer(session, offer, make_content(cluster, description="court"), version=1, by=author)
    assert offer.version == 1


def test_an_import_may_keep_what_a_form_would_refuse(session: Session, offer: Offer, cluster: Cluster) -> None:
    publish(session, offer)
    edit_offer(session, offer, make_content(cluster, description="court"), version=1, by=SYSTEM)
    assert (offer.description, offer.status) == ("court", Status.PUBLISHED)


@pytest.mark.parametrize("status", [Status.FILLED, Status.CLOSED, Status.EXPIRED, Status.ARCHIVED])
def test_what_is_over_is_not_edited(
    session: Session, offer: Offer, cluster: Cluster, author: Acting, status: Status
) -> None:
    offer.status = status
    session.flush()
    with pytest.raises(Conflict):
        edit_offer(session, offer, make_content(cluster, openings=2), version=1, by=author)


def test_o6_a_copy_is_a_draft_that_says_the_same(
    session: Session, offer: Offer, cluster: Cluster, author: Acting
) -> None:
    offer.source, offer.reference = "flux", "12"
    publish(session, offer)
    copy = copy_offer(session, offer, by=author)
    assert (copy.status, copy.source, copy.reference, copy.published_at) == (Status.DRAFT, None, None, None)
    assert queries.content_of(session, copy).draft.title == offer.title
    assert [place.insee for place in queries.places_of(session, [copy.id])[copy.id]] == ["07019"]
    assert queries.cluster_ids_of(session, copy.id) == [cluster.id]


def test_o6_a_template_stays_a_template(session: Session, offer: Offer, author: Acting) -> None:
    template = copy_offer(session, offer, by=author, as_template=True)
    assert (template.is_template, copy_offer(session, template, by=author).is_template) == (True, False)


def test_a_copy_leaves_the_offer_alone_whose_form_it_repeats(session: Session, offer: Offer, author: Acting) -> None:
    """Or its company could make a live offer a template, which no organiser sees."""
    offer.form_key = "a1b2"
    publish(session, offer)
    assert copy_offer(session, offer, by=author, as_template=True, form_key="a1b2").id == offer.id
    assert not offer.is_template


def test_an_imported_title_is_cut_to_what_a_form_takes(session: Session, offer: Offer, author: Acting) -> None:
    offer.title = "x" * 180
    session.flush()
    assert len(copy_offer(session, offer, by=author).title) == 100


def test_o7_similar_offers_are_those_of_the_same_job_that_are_not_over(
    session: Session, offer: Offer, company: Company, author: Acting
) -> None:
    twin = create_offer(session, make_content(title="Soudeuse H/F"), company=company, by=author)
    over = create_offer(session, make_content(title="Soudeur F/H"), company=company, by=author)
    over.status = Status.CLOSED
    create_offer(session, make_content(title="Soudeur F/H", places=(PRIVAS,)), company=company, by=author)
    session.flush()
    assert queries.similar_offers(session, [offer]) == {offer.id: [twin]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("soudure TIG, lecture de plan", ["soudure TIG", "lecture de plan"]),
        (["TIG; MIG", "TIG"], ["TIG", "MIG"]),
        ("", []),
        (" , ,", []),
    ],
)
def test_skills_may_be_typed_in_one_line(typed: object, kept: list[str]) -> None:
    draft = OfferDraft.model_validate({"title": "Soudeur", "contract": "permanent", "skills": typed})
    assert draft.skills == kept
