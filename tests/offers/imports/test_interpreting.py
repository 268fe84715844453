"""From a source's words to columns of ours: what is filled in, doubted, or refused (rows O4, O5, O8)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fairapp.core.clock import now
from fairapp.offers.enums import ContractKind, Experience, Remote, SalaryUnit, WorkingTime
from fairapp.offers.imports.dates import read_day, read_instant
from fairapp.offers.imports.interpreting import interpret, refusal
from fairapp.offers.imports.notes import NoteKind
from fairapp.offers.imports.records import NAMES, make_record
from fairapp.offers.models import Offer, OfferDraft
from tests.offers.imports.files import ONE


def interpreted(**over):
    return interpret(make_record(1, ONE | over))


def told(found, topic):
    return [str(note.message) for note in found.notes if note.topic == topic]


def test_a_plain_offer_is_understood():
    found = interpreted()
    values = found.values
    assert (values["title"], values["contract"]) == ("Soudeur / Soudeuse F/H", ContractKind.PERMANENT)
    assert (values["salary_min_cents"], values["salary_max_cents"]) == (215_000, 250_000)
    assert (values["salary_unit"], values["annual_max_cents"]) == (SalaryUnit.MONTH, 3_000_000)
    assert (found.company, found.siret, found.last_day) == ("Atelier Lenoir", None, None)
    assert [(place.insee, place.label) for place in found.places] == [("07019", "Aubenas (07200)")]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("long", ["_", "a", "- ", "\ufdfa"])
def test_words_without_end_take_no_longer_than_a_page(long):
    """The rules for titles look back from every letter: 60,000 of them took minutes, in the write transaction."""
    endless = long * (60_000 // len(long))
    found = interpreted(title=endless, occupation=endless, contract_label=endless, hours=endless)
    assert len(found.values["title"]) == 200


# Refused


@pytest.mark.parametrize("title", ["", " ", "F", "\0\0\0"])
def test_an_offer_without_title_is_refused(title):
    assert str(refusal(make_record(1, ONE | {"title": title}))) == "l’offre n’a pas de titre."


@pytest.mark.parametrize("status", ["draft", "refused", "suspended", "filled", "archived"])
def test_an_offer_that_is_not_on_line_elsewhere_is_refused(status):
    assert "n’est pas en ligne là d’où elle vient" in str(refusal(make_record(1, ONE | {"status": status})))


@pytest.mark.parametrize("status", ["", "published", "active", "x"])
def test_status_words_of_others_mean_nothing_to_us(status):
    assert refusal(make_record(1, ONE | {"status": status})) is None


# Told


@pytest.mark.parametrize(
    ("over", "topic", "remark"),
    [
        ({"salary": "Mensuel de 40000.0 Euros"}, "salary", "Salaire par mois de 40000 € : compris par an."),
        ({"salary": ""}, "salary", "salaire non indiqué."),
        ({"salary": "Selon profil"}, "salary", "salaire sans montant : « Selon profil »."),
        ({"place": "07 - ST THOME"}, "place", "« 07 - ST THOME » : Saint-Thomé (07220)."),
        ({"place": "07 - Ardèche"}, "place", "commune non précisée : « 07 - Ardèche »."),
        ({"place": "Atlantide"}, "place", "Lieu non reconnu : « Atlantide »."),
        ({"place": ""}, "place", "lieu non précisé."),
        ({"company": ""}, "company", "entreprise non communiquée."),
        ({"company": "Confidentiel"}, "company", "entreprise non communiquée."),
        ({"siret": "12345678901234"}, "company", "SIRET écarté : « 12345678901234 »."),
        ({"contract": "bénévolat"}, "contract", "contrat non reconnu : « bénévolat »."),
        ({"contract": ""}, "contract", "contrat non précisé."),
        ({"apply_url": "javascript:alert(1)"}, "apply", "lien de candidature écarté : « javascript:alert(1) »."),
        ({"apply_email": "pas une adresse"}, "apply", "adresse de candidature écartée."),
        ({"published_on": "hier"}, "date", "date de publication illisible (« hier ») : aujourd’hui."),
        ({"valid_through": "bientôt"}, "date", "date limite illisible : « bientôt »."),
        ({"valid_through": "2020-01-31"}, "date", "la date limite est passée : l’offre n’est pas en ligne."),
        ({"valid_through": "2090-01-31"}, "date", "date limite ramenée à 90 jours."),
        ({"description": ""}, "text", "l’offre n’a pas de description."),
        ({"description": "x" * 10_001}, "text", "texte trop long, coupé."),
        ({"title": "Soudeur " * 30}, "text", "texte trop long, coupé."),
    ],
)
def test_o8_what_is_doubtful_is_told(over, topic, remark):
    assert told(interpreted(**over), topic) == [remark]


def test_o4_the_wording_only_warns():
    found = interpreted(title="Secrétaire", description="Vous avez entre 25 et 35 ans.")
    rules = {note.topic for note in found.notes if note.kind is NoteKind.WORDING}
    assert rules == {"title_sexes", "age_limit"}
    assert refusal(make_record(1, ONE | {"description": "Vous avez entre 25 et 35 ans."})) is None


# Filled in


def test_an_occupation_is_deduced_from_the_title():
    found = interpreted(title="Aide-soignant(e) de nuit H/F")
    assert found.values["rome_code"] == "J1501"
    assert told(found, "occupation") == [f"métier déduit du titre : {found.values['occupation']}."]


def test_the_source_s_occupation_is_kept():
    found = interpreted(rome_code="j1501", occupation="Aide-soignant")
    assert (found.values["rome_code"], found.values["occupation"]) == ("J1501", "Aide-soignant")
    assert told(found, "occupation") == []


@pytest.mark.parametrize(
    ("over", "name", "value"),
    [
        ({"hours": "24H/semaine"}, "hours_per_week", 24.0),
        ({"hours": "part_time"}, "working_time", WorkingTime.PART_TIME),
        ({"experience": "beginner"}, "experience", Experience.BEGINNER),
        ({"experience": "4 An(s)"}, "experience", Experience.EXPERIENCED),
        ({"remote": "partial"}, "remote", Remote.PARTIAL),
        ({"remote": "Fully remote"}, "remote", Remote.FULL),
        ({"remote": "Oui"}, "remote", Remote.PARTIAL),
        ({"remote": "Non"}, "remote", Remote.NONE),
        ({"description": "Télétravail deux jours par semaine."}, "remote", Remote.PARTIAL),
        ({"remote": "none", "description": "Télétravail deux jours par semaine."}, "remote", Remote.NONE),
        ({"openings": "3.0"}, "openings", 3),
        ({"openings": "beaucoup"}, "openings", 1),
        ({"openings": "9999"}, "openings", 500),
        ({"contract": "CDD", "contract_label": "CDD - 6 Mois"}, "duration_months", 6),
        ({"contract": "CDD", "nature": "Contrat apprentissage"}, "contract", ContractKind.APPRENTICESHIP),
        ({"apply_url": "www.exemple.fr/x"}, "apply_url", "https://www.exemple.fr/x"),
        ({"apply_email": " Emploi@Exemple.FR "}, "apply_email", "emploi@exemple.fr"),
        ({"is_shared": "Oui"}, "is_shared", True),
    ],
)
def test_values_that_sources_write_otherwise(over, name, value):
    assert interpreted(**over).values[name] == value


def test_several_places_are_kept_in_their_order():
    found = interpreted(place="Privas (07000) | Aubenas (07200) | Ardèche")
    assert [place.insee for place in found.places] == ["07186", "07019", None]
    assert found.places[2].department == "07"


@pytest.mark.parametrize("department", ["07", "Ardèche"])
def test_a_department_is_better_than_nothing(department):
    (place,) = interpreted(place="", department=department).places
    assert (place.insee, place.department) == (None, "07")


def test_s4_a_precise_point_is_kept():
    (place,) = interpreted(place="07 - AUBENAS", lat="44,6301", lon="4.3902").places
    assert (place.insee, place.lat, place.lon) == ("07019", 44.6301, 4.3902)


# Dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("2026-11-21T23:30:00.000Z", date(2026, 11, 22)),
        ("2026-11-21 08:15", date(2026, 11, 21)),
        ("2026-11-21, midi", date(2026, 11, 21)),
        ("21/11/2026", date(2026, 11, 21)),
        ("1.2.2026 à 10h", date(2026, 2, 1)),
        ("Fri, 20 Nov 2026 09:00:00 GMT", date(2026, 11, 20)),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("31/02/2026", None),
        ("2026-13-01", None),
        ("demain", None),
        ("", None),
    ],
)
def test_days_as_others_write_them(text, day):
    assert read_day(text) == day


def test_an_instant_keeps_its_hour():
    assert read_instant("2026-11-21T08:15:00+01:00") == datetime(2026, 11, 21, 7, 15, tzinfo=UTC)


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False)
def test_nothing_is_published_in_the_future():
    assert interpreted(published_on="2026-12-24").published_at == now()
    assert interpreted(published_on="2025-05-02").published_at == datetime(2025, 5, 1, 22, tzinfo=UTC)


# Whatever a record holds

VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Mensuel de 40000.0 Euros", "12,50 €", "0001-01-01", "9" * 30, "1e400", "nan", "07 - ST THOME", "75056", "CDI",
         "-1", "٣", "73282932000074", "https://x.fr", "a@b.fr", "temps partiel", " | ", "J1501", "35H30"]
    ),
    st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(sorted(NAMES | {"description", "salary_min", "salary_unit", "hours_per_week"})), VALUES
    )
)
def test_any_record_gives_values_that_the_columns_take(values):
    record = make_record(1, values)
    if refusal(record):
        return
    found = interpret(record)
    draft = found.values | {"title": found.values["title"][:100]}
    TypeAdapter(OfferDraft).validate_python({name: draft[name] for name in OfferDraft.model_fields if name in draft})
    for name, value in found.values.items():
        longest = getattr(Offer.__table__.c[name].type, "length", None)
        assert longest is None or value is None or len(str(value)) <= longest, name
    assert found.published_at <= now()
    assert found.last_day is None or found.last_day.year < 2100
    assert all(len(place.label) <= 120 for place in found.places)
