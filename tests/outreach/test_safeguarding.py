"""No pupil's name in any field (row E6)."""

import pytest

from fairapp.core.errors import DomainError
from fairapp.outreach.safeguarding import names_in, require_no_names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prévoir une rampe pour Léa Martin", "Léa Martin"),
        ("Kévin D. est allergique aux noix", "Kévin D."),
        ("Jean-Baptiste LE GOFF en fauteuil", "Jean-Baptiste LE"),
        ("Un élève : Mehdi, en fauteuil", "Mehdi"),
        ("une fille prénommée Zoé", "Zoé"),
        ("L'enfant s’appelle Anaïs.", "Anaïs"),
        ("Avec Léa Martin en fauteuil", "Léa Martin"),
        ("Bonjour Léa Martin", "Léa Martin"),
        ("C'est Hugo Durand qui préviendra", "Hugo Durand"),
        ("L’élève concernée est Léa Martin", "Léa Martin"),
        ("Rampe pour Léa  Martin", "Léa Martin"),
        ("Rampe pour Léa\nMartin", "Léa Martin"),
        ("MARTIN Léa, en fauteuil", "MARTIN Léa"),
        ("Léa, Tom et Hugo sont allergiques", "Léa, Tom"),
        ("élève:Léa", "Léa"),
        ("MAELLE DURAND", None),  # shouted from end to end: headings are too
    ],
)
def test_e6_a_name_is_found(text, words):
    assert names_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un élève en fauteuil roulant, deux allergies aux fruits à coque.",
        "Les métiers du composite et la place des femmes dans l’atelier.",
        "Nous venons du collège Jean Moulin, rue Anatole France.",
        "Collège Anita-Conti, place Saint Michel",
        "Rendez-vous rue Jean Jaurès, près du collège Paul Valéry et de Saint-Jean Bosco",
        "La classe de 3e B, option Découverte Professionnelle",
        "Visite des Chantiers Kermarec à Brest",
        "Les élèves de la section Prépa Métiers",
        "Nous étudions Rose et le robot",
    ],
)
def test_e6_what_names_nobody_passes(text):
    assert names_in(text) is None


def test_e6_the_reason_is_explained_at_the_field():
    with pytest.raises(DomainError) as refused:
        require_no_names("Rampe pour Léa Martin", field="needs")
    assert (refused.value.field, refused.value.params["words"]) == ("needs", "Léa Martin")
    assert "protéger les élèves" in refused.value.message
