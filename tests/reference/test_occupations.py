import pytest

from fairapp.reference import activities, occupations


def titles(query: str, n: int = 5) -> list[str]:
    return [title.label for title in occupations().suggest_job_titles(query, n)]


def test_an_occupation_has_its_family_and_domain() -> None:
    occupation = occupations().occupation("n4101")
    assert (occupation.label, occupation.family) == ("Conducteur / Conductrice de poids lourd", "N")
    assert occupations().family("N4101").label == "Transport et Logistique"
    assert occupations().domain("N4101") == "Personnel de conduite du transport routier"


def test_unknown_codes_give_nothing() -> None:
    assert (occupations().occupation("Z9999"), occupations().family("Z"), occupations().near("Z9999")) == (
        None,
        None,
        [],
    )


def test_s5_there_are_fourteen_families() -> None:
    assert "".join(family.letter for family in occupations().families()) == "ABCDEFGHIJKLMN"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("soudeuse", "Soudeur / Soudeuse"), ("soudeur", "Soudeur / Soudeuse"), ("aide soignante", "Aide-soignant / Aide-soignante"),
        ("boulang", "Boulanger / Boulangère"), ("infirm", "Infirmier / Infirmière"), ("electricien", "Électricien / Électricienne"),
    ],
)  # fmt: skip
def test_s7_completes_job_titles_in_either_gender(query: str, first: str) -> None:
    assert titles(query)[0].startswith(first)


def test_s7_knows_acronyms() -> None:
    expected = "Agent territorial spécialisé / Agente territoriale spécialisée des écoles maternelles (ATSEM)"
    assert titles("atsem")[0] == expected


@pytest.mark.parametrize("query", ["", "s", "de", "\x00", "zzzzzz", "a " * 5000])
def test_s7_completes_nothing_for_one_letter_or_nonsense(query: str) -> None:
    assert len(titles(query)) <= 5


def test_a_job_title_has_both_forms() -> None:
    title = occupations().suggest_job_titles("soudeur", 1)[0]
    assert (title.masculine.split()[0], title.feminine.split()[0]) == ("Soudeur", "Soudeuse")


def test_s8_near_occupations_share_the_domain() -> None:
    near = occupations().near("F1702", 20)
    assert near
    assert {occupation.code[:3] for occupation in near} == {"F17"}
    assert "F1702" not in {occupation.code for occupation in near}


def test_a_newer_occupation_has_the_titles_of_its_older_entry() -> None:
    newer = next(o for o in occupations()._occupations.values() if o.code != o.rome3)
    assert occupations().titles(newer.code) == occupations().titles(newer.rome3) != []


def test_acronyms_are_listed() -> None:
    assert ("ASH", "J1301") in {(a.acronym, a.rome_code) for a in occupations().acronyms()}


@pytest.mark.parametrize("code", ["62.01Z", "6201Z", "62.01z "])
def test_activities_are_found_with_or_without_the_dot(code: str) -> None:
    assert activities().label(code) == "Programmation informatique"
    assert activities().division(code).label == "Programmation, conseil et autres activités informatiques"


def test_unknown_activities_give_nothing() -> None:
    assert activities().label("99.99Z") is None
