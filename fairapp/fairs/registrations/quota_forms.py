"""The form of quotas: one line for the fair, each profile, each day, and the arrival bands of each day."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlmodel import Field, SQLModel

from fairapp.core.errors import DomainError
from fairapp.fairs.enums import PROFILE_LABELS, QuotaKind
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.registrations.arrivals import bands_of
from fairapp.fairs.registrations.models import Quota
from fairapp.fairs.registrations.services.quotas import Name
from fairapp.web.formats import weekday_date
from fairapp.web.forms import Form
from fairapp.web.i18n import translate


class QuotaSize(SQLModel):
    name: str = Field(max_length=70)  # « day:2026-12-01 »
    size: int | None = Field(default=None, ge=0, le=100_000)  # blank: no bound


class QuotaSizes(SQLModel):
    sizes: list[QuotaSize] = []


class QuotaLine(NamedTuple):
    """A line of the form: one quota, or the bands of one day, which are all as large."""

    name: str
    label: str
    quotas: Sequence[Name]
    taken: int  # of bands: of the fullest
    size: int | None


def quota_lines(fair: Fair, days: Sequence[FairDay], quotas: Collection[Quota]) -> list[QuotaLine]:
    known = {(quota.kind, quota.key): quota for quota in quotas}
    lines = [_line(known, "fair:", _("Le salon"), [(QuotaKind.FAIR, "")])]
    for profile, label in PROFILE_LABELS.items():
        lines.append(_line(known, f"profile:{profile}", translate(label), [(QuotaKind.PROFILE, profile.value)]))
    for day in days:
        held_on, told = day.held_on.isoformat(), weekday_date(day.held_on)
        bands = [(QuotaKind.BAND, band.key) for band in bands_of(fair, day)]
        lines.append(_line(known, f"day:{held_on}", told, [(QuotaKind.DAY, held_on)]))
        label = _("%(day)s : arrivées par tranche de %(minutes)s minutes", day=told, minutes=fair.band_minutes)
        lines.append(_line(known, f"bands:{held_on}", label, bands))
    return lines


def _line(known: Mapping[Name, Quota], name: str, label: str, names: Sequence[Name]) -> QuotaLine:
    found = [known[one] for one in names if one in known]
    sizes = [quota.size for quota in found if quota.size is not None]
    return QuotaLine(name, str(label), names, max((q.taken for q in found), default=0), min(sizes, default=None))


def sizes_from(form: Form[QuotaSizes], lines: Sequence[QuotaLine]) -> dict[Name, int | None]:
    """Return the new size of each quota that a line of the form names."""
    by_name = {line.name: line for line in lines}
    typed = [one for one in form.data.sizes if one.name in by_name]
    return {name: one.size for one in typed for name in by_name[one.name].quotas}


def refuse(form: Form[QuotaSizes], refusal: DomainError, lines: Sequence[QuotaLine]) -> None:
    """Show the refusal of a quota at its line."""
    for index, line in enumerate(lines):
        if refusal.field in {f"{kind}:{key}" for kind, key in line.quotas}:
            refusal.field = f"sizes[{index}].size"
    form.refuse(refusal)


def sizes_typed(lines: Sequence[QuotaLine]) -> dict[str, object]:
    """Return what the form shows at first."""
    return {"sizes": [QuotaSize(name=line.name, size=line.size) for line in lines]}


def sizes_shown(form: Form[QuotaSizes], lines: Sequence[QuotaLine]) -> list[str]:
    """Return what each line's field shows: what was typed."""
    rows = form.typed.get("sizes", [])
    typed = {str(row.get("name")): str(row.get("size", "")) for row in rows if isinstance(row, dict)}
    return [typed.get(line.name, "") for line in lines]
