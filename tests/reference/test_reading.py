import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.reference import find_commune, parse_place, places
from fairapp.reference.enums import Precision

COMMUNES = [
    ("07 - ST THOME", "07300"), ("69 - Lyon 3e Arrondissement", "69383"), ("PARIS 09", "75109"), ("2A - AJACCIO", "2A004"),
    ("07200 Aubenas", "07019"), ("Aubenas (07)", "07019"), ("Aubenas (07200)", "07019"), ("AUBENAS CEDEX", "07019"),
    ("07202 Aubenas Cedex 2", "07019"), ("72 - Mans", "72181"), ("59 - MARCQ EN BAROEUL", "59378"), ("07 - ST JUST D ARDECHE", "07259"),
    ("Ste Foy les Lyon", "69202"), ("Annecy-le-Vieux", "74010"), ("75 - Paris (Dept.)", "75056"), ("LYON 69", "69123"),
    ("Marseille 13", "13055"), ("Marseille 13e", "13213"), ("CAYENNE 973", "97302"), ("13001", "13201"), ("75056", "75056"),
    ("974 - St Denis", "97411"), ("Vienne", "38544"), ("  07 -  privas ", "07186"),
]  # fmt: skip
WIDER = [
    ("75", "75", Precision.DEPARTMENT), ("07 - Ardèche", "07", Precision.DEPARTMENT), ("Ardèche", "07", Precision.DEPARTMENT),
    ("2B", "2B", Precision.DEPARTMENT), ("07102 CEDEX 9", "07", Precision.DEPARTMENT), ("La Réunion", "974", Precision.DEPARTMENT),
    ("Île-de-France", None, Precision.REGION), ("Bretagne", None, Precision.REGION), ("FRANCE", None, Precision.COUNTRY),
    ("Luxembourg (Frontalier)", None, Precision.ABROAD), ("", None, Precision.NONE), ("*", None, Precision.NONE), (None, None, Precision.NONE),
]  # fmt: skip
DOUBTFUL = [
    ("07 - ANONAY", "07010", "Lieu « 07 - ANONAY » compris comme Annonay (07100)."),
    ("07 - Vals", "07331", "Lieu « 07 - Vals » compris comme Vals-les-Bains (07600)."),
    ("07 - Privas ZI du Lac", "07186", "Lieu « 07 - Privas ZI du Lac » compris comme Privas (07000)."),
    ("Annonay / Davézieux", "07010", "Lieu « Annonay / Davézieux » compris comme Annonay (07100)."),
    ("La Défense", "92062", "Lieu « La Défense » compris comme Puteaux (92800)."),
    ("07200", "07019", "Plusieurs communes répondent à « 07200 » : Aubenas (07200) retenue, la plus peuplée."),
    (
        "MONTREUIL",
        "93048",
        "Plusieurs communes répondent à « MONTREUIL » : Montreuil (93100) retenue, la plus peuplée.",
    ),
    ("Saint-Denis", None, "Plusieurs communes répondent à « Saint-Denis » : il manque le département."),
    ("Erewhon", None, "Lieu non reconnu : « Erewhon »."),
    ("07 - Erewhon", None, "Lieu non reconnu : « 07 - Erewhon »."),
    ("07 - Ardèche, Isère & Drôme", None, "Lieu « 07 - Ardèche, Isère & Drôme » compris comme Ardèche (07)."),
]


@pytest.mark.parametrize(("text", "insee"), COMMUNES)
def test_communes_are_read_without_a_doubt(text: str, insee: str) -> None:
    place = parse_place(text)
    assert (place.insee, place.precision, place.doubt) == (insee, Precision.COMMUNE, None)


@pytest.mark.parametrize(("text", "department", "precision"), WIDER)
def test_wider_places_are_kept_as_such(text: str | None, department: str | None, precision: Precision) -> None:
    place = parse_place(text)
    assert (place.insee, place.department, place.precision, place.lat, place.doubt) == (
        None,
        department,
        precision,
        None,
        None,
    )


