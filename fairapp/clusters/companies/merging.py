"""Two rows for one company become one: all that refers to the one that goes refers to the other from then on.

What refers to companies is read from the metadata, so a table added tomorrow by another domain is not forgotten.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, UniqueConstraint, and_, delete, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from fairapp.accounts.services import record
from fairapp.clusters.enums import MembershipStatus, RuleField
from fairapp.clusters.events import CompaniesMerged, CompanyChanged
from fairapp.clusters.locks import lock_all
from fairapp.clusters.models import Company, Membership, PoolingCondition
from fairapp.clusters.queries import membership_of
from fairapp.core.actor import Actor
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.events import emit
from fairapp.core.text import N_

STRENGTH = (MembershipStatus.LISTED, MembershipStatus.LAPSED, MembershipStatus.PENDING, MembershipStatus.CONFIRMED)
GAPS = ("website", "naf_code", "sector", "headcount", "address", "contact_email", "description")
PLACE = ("insee", "commune", "department", "lat", "lon")


def merge_companies(session: Session, loser: Company, winner: Company, *, by: Actor | None, cluster_id: int) -> None:
    """Merge an unclaimed company into another; its address leads there from then on.

    :raise DomainError: if the two are one, or the loser's people came meanwhile.
    :raise Conflict: if one of them was merged meanwhile.
    """
    if loser.id == winner.id:
        raise DomainError(N_("Choisissez deux entreprises différentes."), field="winner_id")
    lock_all(session, Company, {loser.id, winner.id})
    if loser.merged_into_id is not None or winner.merged_into_id is not None:
        raise Conflict(N_("L’une de ces entreprises vient d’être fusionnée."))
    if loser.claimed_at is not None:
        raise DomainError(N_("Cette entreprise a son équipe : seule une fiche non réclamée peut disparaître."))
    _strengthen_memberships(session, loser.id, winner.id)
    _fill_gaps(session, loser, winner)
    repoint(session, loser.id, winner.id)
    loser.merged_into_id = winner.id
    session.add(loser)
    session.flush()
    record(session, "company.merged", "company", winner.id, by=by, cluster_id=cluster_id, merged=loser.name)
    emit(session, CompaniesMerged(loser.id, winner.id))
    emit(session, CompanyChanged(winner.id))


def mend_merges(session: Session) -> None:
    """Re-point what was written about a merged company by a transaction that had begun before (daily)."""
    merged = session.exec(select(Company.id, Company.merged_into_id).where(col(Company.merged_into_id).is_not(None)))
    for loser_id, winner_id in merged.all():
        repoint(session, loser_id, winner_id or loser_id)


def repoint(session: Session, loser_id: int, winner_id: int) -> None:
    """Make every row that refers to the loser refer to the winner; what would then stand twice goes."""
    session.flush()
    for table, column in references():
        if _is_in_unique_key(table, column):
            _repoint_one_by_one(session, table, column, (loser_id, winner_id))
        else:
            session.execute(update(table).where(column == loser_id).values({column: winner_id}))
    _repoint_conditions(session, loser_id, winner_id)
    session.expire_all()


@cache
def references() -> tuple[tuple[Table, Column[int]], ...]:
    """List every column that is a foreign key to companies."""
    tables = SQLModel.metadata.tables
    return tuple(referring(tables.values(), tables["company"].c.id))


def referring(tables: Iterable[Table], company_id: Column[int]) -> Iterator[tuple[Table, Column[int]]]:
    for table in tables:
        yield from ((table, column) for column in table.c if column.references(company_id))


def _is_in_unique_key(table: Table, column: Column[int]) -> bool:
    keys = (key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint))
    indexes = (index for index in table.indexes if isinstance(index, Index) and index.unique)
    return any(column.name in key.columns for key in (*keys, *indexes))


def _repoint_one_by_one(session: Session, table: Table, column: Column[int], ids: tuple[int, int]) -> None:
    """The database says which rows would stand twice; a partial index knows better than we do."""
    loser_id, winner_id = ids
    keys = list(table.primary_key.columns)
    for row in session.execute(select_columns(*keys).where(column == loser_id)).all():
        this = and_(*(key == value for key, value in zip(keys, row, strict=True)))
        try:
            with session.begin_nested():
                session.execute(update(table).where(this).values({column: winner_id}))
        except IntegrityError:
            session.execute(delete(table).where(this))


def _repoint_conditions(session: Session, loser_id: int, winner_id: int) -> None:
    """Pooling conditions name a company as text."""
    table, column = SQLModel.metadata.tables["pooling_condition"], col(PoolingCondition.value)
    named = (col(PoolingCondition.field) == RuleField.COMPANY, column == str(loser_id))
    for id in session.exec(select(PoolingCondition.id).where(*named)).all():
        try:
            with session.begin_nested():
                session.execute(update(table).where(table.c.id == id).values(value=str(winner_id)))
        except IntegrityError:
            session.execute(delete(table).where(table.c.id == id))


def _strengthen_memberships(session: Session, loser_id: int, winner_id: int) -> None:
    """Where both are in a cluster, the winner's membership takes over the stronger status."""
    for lost in session.exec(select(Membership).where(Membership.company_id == loser_id)).all():
        kept = membership_of(session, lost.cluster_id, winner_id)
        if kept and STRENGTH.index(lost.status) > STRENGTH.index(kept.status):
            kept.status, kept.is_trusted, kept.until = lost.status, lost.is_trusted, lost.until
            session.add(kept)


def _fill_gaps(session: Session, loser: Company, winner: Company) -> None:
    """Keep what only the loser knew; the words of a claimed company stay its own."""
    if winner.siret is None and loser.siret:
        winner.siret, loser.siret = loser.siret, None
        session.add(loser)
        session.flush()
    if winner.claimed_at is None:
        for name in GAPS:
            setattr(winner, name, getattr(winner, name) or getattr(loser, name))
        if winner.insee is None:
            for name in PLACE:
                setattr(winner, name, getattr(loser, name))
    session.add(winner)
