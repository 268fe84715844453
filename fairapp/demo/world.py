"""The four clusters, their companies and the people one can be. All names are invented."""

from typing import NamedTuple

COMMON_TRADES = (
    "maintenance", "comptabilite", "administration", "commerce", "logistique", "proprete", "ressources-humaines",
    "communication", "informatique", "qualite",
)  # fmt: skip # which any company needs now and then


class DemoCompany(NamedTuple):
    name: str
    what: str  # it is: « un chantier naval »
    insee: str
    headcount: int
    trades: tuple[str, ...]  # that it recruits, see data/trades.json


class DemoCluster(NamedTuple):
    slug: str
    name: str
    tagline: str
    description: str
    colour: str
    accent: str
    communes: tuple[str, ...]  # INSEE codes where its jobs are
    companies: tuple[DemoCompany, ...]


class Persona(NamedTuple):
    """Someone a visitor of the demonstration can be with one click."""

    email: str
    name: str
    label: str
    role: str
    where: str  # slug of the cluster or company, INSEE code of the school's commune


C = DemoCompany
BREST, LANDERNEAU, CONCARNEAU, QUIMPER, DOUARNENEZ, MORLAIX = "29019", "29103", "29039", "29232", "29046", "29151"
PONTIVY, LOUDEAC, CARHAIX, ROSTRENEN, PLOERMEL, GOURIN = "56178", "22136", "29024", "22266", "56165", "56066"
LANNION, PERROS, PLEUMEUR, GUINGAMP, PAIMPOL, TREGUIER = "22113", "22168", "22198", "22070", "22162", "22362"
SAINT_MALO, DINAN, DINARD, PLEURTUIT, CANCALE, PLANCOET = "35288", "22050", "35093", "35228", "35049", "22172"

