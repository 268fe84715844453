"""What is told of the two fairs, and the people who come. All names are invented."""

from datetime import time
from typing import NamedTuple


class DemoType(NamedTuple):
    name: str
    width_cm: int
    depth_cm: int
    price_cents: int
    member_price_cents: int
    equipment: str


class DemoHall(NamedTuple):
    name: str
    gauge: int
    rows: tuple[str, ...]  # letters of the aisles
    columns: int


class DemoFair(NamedTuple):
    slug: str
    name: str
    tagline: str
    venue: str
    address: str
    halls: tuple[DemoHall, ...]
    booked_rate: float
    registrations: int
    capacity: int


TYPES = (
    DemoType("Découverte", 200, 200, 320_00, 240_00, "1 table haute, 2 tabourets, 1 prise"),
    DemoType("Atelier", 300, 200, 480_00, 360_00, "1 table, 4 chaises, 2 prises"),
    DemoType("Grand large", 600, 300, 980_00, 780_00, "2 tables, 6 chaises, 1 écran, 4 prises"),
)
OPTIONS = (
    ("Électricité 2 kW", "Un branchement de plus", 60_00, 40),
    ("Table de plus", "Avec sa nappe", 15_00, 30),
    ("Écran 43 pouces", "Sur pied, prise comprise", 90_00, 12),
    ("Panier-repas", "Le midi, local et de saison", 14_50, None),
    ("Place de stationnement", "Derrière le hall", 10_00, 25),
)
SOON = DemoFair(
    "grand-quai", "Le Grand Quai de l’emploi", "Les entreprises du littoral recrutent, en une journée.",
    "Hall du Port de commerce", "12 quai de la Douane, 29200 Brest",
    (DemoHall("Hall Nord", 700, ("A", "B", "C", "D"), 9), DemoHall("Hall Sud", 450, ("E", "F", "G"), 8)),
    0.75, 1200, 1300,
)  # fmt: skip
NOW = DemoFair(
    "jeudis-de-l-alternance", "Les rendez-vous de l’alternance", "Apprentissage et contrats pro : rencontrez vos futurs collègues.",
    "Salle du Moulin Blanc", "Port du Moulin Blanc, 29200 Brest",
    (DemoHall("Grande salle", 400, ("A", "B", "C"), 8),), 0.9, 400, 500,
)  # fmt: skip
OPENS, CLOSES = time(9), time(17)
DESCRIPTION = """\
Venez avec votre CV, ou sans : des conseillers vous aident sur place.

- Les entreprises reçoivent **sans rendez-vous** toute la journée.
- Une heure calme de 9 h à 10 h, musique coupée et allées dégagées.
- Interprète en langue des signes sur demande à l’inscription.
"""
DIRECTIONS = """\
Tram A, arrêt *Château*. Parking gratuit derrière le hall. Entrée de plain-pied, boucle magnétique à l’accueil.
"""
TERMS = """\
# Conditions de réservation

Le stand est attribué à la confirmation de l’organisateur. Le paiement se fait par virement à trente jours.
L’annulation est gratuite jusqu’à la clôture des réservations ; ensuite le stand reste dû.
Chaque exposant respecte l’accès des secours et la jauge du hall.
"""
FIRST_NAMES = (
    "Anna", "Malo", "Inès", "Yanis", "Gwenola", "Erwan", "Fatou", "Loïc", "Chloé", "Ronan", "Maëlys", "Karim", "Nolwenn",
    "Tristan", "Aïcha", "Corentin", "Solenn", "Mehdi", "Jeanne", "Pierre-Yves", "Marie-Annick", "Thanh", "Léo", "Awa",
    "Élise", "Goulven", "Samira", "Hugo", "Bleuenn", "Dimitri", "Katell", "Noé", "Ana", "Youenn", "Louise", "Ismaël",
)  # fmt: skip
LAST_NAMES = (
    "Le Bras", "Kervella", "Diallo", "Morvan", "Nguyễn", "Prigent", "Benali", "Le Guen", "Quéméneur", "Petit", "Rivoal",
    "Traoré", "Cadiou", "Salaün", "Martin", "Abgrall", "Da Silva", "Le Roux", "Kermoal", "Bernard", "Haddad", "Riou",
    "Jézéquel", "Lefèvre", "Guillou", "Moreau", "Tanguy", "Pennec", "Garcia", "Le Floc’h", "Bihan", "Robert", "Cloarec",
    "Ouedraogo", "Dupont-Kerguelen", "Mével",
)  # fmt: skip
JOBS = (
    "soudeur ou soudeuse", "mécanique marine", "comptabilité", "aide-soignant·e", "logistique", "premier emploi",
    "alternance en électronique", "développement web", "cuisine", "maintenance", "commerce", "peinture industrielle",
)  # fmt: skip
STAFF_JOBS = (
    "Responsable RH",
    "Chef·fe d’atelier",
    "Gérant·e",
    "Chargé·e de recrutement",
    "Conducteur ou conductrice de travaux",
)