@pytest.mark.parametrize(("text", "insee", "doubt"), DOUBTFUL)
def test_guesses_are_told(text: str, insee: str | None, doubt: str) -> None:
    place = parse_place(text)
    assert (place.insee, str(place.doubt)) == (insee, doubt)


def test_a_known_code_wins_over_the_words() -> None:
    assert parse_place("69 - ST PRIEST", insee="07288").name == "Saint-Priest (07000)"


def test_a_former_code_gives_the_present_commune() -> None:
    assert parse_place("", insee="74011").insee == "74010"


def test_a_position_alone_gives_the_nearest_commune() -> None:
    place = parse_place(None, lat="44.62", lon="4.39")
    assert (place.insee, place.lat, place.lon, place.precision, place.doubt) == (
        "07019",
        44.62,
        4.39,
        Precision.POINT,
        None,
    )


def test_a_position_behind_unreadable_words_is_told() -> None:
    place = parse_place("ZA de la gare", lat=44.62, lon=4.39)
    assert str(place.doubt) == "Lieu « ZA de la gare » : commune déduite de la position, Aubenas (07200)."


def test_the_centre_of_a_department_is_no_address() -> None:
    place = parse_place("07 - Ardèche", lat=44.75, lon=4.42)
    assert (place.insee, place.lat, place.precision) == (None, None, Precision.DEPARTMENT)


def test_a_position_far_from_the_commune_is_ignored_and_told() -> None:
    place = parse_place("07 - AUBENAS", lat=48.8566, lon=2.3522)
    assert (place.lat, place.precision) == (44.6102, Precision.COMMUNE)
    assert str(place.doubt) == "La position est à 497 km de Aubenas (07200) : la commune a été retenue."


def test_a_position_abroad_tells_nothing() -> None:
    assert parse_place(None, lat=40.4, lon=-3.7).precision is Precision.NONE


@pytest.mark.parametrize(
    "text", ["07 - Vals", "Saint-Denis", "Annonay / Davézieux", "07", "Ardèche", "zzz", "", "\x00", "9" * 5000]
)
def test_s3_what_must_be_guessed_is_not_the_commune_of_a_search(text: str) -> None:
    assert find_commune(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    place = parse_place(text)
    assert place.is_found == (place.precision is Precision.COMMUNE)


@pytest.fixture(scope="module")
def real_offers(shared_data: Path) -> list[dict[str, str]]:
    files = [file.read_text(encoding="utf-8") for file in sorted(shared_data.glob("offers_*.jsonl"))]
    return [json.loads(line) for text in files for line in text.split("\n") if line]


def test_o8_real_places_are_read_from_their_words_alone(real_offers: list[dict[str, str]]) -> None:
    known = [offer for offer in real_offers if offer.get("insee")]
    differ = [offer["place"] for offer in known if parse_place(offer["place"]).insee != offer["insee"]]
    assert len(known) == 1556
    assert differ == ["49 - ANGERS"]  # the code of the source is Trélazé's


def test_o8_real_offers_without_a_commune_name_something_wider(real_offers: list[dict[str, str]]) -> None:
    found = Counter(parse_place(offer.get("place")).precision for offer in real_offers)
    assert found == {
        Precision.COMMUNE: 1674, Precision.DEPARTMENT: 61, Precision.COUNTRY: 9, Precision.ABROAD: 5, Precision.REGION: 3,
        Precision.NONE: 1,
    }  # fmt: skip


def test_o8_real_positions_are_in_their_commune(real_offers: list[dict[str, str]]) -> None:
    placed = [o for o in real_offers if o.get("lat")]
    found = Counter(parse_place(o["place"], insee=o.get("insee"), lat=o["lat"], lon=o["lon"]).precision for o in placed)
    assert found == {Precision.POINT: len(placed)}


def test_the_city_of_each_arrondissement_is_a_commune() -> None:
    table = places()
    arrondissements = [c for c in table.communes if c.kind == "arrondissement"]
    assert {table.commune(table.city_of(c.insee)).name for c in arrondissements} == {"Paris", "Lyon", "Marseille"}
