"""Companies: made once however they are named, described by their people."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from fairapp import reference
from fairapp.accounts.services import record
from fairapp.clusters.companies.queries import company_by_siret, find_company
from fairapp.clusters.enums import MembershipStatus
from fairapp.clusters.events import CompanyChanged
from fairapp.clusters.locks import lock
from fairapp.clusters.models import Cluster, Company, CompanyDraft, Membership
from fairapp.clusters.siret import clean_siret
from fairapp.clusters.slugs import insert_with_slug
from fairapp.core.actor import Actor
from fairapp.core.db import upsert
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_, squeeze

NAME_LENGTH = 120


def find_or_create_company(session: Session, *, cluster_id: int, name: str, siret: str | None = None) -> Company:
    """Return the company that an import or an organiser of this cluster means (row O8).

    By SIRET wherever it is known; else by folded name within the cluster; else a new unclaimed company. It is listed in
    the cluster, unless it is there already. Callers at the same time get the same company.
    """
    name = squeeze(name)[:NAME_LENGTH]
    if not name:
        raise DomainError(N_("Il manque le nom de l’entreprise."), field="name")
    number = clean_siret(siret)
    company = find_company(session, cluster_id=cluster_id, name=name, siret=number)
    if company is None:
        lock(session, session.get_one(Cluster, cluster_id))
        company, is_new = create_unless_found(session, cluster_id=cluster_id, name=name, siret=number)
        if is_new and number and company.siret is None:
            record(
                session, "company.without_number", "company", company.id, by=None, cluster_id=cluster_id, siret=number
            )
    _list_company(session, cluster_id, company.id)
    return company


def create_unless_found(session: Session, *, cluster_id: int, name: str, siret: str | None) -> tuple[Company, bool]:
    """Return the company that is meant, and whether it is new; without the SIRET if another company has it.

    The number is looked at first: who stored it before is found, who stores it afterwards is met at the insert.
    """
    is_taken = siret is not None and company_by_siret(session, siret) is not None
    if company := find_company(session, cluster_id=cluster_id, name=name, siret=siret):
        return company, False
    return create_company(session, name=name, siret=None if is_taken else siret), True


def create_company(session: Session, *, name: str, siret: str | None = None) -> Company:
    """Create an unclaimed company; if its SIRET has just been stored by someone else, return theirs."""
    company = insert_with_slug(session, lambda slug: Company(name=name, slug=slug, siret=siret), name)
    if company is None and siret:
        company = company_by_siret(session, siret)
    if company is None:
        raise Conflict(N_("Cette entreprise vient d’être créée par quelqu’un d’autre. Réessayez."))
    return company


def _list_company(session: Session, cluster_id: int, company_id: int) -> None:
    listing = Membership(cluster_id=cluster_id, company_id=company_id, status=MembershipStatus.LISTED)
    insert = upsert(session, Membership).values(**listing.model_dump(exclude={"id"}))
    session.execute(insert.on_conflict_do_nothing(index_elements=["cluster_id", "company_id"]))


def edit_profile(
    session: Session, company: Company, draft: CompanyDraft, *, by: Actor | None, cluster_id: int | None = None
) -> Company:
    """Store what its people, or an organiser while it is unclaimed, say of the company (row M5).

    :raise DomainError: if the commune is unknown, or another company has this SIRET.
    """
    place_company(company, draft.place)
    if draft.siret and draft.siret != company.siret:
        _take_siret(session, company, draft.siret)
    values = draft.model_dump(exclude={"place"})
    if not draft.sector and draft.naf_code:
        values["sector"] = (reference.activities().label(draft.naf_code) or "")[:80]
    company.sqlmodel_update(values | {"name": squeeze(draft.name)})
    _save(session, company)
    record(session, "company.edited", "company", company.id, by=by, cluster_id=cluster_id)
    emit(session, CompanyChanged(company.id))
    return company


def place_company(company: Company, typed: str) -> None:
    """Put the company in the commune that someone typed; nowhere if the text is empty.

    :raise DomainError: if there is no such commune.
    """
    typed = typed.strip()
    commune = reference.find_commune(typed) if typed else None
    if typed and commune is None:
        raise DomainError(N_("Commune introuvable : choisissez-la dans la liste."), field="place")
    company.insee = commune.insee if commune else None
    company.commune = commune.name if commune else ""
    company.department = commune.department if commune else None
    company.lat, company.lon = (commune.lat, commune.lon) if commune else (None, None)


def _take_siret(session: Session, company: Company, siret: str) -> None:
    """Take over the number of a company that was merged into this one; anyone else's stays theirs."""
    holder = session.exec(select(Company).where(Company.siret == siret)).first()
    if holder is None or holder.id == company.id:
        return
    if holder.merged_into_id != company.id:
        raise _siret_taken()
    holder.siret = None
    session.add(holder)
    session.flush()


def _save(session: Session, company: Company) -> None:
    try:
        with session.begin_nested():
            session.add(company)
    except IntegrityError:  # taken since `_take_siret` looked
        raise _siret_taken() from None


def _siret_taken() -> DomainError:
    return DomainError(
        N_("Une autre fiche porte déjà ce SIRET. Si c’est la vôtre, demandez à votre cluster de fusionner les deux."),
        field="siret",
    )