NAVAL = (
    C("Chantiers Kermarec", "un chantier naval", BREST, 180, ("soudage", "mecanique-marine", "peinture", "etudes-navales", "methodes")),
    C("Voilerie de l’Élorn", "une voilerie", LANDERNEAU, 28, ("voile-bois", "etudes-navales", "composites")),
    C("Gréements du Ponant", "un atelier de gréement", CONCARNEAU, 18, ("mecanique-marine", "voile-bois", "composites")),
    C("Composites de Penfeld", "un atelier de pièces composites", BREST, 64, ("composites", "peinture", "methodes")),
    C("Mécanique marine Tanguy", "un atelier de mécanique marine", DOUARNENEZ, 12, ("mecanique-marine", "electronique")),
    C("Corderie de Cornouaille", "une corderie", QUIMPER, 45, ("methodes", "conditionnement", "maintenance")),
    C("Le Goff et Filles", "une chaudronnerie navale", CONCARNEAU, 34, ("soudage", "peinture", "usinage")),
    C("Ateliers Kerivin", "un atelier d’usinage de précision", LANDERNEAU, 52, ("usinage", "methodes")),
    C("Hélices du Léon", "un fabricant d’hélices", MORLAIX, 41, ("usinage", "soudage", "etudes")),
    C("Bureau d’études Morvan", "un bureau d’études navales", BREST, 22, ("etudes-navales", "logiciel", "methodes")),
    C("Sillage Électronique", "un fabricant d’électronique de bord", BREST, 58, ("electronique", "logiciel", "etudes")),
    C("Hydroliennes de l’Iroise", "un constructeur d’hydroliennes", BREST, 75, ("etudes", "soudage", "electronique", "composites")),
    C("Peintures marines Le Bihan", "un atelier de peinture navale", CONCARNEAU, 16, ("peinture", "composites")),
    C("Modelage Kerdoncuff", "un atelier de moules et modèles", QUIMPER, 14, ("usinage", "composites")),
    C("Accastillage des Abers", "un fabricant d’accastillage", LANDERNEAU, 38, ("usinage", "conditionnement", "etudes")),
    C("Essais de la Rade", "un bureau d’essais en mer", BREST, 9, ("etudes-navales", "electronique", "mecanique-marine")),
)  # fmt: skip
FOOD = (
    C("Biscuiterie Ty Gwenn", "une biscuiterie", PONTIVY, 48, ("boulangerie", "production-alimentaire", "conditionnement")),
    C("Conserverie du Ster", "une conserverie de poissons", GOURIN, 112, ("viande-poisson", "production-alimentaire", "conditionnement")),
    C("Laiterie des Trois Rivières", "une laiterie coopérative", LOUDEAC, 165, ("production-alimentaire", "labo-alimentaire", "transport")),
    C("Salaisons Le Dantec", "un atelier de salaisons", ROSTRENEN, 36, ("viande-poisson", "conditionnement", "labo-alimentaire")),
    C("Cidrerie du Blavet", "une cidrerie", PONTIVY, 15, ("agriculture", "production-alimentaire", "conditionnement")),
    C("Brasserie de l’Argoat", "une brasserie", CARHAIX, 21, ("production-alimentaire", "agriculture", "conditionnement")),
    C("Moulin de Guerlédan", "une minoterie", LOUDEAC, 26, ("production-alimentaire", "labo-alimentaire", "transport")),
    C("Maison Kerboul", "une boulangerie-pâtisserie", PLOERMEL, 19, ("boulangerie", "cuisine")),
    C("Légumes du Poher", "une coopérative légumière", CARHAIX, 88, ("agriculture", "conditionnement", "transport")),
    C("Volailles du Porhoët", "un atelier de découpe de volailles", PLOERMEL, 134, ("viande-poisson", "conditionnement")),
    C("Crêpes de la Montagne noire", "une crêperie industrielle", GOURIN, 57, ("production-alimentaire", "conditionnement", "boulangerie")),
    C("Traiteur des Halles", "un traiteur", PONTIVY, 32, ("cuisine", "boulangerie", "transport")),
    C("Miels et Pains d’épices Riou", "une miellerie", ROSTRENEN, 8, ("agriculture", "boulangerie")),
    C("Ferme de Kerven", "une ferme laitière et maraîchère", LOUDEAC, 6, ("agriculture",)),
    C("Surgelés du Centre", "un fabricant de plats surgelés", CARHAIX, 97, ("production-alimentaire", "conditionnement", "labo-alimentaire")),
    C("Cuisine du Canal", "une cuisine centrale", PONTIVY, 29, ("cuisine", "transport")),
)  # fmt: skip
LIGHT = (
    C("Optique du Léguer", "un fabricant d’optiques de précision", LANNION, 72, ("optique", "usinage", "methodes")),
    C("Lumière de Perros", "un fabricant d’éclairages", PERROS, 44, ("electronique", "conditionnement", "etudes")),
    C("Capteurs d’Armor", "un fabricant de capteurs", LANNION, 95, ("electronique", "optique", "logiciel")),
    C("Fibres du Trégor", "un fabricant de fibre optique", LANNION, 118, ("optique", "electronique", "methodes")),
    C("Laboratoire Ploumanac’h", "un laboratoire de photonique", PERROS, 26, ("optique", "logiciel", "etudes")),
    C("Studio Balise", "un studio de logiciels", LANNION, 17, ("logiciel", "communication")),
    C("Radôme Logiciels", "un éditeur de logiciels embarqués", PLEUMEUR, 35, ("logiciel", "electronique")),
    C("Lasers de la Côte", "un fabricant de lasers", LANNION, 53, ("optique", "electronique", "etudes")),
    C("Circuits Le Roux", "un assembleur de cartes électroniques", GUINGAMP, 61, ("electronique", "methodes")),
    C("Interféro Mesures", "un bureau de mesures optiques", LANNION, 11, ("optique", "logiciel")),
    C("Mécanique fine Quéré", "un atelier de mécanique fine", GUINGAMP, 23, ("usinage", "etudes")),
    C("Prismes et Filtres", "un atelier de traitement optique", TREGUIER, 19, ("optique", "conditionnement")),
    C("Télémesure du Jaudy", "un fabricant de balises", TREGUIER, 30, ("electronique", "logiciel", "etudes")),
    C("Trieux Vision", "un intégrateur de vision industrielle", PAIMPOL, 24, ("logiciel", "electronique", "maintenance")),
    C("Salles blanches Lagadec", "un installateur de salles blanches", GUINGAMP, 40, ("maintenance", "etudes")),
    C("Coopérative Numérique Ouest", "une coopérative de services numériques", PAIMPOL, 14, ("informatique", "logiciel")),
)  # fmt: skip
HEALTH = (
    C("Résidence des Remparts", "une résidence pour personnes âgées", SAINT_MALO, 68, ("aide-soignant", "infirmier", "animation", "cuisine")),
    C("Clinique d’Émeraude", "une clinique", SAINT_MALO, 210, ("infirmier", "aide-soignant", "reeducation")),
    C("Biotech de la Rance", "une entreprise de biotechnologies marines", PLEURTUIT, 38, ("laboratoire", "pharma-cosmetique", "qualite")),
    C("Maison de santé du Port", "une maison de santé", CANCALE, 13, ("infirmier", "administration", "reeducation")),
    C("Laboratoire Le Gac", "un laboratoire d’analyses médicales", DINAN, 47, ("laboratoire", "infirmier")),
    C("Aide à domicile malouine", "une association d’aide à domicile", SAINT_MALO, 155, ("domicile", "aide-soignant")),
    C("Prothèses dinannaises", "un atelier d’orthopédie", DINAN, 18, ("orthopedie", "usinage")),
    C("Cosmétiques Laminaire", "un fabricant de cosmétiques marins", DINARD, 62, ("pharma-cosmetique", "conditionnement", "labo-alimentaire")),
    C("Résidence du Frémur", "une résidence pour personnes âgées", PLANCOET, 44, ("aide-soignant", "infirmier", "cuisine", "animation")),
    C("Ambulances de la Côte", "une entreprise d’ambulances", DINARD, 27, ("ambulance", "administration")),
    C("Algues et Soins", "un centre de soins marins", CANCALE, 33, ("reeducation", "animation", "cuisine")),
    C("Dispositifs médicaux Hervot", "un fabricant de dispositifs médicaux", PLEURTUIT, 81, ("electronique", "methodes", "conditionnement")),
    C("Foyer de l’Arguenon", "un foyer d’accueil médicalisé", PLANCOET, 52, ("aide-soignant", "animation", "infirmier")),
    C("Blanchisserie du Sillon", "une blanchisserie hospitalière", SAINT_MALO, 39, ("proprete", "logistique", "maintenance")),
    C("Soins à domicile Dinan Rance", "un service de soins à domicile", DINAN, 58, ("infirmier", "aide-soignant", "domicile")),
    C("Extraits du Littoral", "un extracteur d’algues", PLEURTUIT, 29, ("pharma-cosmetique", "laboratoire", "agriculture")),
)  # fmt: skip

