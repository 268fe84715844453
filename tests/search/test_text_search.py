"""S6: offers are found however their words are typed."""

import pytest

from fairapp.search import Request
from fairapp.search.searcher import Searcher
from tests.search.shelf import make_document

OFFERS = [
    "Aide-soignant / Aide-soignante (H/F)",
    "Infirmier / Infirmière diplômé d'État",
    "Agent de service hospitalier",
    "Kinésithérapeute",
    "Soudeur TIG",
    "Développeur Python",
    "Développeuse C++",
    "Secrétaire médicale",
    "Mécanicien poids lourd",
    "Électricien du bâtiment",
    "Boulanger",
    "Pâtissière",
    "Comptable",
    "Chauffeur livreur",
    "Conducteur de ligne",
    "Technicien de maintenance industrielle",
    "Chef d'équipe logistique",
    "Responsable des ressources humaines",
    "Cuisinier",
    "Serveuse en restauration",
    "Vendeur en magasin",
    "Hôte de caisse",
    "Plombier chauffagiste",
    "Menuisier poseur",
    "Maçon",
    "Peintre en bâtiment",
    "Chaudronnier",
    "Ingénieur du son",
    "Ingénieure cybersécurité",
    "Apprenti boucher en alternance",
    "Psychologue",
    "Éducateur spécialisé",
    "Assistant administratif",
    "Professeur de mathématiques",
    "Préparateur de commandes",
    "Cariste CACES R489",
    "Directrice d'établissement",
    "Gestionnaire de paie",
    "Architecte",
    "Pharmacien",
    "Vétérinaire",
    "Moniteur auto-école",
    "Responsable e-commerce",
    "Conseiller en assurance",
]
TYPOS = """
developeur Développe|dévelopeur Développe|developpeurr Développe|devellopeur Développe|develloppeur Développe
secretere Secrétaire|secrétère Secrétaire|secretaire Secrétaire|secrétare Secrétaire|secrtaire Secrétaire
mecanicein Mécanicien|mécaniciens Mécanicien|mecanitien Mécanicien|mécanicen Mécanicien|meccanicien Mécanicien
electritien Électricien|éléctricien Électricien|electricein Électricien|elctricien Électricien|électricen Électricien
boulangé Boulanger|boulangerr Boulanger|boullanger Boulanger|bolanger Boulanger|boulnager Boulanger
comtable Comptable|comptabl Comptable|conptable Comptable|compable Comptable|compatble Comptable
chaufeur Chauffeur|chauffeurr Chauffeur|chauffuer Chauffeur|chauffer Chauffeur|chaufffeur Chauffeur
conducteure Conducteur|condcuteur Conducteur|conduteur Conducteur|conduceur Conducteur
maintenence maintenance|maintenace maintenance|maintnance maintenance|maintenanse maintenance|mantenance maintenance
logistic logistique|logistque logistique|logitique logistique
cuisinnier Cuisinier|cuisiner Cuisinier|cusinier Cuisinier|cuisinié Cuisinier|kuisinier Cuisinier
serveusse Serveuse|vandeur Vendeur|vendeurr Vendeur|plombié Plombier|plomier Plombier|menuisié Menuisier
menusier Menuisier|chaudronier Chaudronnier|chodronnier Chaudronnier|ingenieure Ingénieure|ingénieurr Ingénieur
ingnieur Ingénieur|psycologue Psychologue|psichologue Psychologue|psycholgue Psychologue|educateure Éducateur
éducatuer Éducateur|assisstant Assistant|asistant Assistant|professseur Professeur|profeseur Professeur
preparateur Préparateur|préparatuer Préparateur|gestionaire Gestionnaire|gestionnère Gestionnaire
architect Architecte|arhcitecte Architecte|farmacien Pharmacien|pharmacein Pharmacien|veterinnaire Vétérinaire
kinesitherapeutte Kinésithérapeute|kinésithérapeuthe Kinésithérapeute|infirmer Infirmier|infirmiere Infirmière
pharmatien Pharmacien|soudeurr Soudeur|apprentti Apprenti|bouché boucher|chaudronnié Chaudronnier
"""


def pairs(table: str) -> list[list[str]]:
    return [pair.split() for pair in table.replace("\n", "|").split("|") if pair]


@pytest.fixture
def offers(searcher_of) -> Searcher:
    return searcher_of([make_document(id, title) for id, title in enumerate(OFFERS, 1)])


