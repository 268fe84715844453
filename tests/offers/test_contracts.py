import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.offers.contracts import (
    ParsedContract,
    ParsedExperience,
    ParsedHours,
    parse_contract,
    parse_experience,
    parse_working_time,
    remote_hint,
)
from fairapp.offers.enums import ContractKind as Kind
from fairapp.offers.enums import Experience, Remote, WorkingTime

FULL, PART = WorkingTime.FULL_TIME, WorkingTime.PART_TIME


@pytest.mark.parametrize(
    ("code", "label", "nature", "kind", "months"),
    [
        ("CDI", "CDI", None, Kind.PERMANENT, None), ("CDI", None, "Contrat travail", Kind.PERMANENT, None),
        ("CDD", "CDD - 6 Mois", None, Kind.FIXED_TERM, 6), ("CDD", "CDD - 29 Jour(s)", None, Kind.FIXED_TERM, 0.97),
        ("MIS", "Intérim - 18 Mois", None, Kind.TEMPORARY, 18), ("interim", "Intérim Insertion - 10 Jour(s)", None, Kind.TEMPORARY, 0.33),
        ("CDD", "CDD - 24 Mois", "Contrat apprentissage", Kind.APPRENTICESHIP, 24), ("CDI", "CDI", "E2", Kind.APPRENTICESHIP, None),
        ("CDD", "CDD - 12 Mois", "Cont. professionnalisation", Kind.APPRENTICESHIP, 12), ("alternance", "CDI", None, Kind.APPRENTICESHIP, None),
        ("stage", "CDD - 6 Mois", None, Kind.INTERNSHIP, 6), ("SAI", "Saisonnier - 4 Mois", None, Kind.SEASONAL, 4),
        ("saisonnier", None, None, Kind.SEASONAL, None), ("CDD", "Contrat saisonnier - 2 mois", None, Kind.SEASONAL, 2),
        ("LIB", "Profession libérale", None, Kind.FREELANCE, None), ("CCE", "Profession commerciale", None, Kind.FREELANCE, None),
        ("FRA", "Franchise", None, Kind.FRANCHISE, None), ("DIN", "CDI Intérimaire", None, Kind.PERMANENT, None),
        (None, "Contrat à durée indéterminée", None, Kind.PERMANENT, None), (None, "contrat à durée déterminée", None, Kind.FIXED_TERM, None),
        (None, "freelance", None, Kind.FREELANCE, None), ("internship", None, None, Kind.INTERNSHIP, None),
        ("temporary", None, None, Kind.TEMPORARY, None), ("fulltime", None, None, None, None), (None, None, None, None, None),
        ("", "\x00", None, None, None), (None, "CDD - 999 Mois", None, Kind.FIXED_TERM, None), (None, "CDD de 1 an", None, Kind.FIXED_TERM, 12),
    ],
)  # fmt: skip
def test_o8_contract_labels(
    code: str | None, label: str | None, nature: str | None, kind: Kind | None, months: float | None
) -> None:
    assert parse_contract(code, label, nature=nature) == ParsedContract(kind, months)


