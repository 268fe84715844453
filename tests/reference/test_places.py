import pytest

from fairapp.reference import find_commune, places


def suggested(query: str, n: int = 8) -> list[str]:
    return [commune.label for commune in places().suggest_communes(query, n)]


def test_everything_is_there() -> None:
    assert (len(places().communes), len(places().departments()), len(places().regions())) == (35_014, 109, 26)


def test_a_commune_knows_its_department_region_and_position() -> None:
    aubenas = places().commune("07019")
    assert aubenas is not None
    assert (aubenas.name, aubenas.department, aubenas.postal_codes) == ("Aubenas", "07", ("07200",))
    assert (aubenas.lat, aubenas.lon) == (44.6102, 4.3964)
    assert places().department("07").label == "Ardèche (07)"
    assert places().region(aubenas.region).name == "Auvergne-Rhône-Alpes"


@pytest.mark.parametrize(
    ("former", "present"),
    [("74011", "Annecy"), ("50173", "Cherbourg-en-Cotentin"), ("01025", "Bâgé-Dommartin"), ("99999", None)],
)
def test_the_code_of_a_former_commune_gives_the_present_one(former: str, present: str | None) -> None:
    commune = places().commune(former)
    assert (commune and commune.name) == present


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("au", "Aubervilliers (93300)"), ("auben", "Aubenas (07200)"), ("AUBENAS", "Aubenas (07200)"), ("vals-les", "Vals-les-Bains (07600)"),
        ("st et", "Saint-Étienne (42000)"), ("evry", "Évry-Courcouronnes (91000)"), ("Évry", "Évry-Courcouronnes (91000)"),
        ("mans", "Le Mans (72000)"), ("le mans", "Le Mans (72000)"), ("provence", "Aix-en-Provence (13080)"),
        ("07", "Annonay (07100)"), ("0720", "Aubenas (07200)"), ("75003", "Paris 3e Arrondissement (75003)"), ("75", "Paris (75)"),
        ("2a", "Ajaccio (20000)"), ("paris", "Paris (75)"), ("paris 03", "Paris 3e Arrondissement (75003)"),
        ("lyon 3eme", "Lyon 3e Arrondissement (69003)"), ("marseille 13e arr", "Marseille 13e Arrondissement (13013)"),
        ("saint-priest 69", "Saint-Priest (69800)"), ("Aubenas (07200)", "Aubenas (07200)"), ("l isle adam", "L'Isle-Adam (95290)"),
    ],
)  # fmt: skip
def test_s3_completes_names_and_postal_codes(query: str, first: str) -> None:
    assert suggested(query)[0] == first


@pytest.mark.parametrize("query", ["", "a", " ", "zzzz", "*****", "\x00", "%", "x" * 10_000, "99999"])
def test_s3_completes_nothing_for_one_letter_or_nonsense(query: str) -> None:
    assert suggested(query) == []


def test_s3_a_small_commune_stays_reachable_by_its_exact_name() -> None:
    assert "Vals (09500)" in suggested("vals")


def test_s3_suggestions_are_limited_and_without_repeats() -> None:
    for query in ("sa", "97", "13", "paris"):
        assert len(suggested(query)) == len(set(suggested(query))) == 8


def test_s3_every_commune_is_found_by_its_label() -> None:
    lost = [commune.label for commune in places().communes if find_commune(commune.label) != commune]
    assert lost == []


@pytest.mark.parametrize(("city", "count"), [("75056", 21), ("69123", 10), ("13055", 17), ("75103", 1), ("07019", 1)])
def test_s4_a_whole_city_covers_its_arrondissements(city: str, count: int) -> None:
    covered = places().covered(city)
    assert len(covered) == count
    assert city in covered


@pytest.mark.parametrize(
    ("insee", "city"),
    [("69383", "69123"), ("69123", "69123"), ("07019", "07019"), ("69382", "69123"), ("69381", "69123")],
)
def test_s4_an_arrondissement_knows_its_city(insee: str, city: str) -> None:
    assert places().city_of(insee) == city


def test_s4_a_whole_city_has_a_point() -> None:
    assert all(places().commune(insee).lat for insee in ("75056", "69123", "13055"))


@pytest.mark.parametrize(
    ("lat", "lon", "label"),
    [
        (44.62, 4.39, "Aubenas (07200)"),
        (48.8606, 2.3376, "Paris 1er Arrondissement (75001)"),
        (-21.0, 55.3, "Saint-Paul (97411)"),
    ],
)
def test_the_nearest_commune_of_a_point(lat: float, lon: float, label: str) -> None:
    commune, distance_km = places().nearest(lat, lon)
    assert commune.label == label
    assert distance_km < 10


def test_nothing_is_near_in_the_ocean() -> None:
    assert places().nearest(0.0, 0.1) is None
