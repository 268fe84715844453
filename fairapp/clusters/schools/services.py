"""Schools, taken over from the directory when the first of their people comes."""

from typing import Any

from sqlmodel import Session, col, select

from fairapp import reference
from fairapp.clusters.models import School
from fairapp.clusters.slugs import insert_with_slug
from fairapp.core.errors import Conflict, DomainError
from fairapp.core.text import N_, fold

ADDED = N_("Cet établissement vient d’être ajouté par quelqu’un d’autre. Réessayez.")


def make_school_from_directory(session: Session, uai: str) -> School:
    """Return the school with this number of the national directory; made once, whoever asks at the same time.

    :raise DomainError: if the directory does not know it.
    """
    listed = reference.schools().school(uai)
    if listed is None:
        raise DomainError(N_("Établissement introuvable : choisissez-le dans la liste."), field="uai")
    if known := _school_by_uai(session, listed.uai):
        return known
    details: dict[str, Any] = {
        "uai": listed.uai, "name": listed.name[:160], "insee": listed.insee, "commune": listed.commune[:80],
        "department": listed.department or None, "lat": listed.lat, "lon": listed.lon,
        "kind": listed.kind[:20], "academie": listed.academie[:40],
    }  # fmt: skip
    made = insert_with_slug(session, lambda slug: School(slug=slug, **details), f"{listed.name} {listed.commune}")
    school = made or _school_by_uai(session, listed.uai)
    if school is None:
        raise Conflict(ADDED)
    return school


def find_or_add_school(session: Session, *, name: str, insee: str, uai: str | None = None) -> School:
    """Return a school that the directory does not have, to be confirmed; typed twice alike it is one."""
    if known := _school_by_uai(session, uai) if uai else _school_by_name(session, name, insee):
        return known
    commune = reference.places().commune(insee)
    details: dict[str, Any] = {
        "uai": uai, "name": name[:160], "insee": insee, "is_confirmed": False,
        "commune": commune.name[:80] if commune else "", "department": commune.department if commune else None,
        "lat": commune.lat if commune else None, "lon": commune.lon if commune else None,
    }  # fmt: skip
    made = insert_with_slug(session, lambda slug: School(slug=slug, **details), f"{name} {details['commune']}")
    school = made or (_school_by_uai(session, uai) if uai else None)
    if school is None:
        raise Conflict(ADDED)
    return school


def _school_by_name(session: Session, name: str, insee: str) -> School | None:
    wanted = fold(name)
    here = session.exec(select(School).where(School.insee == insee).order_by(col(School.id))).all()
    return next((school for school in here if fold(school.name) == wanted), None)


def _school_by_uai(session: Session, uai: str) -> School | None:
    return session.exec(select(School).where(School.uai == uai)).first()