def titles(searcher: Searcher, text: str, **over) -> list[str]:
    return [OFFERS[id - 1] for id in searcher.search(Request(text, **over)).ids]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("electricien", "Électricien du bâtiment"),
        ("ÉLECTRICIENNE", "Électricien du bâtiment"),
        ("soudeuse", "Soudeur TIG"),
        ("soudeur·se", "Soudeur TIG"),
        ("soudeurs", "Soudeur TIG"),
        ("serveurs", "Serveuse en restauration"),
        ("aide soignante", "Aide-soignant / Aide-soignante (H/F)"),
        ("aides-soignants", "Aide-soignant / Aide-soignante (H/F)"),
        ("aidesoignant", "Aide-soignant / Aide-soignante (H/F)"),
        ("autoécole", "Moniteur auto-école"),
        ("auto école", "Moniteur auto-école"),
        ("e-commerce", "Responsable e-commerce"),
        ("e commerce", "Responsable e-commerce"),
        ("ecommerce", "Responsable e-commerce"),
        ("l'ingénieur du son", "Ingénieur du son"),
        ("C++", "Développeuse C++"),
        ("directeur", "Directrice d'établissement"),
        ("IDE", "Infirmier / Infirmière diplômé d'État"),
        ("infirmier d.e.", "Infirmier / Infirmière diplômé d'État"),
        ("ASH", "Agent de service hospitalier"),
        ("AS", "Aide-soignant / Aide-soignante (H/F)"),
        ("CACES", "Cariste CACES R489"),
        ("kiné", "Kinésithérapeute"),
        ("masseur-kinésithérapeute", "Kinésithérapeute"),
        ("dev python", "Développeur Python"),
        ("RH", "Responsable des ressources humaines"),
        ("apprentissage", "Apprenti boucher en alternance"),
        ("contrat pro", "Apprenti boucher en alternance"),
        ("caissière", "Hôte de caisse"),
        ("employé de caisse", "Hôte de caisse"),
        ("manager d'équipe logistique", "Chef d'équipe logistique"),
        ("soud", "Soudeur TIG"),
        ("comptab", "Comptable"),
        ("boul", "Boulanger"),
        ("chef log", "Chef d'équipe logistique"),
        ("offre d'emploi plombier", "Plombier chauffagiste"),
        ("maçonne", "Maçon"),
        ("enseignant de mathématiques", "Professeur de mathématiques"),
    ],
)
def test_s6_found_first(offers, text, title):
    assert titles(offers, text)[:1] == [title]


def test_s6_typo_table_is_long_enough():
    assert len(pairs(TYPOS)) >= 60


@pytest.mark.parametrize(("typed", "meant"), pairs(TYPOS), ids=lambda word: word)
def test_s6_typos_find_what_was_meant(offers, typed, meant):
    found = titles(offers, typed)

    assert found
    assert meant.lower() in found[0].lower()


def test_s7_a_wrong_spelling_suggests_the_right_one(offers):
    assert offers.search(Request("developeur python")).correction == "développeur python"


def test_s7_signs_and_quotes_survive_a_correction(offers):
    assert offers.search(Request('chaufeur +tig -python "chef d\'équipe"')).correction == (
        'chauffeur +tig -python "chef equipe"'
    )


@pytest.mark.parametrize("text", ["développeur", "soudeuse", "IDE", "soud", "kiné", "auto école", ""])
def test_s7_a_right_spelling_suggests_nothing(offers, text):
    assert offers.search(Request(text)).correction is None


def test_a_word_of_a_title_is_not_corrected_into_a_more_frequent_one(searcher_of):
    found = [make_document(1, "Marin"), *(make_document(id, "Main courante") for id in range(2, 40))]

    assert searcher_of(found).search(Request("marin")).ids == (1,)


def test_a_word_that_is_mentioned_is_not_taken_for_a_distant_one(searcher_of):
    found = [
        make_document(1, "Serveur", "maître d'hôtel"),
        *(make_document(id, "Mettre en rayon") for id in range(2, 30)),
    ]

    result = searcher_of(found).search(Request("maître d'hôtel"))

    assert (result.ids, result.correction) == ((1,), None)


def test_a_misspelt_mention_does_not_hide_the_right_word(searcher_of):
    found = [make_document(1, "Vendeur", "profil comercial"), *(make_document(id, "Commercial") for id in range(2, 30))]

    result = searcher_of(found).search(Request("comercial"))

    assert result.total == 29
    assert result.correction == "commercial"