CLUSTERS = (
    DemoCluster(
        "iroise-composites", "Iroise Composites", "Naval, nautisme et énergies marines, de Brest à Concarneau.",
        "Chantiers, voileries, ateliers de mécanique et bureaux d’études de la pointe bretonne recrutent ensemble.",
        "#0b5566", "#ffcb3d", (BREST, LANDERNEAU, CONCARNEAU, QUIMPER, DOUARNENEZ, MORLAIX), NAVAL,
    ),
    DemoCluster(
        "argoat-saveurs", "Argoat Saveurs", "Conserveries, laiteries et biscuiteries du Centre-Bretagne.",
        "Des maisons familiales et des coopératives qui nourrissent, et qui forment leurs équipes sur place.",
        "#8a4b08", "#9ecb5a", (PONTIVY, LOUDEAC, CARHAIX, ROSTRENEN, PLOERMEL, GOURIN), FOOD,
    ),
    DemoCluster(
        "tregor-photon", "Trégor Photon", "Optique, capteurs et logiciel embarqué, autour de Lannion.",
        "Laboratoires, jeunes pousses et fabricants de la lumière partagent leurs métiers rares.",
        "#3b4594", "#f2b8a2", (LANNION, PERROS, PLEUMEUR, GUINGAMP, PAIMPOL, TREGUIER), LIGHT,
    ),
    DemoCluster(
        "rance-sante", "Rance Santé", "Biotechnologies marines et soins, de Saint-Malo à Dinan.",
        "Laboratoires, lieux de soins et fabricants de dispositifs médicaux qui recrutent côte à côte.",
        "#1c7447", "#e8957a", (SAINT_MALO, DINAN, DINARD, PLEURTUIT, CANCALE, PLANCOET), HEALTH,
    ),
)  # fmt: skip

GROUPS = ("GE Penn Kalon", "GE du Grand Quai")  # groupements d’employeurs: they sign shared jobs

PERSONAS = (
    Persona("rozenn@demo.example", "Rozenn Tanguy", "Organisatrice du cluster Iroise Composites", "organiser", "iroise-composites"),
    Persona("gwenaelle@demo.example", "Gwenaëlle Prigent", "Recruteuse, Chantiers Kermarec", "company", "chantiers-kermarec"),
    Persona("yann@demo.example", "Yann Le Dantec", "Gérant, Biscuiterie Ty Gwenn", "company", "biscuiterie-ty-gwenn"),
    Persona("enora@demo.example", "Enora Le Goff", "Candidate", "candidate", ""),
    Persona("soizic@demo.example", "Soizic Bourhis", "Professeure dans un collège de Brest", "school", BREST),
    Persona("admin@demo.example", "Maëlle Guivarc’h", "Administratrice du site", "admin", ""),
)  # fmt: skip