@pytest.mark.parametrize(
    ("label", "title", "kind", "told"),
    [
        ("CDD", "Boulanger en alternance (H/F)", Kind.APPRENTICESHIP, "en alternance"),
        ("CDD", "Alternant(e) RH", Kind.APPRENTICESHIP, "alternante"), ("CDI", "Un(e) apprenti·e cuisine", Kind.APPRENTICESHIP, "une apprentie"),
        (None, "Stage marketing", Kind.INTERNSHIP, "stage"),
    ],
)  # fmt: skip
def test_o8_an_apprenticeship_in_the_title_wins_and_is_told(
    label: str | None, title: str, kind: Kind, told: str
) -> None:
    found = parse_contract(None, label, title=title)
    assert found.kind is kind
    assert found.doubt is not None
    assert told.endswith(str(found.doubt.params["word"])) or found.doubt.params["word"] == told


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        ("CDI", "Responsable alternance et stages", Kind.PERMANENT), ("CDI", "Maître d'apprentissage", Kind.PERMANENT),
        ("alternance", "Alternance comptabilité", Kind.APPRENTICESHIP), ("Saisonnier", "Moniteur de stage de ski", Kind.SEASONAL),
    ],
)  # fmt: skip
def test_o8_other_titles_change_nothing(label: str, title: str, kind: Kind) -> None:
    assert parse_contract(None, label, title=title) == ParsedContract(kind)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("35H Travail en journée", ParsedHours(FULL, 35)), ("35 H", ParsedHours(FULL, 35)), ("37H30 Autre", ParsedHours(FULL, 37.5)),
        ("temps partiel - 17H50 Autre", ParsedHours(PART, 17.83)), ("temps partiel - 24H Au domicile d’un particulier", ParsedHours(PART, 24)),
        ("temps partiel Travail le samedi", ParsedHours(PART)), ("Temps plein", ParsedHours(FULL)), ("24H/semaine", ParsedHours(PART, 24)),
        ("39 heures hebdomadaires", ParsedHours(FULL, 39)), ("35,5 h", ParsedHours(FULL, 35.5)), ("full-time", ParsedHours(FULL)),
        ("39H Travail posté (2x8, 3x8, 5x8, etc.)", ParsedHours(FULL, 39)), ("parttime", ParsedHours(PART)), ("99H", ParsedHours()),
        ("Travail de nuit", ParsedHours()), ("", ParsedHours()), (None, ParsedHours()), ("1200 h", ParsedHours()),
    ],
)  # fmt: skip
def test_o8_working_time_labels(label: str | None, expected: ParsedHours) -> None:
    assert parse_working_time(label) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Débutant accepté", ParsedExperience(Experience.BEGINNER, 0)), ("Débutant accepté - 1 an serait un plus", ParsedExperience(Experience.BEGINNER, 0)),
        ("D", ParsedExperience(Experience.BEGINNER, 0)), ("4 An(s)", ParsedExperience(Experience.EXPERIENCED, 48)),
        ("Expérience souhaitée de 1 An(s)", ParsedExperience(Experience.JUNIOR, 12)), ("6 Mois - Minimum", ParsedExperience(Experience.JUNIOR, 6)),
        ("24 Mois", ParsedExperience(Experience.EXPERIENCED, 24)), ("Expérience exigée", ParsedExperience(Experience.EXPERIENCED)),
        ("Expérience souhaitée", ParsedExperience()), ("d'expérience 5 ans", ParsedExperience(Experience.EXPERIENCED, 60)),
        ("", ParsedExperience()), (None, ParsedExperience()),
    ],
)  # fmt: skip
def test_o8_experience_labels(label: str | None, expected: ParsedExperience) -> None:
    assert parse_experience(label) == expected


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("Télétravail possible 2 jours par semaine.", Remote.PARTIAL), ("Mode de travail hybride", Remote.PARTIAL),
        ("Vous travaillez à 100% en télétravail", Remote.FULL), ("Poste full remote", Remote.FULL), ("Pas de télétravail.", None),
        ("Télétravail : non", None), ("Poste sans télétravail", None), ("Téléconseiller, véhicule hybride", None), ("", None),
    ],
)  # fmt: skip
def test_o8_remote_work_is_guessed_from_the_text(text: str, remote: Remote | None) -> None:
    assert remote_hint("Titre", text) is remote


@given(st.text(max_size=80))
def test_any_words_are_read(text: str) -> None:
    assert (
        parse_contract(text, text, title=text).months is None or parse_contract(text, text, title=text).kind is not None
    )
    hours = parse_working_time(text).weekly_hours
    assert hours is None or 0 < hours <= 60
    assert (parse_experience(text).months or 0) >= 0


def read_offers(folder: Path) -> list[dict[str, Any]]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("offers_*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.split("\n") if line]


def test_o8_every_real_contract_has_a_kind(shared_data: Path) -> None:
    offers = read_offers(shared_data)
    expected = {
        "CDI": Kind.PERMANENT, "CDD": Kind.FIXED_TERM, "interim": Kind.TEMPORARY, "alternance": Kind.APPRENTICESHIP,
        "stage": Kind.INTERNSHIP, "saisonnier": Kind.SEASONAL, "liberal": Kind.FREELANCE,
    }  # fmt: skip
    read = [parse_contract(o["contract"], o.get("contract_label"), title=o["title"]) for o in offers]
    assert [found.kind for found in read] == [expected[offer["contract"]] for offer in offers]
    assert [found.doubt for found in read if found.doubt] == []


def test_o8_every_real_working_time_and_experience_is_read(shared_data: Path) -> None:
    offers = read_offers(shared_data)
    hours = Counter(parse_working_time(o["hours"]).kind for o in offers if o.get("hours"))
    levels = Counter(parse_experience(o["experience"]).level for o in offers if o.get("experience"))
    assert hours == {FULL: 446, PART: 125}
    assert levels == {Experience.BEGINNER: 222, Experience.JUNIOR: 94, Experience.EXPERIENCED: 129, None: 1}


def test_o8_remote_work_in_real_offers(shared_data: Path) -> None:
    found = Counter(remote_hint(o["title"], o["description"]) for o in read_offers(shared_data))
    assert found == {None: 1600, Remote.PARTIAL: 149, Remote.FULL: 4}
