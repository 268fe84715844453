"""The four clusters and their companies. All names are invented."""

from typing import NamedTuple


class DemoCluster(NamedTuple):
    slug: str
    name: str
    tagline: str
    description: str
    colour: str
    accent: str
    communes: tuple[str, ...]  # INSEE codes where its companies are
    occupations: tuple[str, ...]  # ROME codes that they recruit
    first_words: tuple[str, ...]  # of the companies' names
    last_words: tuple[str, ...]
    trades: tuple[str, ...]  # what they do, for their pages


# Trades that every company needs: accounting, sales, maintenance, logistics, cleaning.
COMMON = ("M1203", "M1607", "D1402", "I1304", "N1103", "K2204", "M1801", "H1502", "N4101", "M1501")

CLUSTERS = (
    DemoCluster(
        "iroise-composites", "Iroise Composites", "Naval, nautisme et énergies marines, de Brest à Concarneau.",
        "Chantiers, voileries, mécaniciens et bureaux d’études de la pointe bretonne recrutent ensemble depuis dix ans.",
        "#0b5566", "#ffcb3d", ("29019", "29103", "29039", "29232", "29046", "29151"),
        ("H2913", "H2902", "H3203", "H3201", "H1203", "H1206", "H2903", "H2909", "I1605", "H2206", "F1501", "H2602"),
        ("Chantiers", "Voilerie", "Mécanique", "Cordages", "Ateliers", "Composites", "Gréements", "Marine"),
        ("Kermarec", "Le Bihan", "Kerivin", "du Ponant", "de l’Élorn", "Le Goff et Filles", "Morvan", "de Penfeld", "Tanguy"),
        ("chantier naval", "voilerie", "mécanique de précision", "pièces composites", "essais en mer"),
    ),
    DemoCluster(
        "argoat-saveurs", "Argoat Saveurs", "Conserveries, laiteries et biscuiteries du Centre-Bretagne.",
        "Des maisons familiales et des coopératives qui nourrissent, et qui forment leurs équipes sur place.",
        "#8a4b08", "#9ecb5a", ("56178", "22158", "29024", "56121", "22113", "29046"),
        ("H2102", "H2101", "D1101", "D1102", "D1104", "H3301", "H3302", "H1503", "H2504", "G1602", "A1416", "A1413"),
        ("Biscuiterie", "Conserverie", "Laiterie", "Salaisons", "Brasserie", "Cidrerie", "Maison", "Moulin"),
        ("Ty Gwenn", "du Ster", "du Blavet", "Guerlédan", "Le Dantec", "de l’Argoat", "Kerboul", "des Trois Rivières"),
        ("biscuiterie", "conserverie de poissons", "laiterie", "salaisons", "cidrerie"),
    ),
    DemoCluster(
        "tregor-photon", "Trégor Photon", "Optique, capteurs et logiciel embarqué, autour de Lannion.",
        "Laboratoires, jeunes pousses et industriels de la lumière partagent leurs métiers rares.",
        "#3b4594", "#f2b8a2", ("22113", "22070", "22162", "22278", "29151", "22168"),
        ("M1805", "M1810", "M1806", "H1206", "H1209", "H2604", "H2602", "H1402", "H1208", "M1803", "I1305", "H1101"),
        ("Lumenn", "Sonarys", "Photonis", "Optique", "Capteurs", "Fibre", "Laboratoire", "Studio"),
        ("du Trégor", "Armor", "Ploumanac’h", "Lannion", "Technologies", "Perros", "Léguer", "Systèmes"),
        ("optique de précision", "capteurs", "logiciel embarqué", "fibre optique", "lasers"),
    ),
    DemoCluster(
        "rance-sante", "Rance Santé", "Biotechnologies marines et soins, de Saint-Malo à Dinan.",
        "Laboratoires, établissements de soins et fabricants de dispositifs médicaux qui recrutent côte à côte.",
        "#1c7447", "#e8957a", ("35288", "22050", "35238", "22093", "35049", "22282"),
        ("J1506", "J1501", "K1302", "K1304", "J1302", "H1210", "H2301", "J1305", "K1202", "K1301", "J1404", "G1605"),
        ("Algoden", "Résidence", "Clinique", "Laboratoire", "Biotech", "Maison de santé", "Pharmalg", "Ateliers"),
        ("de la Rance", "Malouin", "des Remparts", "Le Gac", "d’Émeraude", "du Port", "Dinan", "des Algues"),
        ("biotechnologies marines", "aide à domicile", "résidence pour personnes âgées", "dispositifs médicaux"),
    ),
)  # fmt: skip

GROUPS = ("GE Penn Kalon", "GE du Grand Quai")  # groupements d’employeurs

# (e-mail, name, label of the one-click persona, role, organisation)
PERSONAS = (
    ("rozenn@demo.example", "Rozenn Tanguy", "Organisatrice du cluster Iroise Composites", "organiser", "iroise-composites"),
    ("gwenaelle@demo.example", "Gwenaëlle Prigent", "Recruteuse, Chantiers Kermarec", "company", "chantiers-kermarec"),
    ("yann@demo.example", "Yann Le Dantec", "Gérant, Biscuiterie Ty Gwenn", "company", "biscuiterie-ty-gwenn"),
    ("enora@demo.example", "Enora Le Goff", "Candidate", "candidate", ""),
    ("soizic@demo.example", "Soizic Bourhis", "Professeure, collège de Brest", "school", "29"),
    ("admin@demo.example", "Maëlle Guivarc’h", "Administratrice du site", "admin", ""),
)
