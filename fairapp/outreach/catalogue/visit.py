"""What the page of a visit tells: icon, title, text. Of the professional no more than a first name and a job (row E3)."""

from flask_babel import ngettext

from fairapp.clusters.models import Company
from fairapp.outreach.catalogue.cards import Placed, where_it_is
from fairapp.outreach.catalogue.labels import duration_label, grades_label
from fairapp.outreach.catalogue.nearby import Where
from fairapp.outreach.enums import FORMAT_LABELS, SETTING_LABELS, Setting
from fairapp.outreach.models import Intervention, Speaker
from fairapp.web.i18n import translate

Fact = tuple[str, str, str]


def visit_facts(visit: Intervention, company: Company, speaker: Speaker | None, where: Where) -> list[Fact]:
    placed = Placed(visit.setting, company.commune, company.lat, company.lon)
    pupils = ngettext("%(num)s élève au plus", "%(num)s élèves au plus", visit.pupils_max)
    facts = [
        ("school", translate("Niveau"), grades_label(visit.grades)),
        ("clock", translate("Durée"), duration_label(visit.duration_min)),
        ("users", translate("Groupe"), pupils),
        ("pin", translate(SETTING_LABELS[visit.setting]), _place(visit, placed, speaker, where)),
        ("grid", translate("Format"), translate(FORMAT_LABELS[visit.format])),
    ]
    if speaker is not None and speaker.is_active:
        facts.append(("user", speaker.first_name, speaker.job_title))
    if visit.equipment:
        facts.append(("info", translate("Matériel"), visit.equipment))
    if visit.is_accessible:
        facts.append(("access", translate("Accessibilité"), translate("Accessible en fauteuil roulant")))
    return facts


def is_beyond(visit: Intervention, company: Company, speaker: Speaker | None, where: Where) -> bool:
    """Tell whether the class is farther than the professional travels (row E3)."""
    km = where.km_to(company.lat, company.lon)
    if visit.setting is not Setting.IN_CLASS or km is None or km <= _reach_km(visit, speaker):
        return False
    return speaker is None or where.department not in speaker.departments


def _reach_km(visit: Intervention, speaker: Speaker | None) -> int:
    """Return how far the professional travels for this visit: never farther than they said for themselves."""
    return min(visit.area_km, speaker.area_km) if speaker else visit.area_km


def _place(visit: Intervention, placed: Placed, speaker: Speaker | None, where: Where) -> str:
    if visit.setting is Setting.REMOTE:
        return translate("En visioconférence")
    told = where_it_is(placed, where)
    if visit.setting is Setting.ON_SITE:
        return told
    town = translate("depuis %(town)s", town=told) if told else ""
    area = translate("jusqu’à %(km)s km", km=_reach_km(visit, speaker))
    if speaker is not None and speaker.departments:
        area = f"{area}, {translate('ou dans ces départements :')} {', '.join(speaker.departments)}"
    return ", ".join(filter(None, (town, area)))
