import pytest

from fairapp.offers.duplicates import duplicate_key, title_key, without_gender_marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soudeur / Soudeuse (F/H)", "soudeuse H/F"),
        ("Soudeur·se F/H", "Soudeur(se)"),
        ("Aide-soignant·e", "Aides soignantes H/F"),
        ("Technicien / Technicienne de maintenance F/H", "technicienne maintenance"),
        ("Directeur-trice", "Directrice"),
        ("Infirmier·ière", "Infirmière diplômée"[:10]),
        ("Opérateur/trice", "Opératrice"),
        ("Cuisinier(ère)", "CUISINIÈRE"),
        ("chargé·e·s de projet", "Chargée de projets"),
        ("Conseiller(e) commercial(e)", "Conseillère commerciale"),
        ("CDI - Maçon(ne)", "Maçonne"),
        ("Chef de projet", "Cheffe de projet"),
    ],
)
def test_o7_gender_number_and_stop_words_do_not_tell_titles_apart(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Soudeur", "Serveur"), ("Aide à domicile", "Aide-soignante"), ("Chef de projet", "Chef de chantier")],
)
def test_o7_other_jobs_stay_apart(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_o7_employer_place_and_title_make_the_key() -> None:
    key = duplicate_key(3, "07019", "Soudeuse F/H")
    assert key == duplicate_key(3, "07019", "Soudeur H/F")
    assert len({key, duplicate_key(4, "07019", "Soudeuse"), duplicate_key(3, "07186", "Soudeuse")}) == 3


@pytest.mark.parametrize(
    ("company_id", "place", "title"), [(None, "07019", "Soudeur"), (3, None, "Soudeur"), (3, "07019", "F/H")]
)
def test_o7_what_is_not_known_is_not_compared(company_id: int | None, place: str | None, title: str) -> None:
    assert duplicate_key(company_id, place, title) == ""


def test_a_key_fits_its_column() -> None:
    assert len(duplicate_key(3, "07019", " ".join(f"mot{i}" for i in range(100)))) == 200


@pytest.mark.parametrize("title", ["Soudeur (F/H)", "Soudeur F/H", "Soudeur, h/f", "Soudeur - H/F", "Soudeur"])
def test_a_title_without_its_gender_marks(title: str) -> None:
    assert without_gender_marks(title) == "Soudeur"
