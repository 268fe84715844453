"""S6: both spellings of one word become the same search term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairapp.search import french

GENDERS = """
soudeur soudeuse|vendeur vendeuse|serveur serveuse|coiffeur coiffeuse|livreur livreuse|monteur monteuse
câbleur câbleuse|couvreur couvreuse|carreleur carreleuse|chauffeur chauffeuse|plongeur plongeuse|acheteur acheteuse
régleur régleuse|contrôleur contrôleuse|travailleur travailleuse|éleveur éleveuse|masseur masseuse
veilleur veilleuse|chercheur chercheuse chercheure|développeur développeuse développeure
conducteur conductrice|directeur directrice|éducateur éducatrice|formateur formatrice|animateur animatrice
opérateur opératrice|préparateur préparatrice|dessinateur dessinatrice|rédacteur rédactrice|facteur factrice
agriculteur agricultrice|inspecteur inspectrice|moniteur monitrice|négociateur négociatrice|auteur autrice auteure
ambassadeur ambassadrice|puériculteur puéricultrice|administrateur administratrice
infirmier infirmière|boulanger boulangère|pâtissier pâtissière|cuisinier cuisinière|menuisier menuisière
plombier plombière|ouvrier ouvrière|caissier caissière|conseiller conseillère|magasinier magasinière
jardinier jardinière|ambulancier ambulancière|hôtelier hôtelière|charpentier charpentière|boucher bouchère
technicien technicienne|mécanicien mécanicienne|électricien électricienne|pharmacien pharmacienne
gardien gardienne|esthéticien esthéticienne|opticien opticienne|maçon maçonne|vigneron vigneronne|patron patronne
assistant assistante|aide-soignant aide-soignante|agent agente|président présidente|gérant gérante
consultant consultante|adjoint adjointe|étudiant étudiante|apprenti apprentie|artisan artisane|avocat avocate
employé employée|chargé chargée|diplômé diplômée|associé associée|retraité retraitée
chef cheffe|hôte hôtesse|maître maîtresse|docteur docteure doctoresse|ingénieur ingénieure|professeur professeure
commercial commerciale|principal principale|social sociale|professionnel professionnelle|industriel industrielle
sportif sportive|administratif administrative|créatif créative|sérieux sérieuse|nombreux nombreuse
français française|anglais anglaise|précis précise|public publique|nouveau nouvelle|bon bonne|manager manageuse
"""
PLURALS = """
soudeur soudeurs|soudeuse soudeuses|commercial commerciaux|cheval chevaux|bureau bureaux|travail travaux
matériau matériaux|emploi emplois|délai délais|jeu jeux|lieu lieux|aide-soignante aides-soignantes
employée employées|hôtesse hôtesses|chef chefs|poste postes|vente ventes|tuyau tuyaux|bail baux|local locaux
"""
INCLUSIVE = [
    "soudeur·se", "soudeur·euse", "soudeur.se", "soudeur(se)", "soudeur (se)", "soudeur-se", "soudeur/se", "soudeur·se·s",
    "soudeur•euse", "soudeur.euse.s", "soudeur(euse)s", "soudeur/euse", "Soudeur-euse",
]  # fmt: skip
INCLUSIVE_OTHERS = {
    "employé·e·s": "employe",
    "employé(e)s": "employe",
    "employé.e": "employe",
    "technicien/ne": "technicien",
    "technicien·ne·s": "technicien",
    "infirmier(ère)": "infirmier",
    "infirmier·ière": "infirmier",
    "conducteur-trice": "conducteur",
    "directeur.rice": "directeur",
    "acteur·rice·s": "acteur",
    "chargé-e-s": "charge",
    "sportif/ive": "sportif",
    "commercial(e)": "commercial",
    "étudiant(e)s": "etudiant",
    "chef(fe)": "chef",
}
NOT_THE_SAME = """
boulanger boulangerie|soudeur soudure|comptable comptabilité|menuisier menuiserie|vente vent|porte port|cours course
caisse caissier|infirmier infirme|poste post|électricien électricité|carte cart|agence agent|restaurant restauration
"""


def rows(table: str) -> list[list[str]]:
    return [forms.split() for forms in table.replace("\n", "|").split("|") if forms]


@pytest.mark.parametrize("forms", rows(GENDERS), ids=lambda forms: forms[0])
def test_s6_genders_share_a_term(forms):
    assert len({tuple(french.terms(form)) for form in forms}) == 1


def test_s6_gender_table_is_long_enough():
    assert len(rows(GENDERS)) >= 60


@pytest.mark.parametrize("forms", rows(PLURALS), ids=lambda forms: forms[0])
def test_s6_plurals_share_a_term(forms):
    assert len({tuple(french.terms(form)) for form in forms}) == 1


@pytest.mark.parametrize("form", INCLUSIVE)
def test_s6_inclusive_spellings_are_the_word(form):
    assert french.terms(form) == ["soudeur"]


@pytest.mark.parametrize(("form", "plain"), INCLUSIVE_OTHERS.items())
def test_s6_inclusive_endings_fall_away(form, plain):
    assert french.terms(form) == french.terms(plain)


@pytest.mark.parametrize("forms", rows(NOT_THE_SAME), ids=lambda forms: forms[0])
def test_different_words_stay_apart(forms):
    assert len({tuple(french.terms(form)) for form in forms}) == len(forms)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Électricien", ["electricien"]),
        ("ELECTRICIEN", ["electricien"]),
        ("l'ingénieur d'études", ["ingenieur", "etude"]),
        ("l’ingénieur d’études", ["ingenieur", "etude"]),
        ("jusqu'à l'école qu'elle dirige", ["ecole", "dirig"]),
        ("aide-soignant", ["aide", "soignant"]),
        ("aide soignant", ["aide", "soignant"]),
        ("aide‑soignant", ["aide", "soignant"]),
        ("e-commerce", ["ecommerc"]),
        ("main-d'œuvre", ["main", "oeuvr"]),
        ("C/C++", ["c", "cplusplu"]),
        ("C# et .NET", ["csharp", "dotnet"]),
        ("ASP.NET", ["asp", "dotnet"]),
        ("R&D", ["rd"]),
        ("ingénieur du son", ["ingenieur", "son"]),
        ("chef de projet SI", ["chef", "projet", "si"]),
        ("conducteur de car", ["conducteur", "car"]),
        ("IDE", ["ide"]),
        ("permis B", ["permi", "b"]),
        ("bac+2", ["bac", "2"]),
        ("3x8", ["3x8"]),
        ("Vendeur H/F", ["vendeur"]),
        ("node.js", ["node", "js"]),
        ("« soudeur »", ["soudeur"]),
        ("soudeur\x00plieur", ["soudeur", "plieur"]),
        ("日本 語", []),
        ("", []),
    ],
)
def test_s6_terms_of_a_label(text, terms):
    assert french.terms(text) == terms


def test_running_text_loses_small_words_that_titles_keep():
    text = "C'est son métier, car elle est technicienne son"

    assert french.terms(text, prose=True) == ["metier", "technicien"]


def test_the_language_c_is_kept_in_running_text():
    assert french.terms("développement en C embarqué, c'est l'essentiel", prose=True) == [
        "developpement",
        "c",
        "embarqu",
        "essentiel",
    ]


def test_a_sentence_stuck_to_the_next_keeps_its_words():
    assert french.terms("sur site.Notre équipe") == ["site", "equip"]


@given(st.text())
def test_any_text_gives_plain_terms(text):
    for term in french.terms(text):
        assert term.isascii()
        assert term.isalnum()
        assert 0 < len(term) <= french.LONGEST_WORD


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=30))
def test_a_stem_is_found_again_from_its_plural(word):
    assert french.stem(word) == "" or french.stem(word)[:3] == word[:3] or len(word) < 4 or word in french._IRREGULAR


@given(st.text(st.sampled_from([chr(code) for code in range(32, 256)] + list("…€“”’œ–‑日"))))
def test_the_short_way_through_latin_1_changes_nothing(text):
    lowered = text.lower()
    for mark, plain in french._SAME:
        lowered = lowered.replace(mark, plain)

    assert french._in_ascii(text.lower()) == french._plainest(lowered)