def test_a_whole_word_is_not_taken_for_a_beginning(searcher_of):
    found = [make_document(1, "Boulanger"), *(make_document(id, "Vendeuse", "en boulangerie") for id in range(2, 9))]

    assert searcher_of(found).search(Request("boulangère")).ids == (1,)


def test_words_are_all_wanted(offers):
    assert titles(offers, "responsable humaines") == ["Responsable des ressources humaines"]


def test_when_no_offer_has_all_words_those_that_have_most_are_shown(offers):
    result = offers.search(Request("responsable ressources humaines zanzibar"))

    assert result.relaxed
    assert [OFFERS[id - 1] for id in result.ids] == ["Responsable des ressources humaines"]


def test_relaxation_does_not_reach_what_is_insisted_on(offers):
    assert offers.search(Request("responsable +zanzibar")).total == 0
    assert titles(offers, "zanzibar +tig") == ["Soudeur TIG"]


def test_filters_do_not_relax_the_words(searcher_of):
    found = [
        make_document(1, "Soudeur", facets={"contract": "cdi"}),
        make_document(2, "Tig", facets={"contract": "cdd"}),
    ]

    result = searcher_of(found).search(Request("soudeur", filters={"contract": {"cdd"}}))

    assert (result.total, result.relaxed) == (0, False)


def test_words_around_what_is_looked_for_need_not_be_there(searcher_of):
    found = [make_document(1, "Conseiller emploi"), make_document(2, "Conseiller"), make_document(3, "Emploi")]

    assert searcher_of(found).search(Request("conseiller emploi")).ids == (1, 2)


def test_an_excluded_phrase_leaves_its_words_alone(searcher_of):
    found = [make_document(1, "Chef de projet"), make_document(2, "Chef", "un projet")]

    assert searcher_of(found).search(Request('chef -"chef de projet"')).ids == (2,)


def test_excluded_words_are_left_out(offers):
    assert titles(offers, "développeur -python") == ["Développeuse C++"]
    assert offers.search(Request("-python")).total == len(OFFERS) - 1


def test_plus_means_as_written(offers):
    assert titles(offers, "+kinésithérapeute") == ["Kinésithérapeute"]
    assert titles(offers, "+kine") == []


def test_a_phrase_wants_its_words_in_a_row(searcher_of):
    found = [
        make_document(1, "Chef d'équipe"),
        make_document(2, "Chef", "dans une équipe"),
        make_document(3, "Équipe du chef", skills="chef"),
        make_document(4, "Grand chef", skills="équipe"),
    ]

    assert searcher_of(found).search(Request('"chef d\'équipe"')).ids == (1,)


def test_a_phrase_is_found_by_one_look_through_everything_too(searcher_of, monkeypatch):
    monkeypatch.setattr("fairapp.search.match._SCAN_FROM", 0)
    found = [
        make_document(1, "Chef d'équipe"),
        make_document(2, "Équipe", "chef"),
        make_document(3, "Un", "chef d'équipe"),
    ]

    assert searcher_of(found, [make_document(9, "Chef d'équipe")]).search(Request('"chef équipe"')).ids == (9, 1, 3)


def test_a_rare_synonym_does_not_come_before_the_word_itself(searcher_of):
    found = [make_document(1, "VRP"), *(make_document(id, "Commercial") for id in range(2, 9))]
    later = make_document(10, "Boulanger")

    assert searcher_of([*found, later]).search(Request("commercial")).ids == (8, 7, 6, 5, 4, 3, 2, 1)


def test_expressions_are_found_as_a_whole_only(searcher_of):
    found = [make_document(1, "Hôte de caisse"), make_document(2, "Hôte de table", "caisse de vin")]

    assert searcher_of(found).search(Request("caissier")).ids == (1,)


def test_plain_words_only_when_nothing_else_is_wanted(offers):
    assert titles(offers, "kiné", expand=False) == []
    assert titles(offers, "soud", expand=False) == []
    assert titles(offers, "developeur", expand=False) == []


def test_a_small_word_that_no_title_has_is_not_insisted_on(searcher_of):
    searcher = searcher_of([make_document(1, "Soudeur", "améliorer son niveau")])

    assert searcher.search(Request("soudeur son")).ids == (1,)


def test_s6_the_terms_to_highlight_include_what_was_added(offers):
    assert offers.search(Request("developeur")).terms >= {"developpeur"}
    assert offers.search(Request("kiné")).terms >= {"kinesitherapeut"}
