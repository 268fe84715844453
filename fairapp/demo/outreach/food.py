"""Who receives classes in the middle of Brittany: the food trades."""

from datetime import time

from fairapp.demo.outreach.telling import (
    ALL_MIDDLE,
    FRIDAY,
    HIGH,
    MIDDLE,
    MONDAY,
    THURSDAY,
    TUESDAY,
    VOCATIONAL,
    Dates,
    DemoSpeaker,
    DemoVisit,
)
from fairapp.outreach.enums import Format, Grade, Setting

SPEAKERS = (
    DemoSpeaker(
        "Biscuiterie Ty Gwenn", "Yann", "Gérant", ("Création d’entreprise", "Agroalimentaire"), 60,
        (
            DemoVisit(
                "metier-gerant", "Reprendre l’entreprise de son village",
                Format.TALK, Setting.IN_CLASS, (Grade.THIRD, *HIGH, Grade.BAC_PRO), ("Création d’entreprise", "Gestion"), 60, 65,
                "Un prêt, une équipe de quarante-huit personnes, un four en panne un 23 décembre : ce que veut dire "
                "diriger, sans discours. La classe décide à ma place, puis je raconte ce qui s’est passé.",
                equipment="Un tableau, rien d’autre.",
                dates=(Dates(FRIDAY, time(14), (3, 8)),),
                is_accessible=True,
            ),
            DemoVisit(
                "entretien", "Jury blanc d’entretien d’apprentissage",
                Format.JURY, Setting.ON_SITE, VOCATIONAL, ("Apprentissage", "Prendre la parole"), 180, 15,
                "Quinze candidatures, quinze entretiens de dix minutes dans nos vrais bureaux, puis un retour à chacun et "
                "chacune. Les deux offres d’apprentissage lues sont de vraies offres.",
                meeting="Biscuiterie Ty Gwenn, 2 rue du Moulin, Pontivy",
                dates=(Dates(MONDAY, time(9), (5, 12)),),
            ),
        ),
        departments=("56",),
    ),
    DemoSpeaker(
        "Biscuiterie Ty Gwenn", "Fatou", "Conductrice de ligne", ("Agroalimentaire", "Maintenance"), 30,
        (
            DemoVisit(
                "biscuiterie", "Du blé noir au biscuit : suivre une fournée",
                Format.VISIT, Setting.ON_SITE, (*ALL_MIDDLE, Grade.CAP), ("Agroalimentaire", "Maintenance", "Hygiène"), 105, 24,
                "On se lave les mains comme les équipes, on enfile la charlotte, et on suit une fournée de la pesée au "
                "carton. Deux postes à essayer : le contrôle à l’œil et le réglage d’une balance.\n\n"
                "Allergènes présents : gluten, lait, œuf. La dégustation est facultative.",
                equipment="Charlottes, blouses et surchaussures fournies.",
                meeting="Biscuiterie Ty Gwenn, entrée des visites, 2 rue du Moulin, Pontivy",
                dates=(Dates(TUESDAY, time(9, 30), (2, 4, 7, 10)), Dates(THURSDAY, time(13, 30), (3, 9))),
                is_accessible=True,
            ),
        ),
    ),
    DemoSpeaker(
        "Laiterie des Trois Rivières", "Loïc", "Technicien de laboratoire", ("Biologie", "Qualité"), 45,
        (
            DemoVisit(
                "microbes", "Bons et mauvais microbes : l’atelier yaourt",
                Format.WORKSHOP, Setting.IN_CLASS, (Grade.FIFTH, Grade.FOURTH, Grade.THIRD, Grade.SECOND), ("Biologie", "Qualité"),
                90, 28,
                "Chaque groupe ensemence un pot, prend le pH et devine lequel des quatre n’a pas pris. Les résultats "
                "arrivent le lendemain, avec la photo des boîtes de culture.",
                equipment="Une salle de sciences, une plaque chauffante, un point d’eau.",
                dates=(Dates(THURSDAY, time(9), (4, 8, 11)),),
            ),
            DemoVisit(
                "laiterie", "La laiterie, côté laboratoire",
                Format.VISIT, Setting.ON_SITE, (*HIGH, Grade.BAC_PRO, Grade.BTS), ("Biologie", "Agroalimentaire"), 150, 15,
                "La collecte, le quai, les analyses qui autorisent ou bloquent un camion : une matinée au rythme du lait.",
                equipment="Tenue complète fournie. Pas de bijoux.",
                meeting="Laiterie des Trois Rivières, poste de garde, Loudéac",
                dates=(Dates(FRIDAY, time(8, 45), (4, 10)),),
            ),
        ),
        departments=("22", "56"),
    ),
    DemoSpeaker(
        "Maison Kerboul", "Jeanne", "Boulangère", ("Boulangerie", "Alimentation"), 20,
        (
            DemoVisit(
                "fournil", "Quatre heures du matin, racontées à dix heures",
                Format.TALK, Setting.IN_CLASS, (Grade.FOURTH, Grade.THIRD, Grade.SEGPA, Grade.CAP), ("Boulangerie", "Orientation"),
                50, 32,
                "Le vrai rythme du fournil, le salaire, les concours, les mains. On goûte trois pains à l’aveugle et on "
                "apprend à dire pourquoi l’un est meilleur.",
                equipment="Une table. Signalez les allergies de la classe, sans nommer personne.",
                dates=(Dates(MONDAY, time(10), (2, 6)),),
                is_accessible=True,
            ),
            DemoVisit(
                "petrin", "Les mains dans le pétrin",
                Format.WORKSHOP, Setting.ON_SITE, (Grade.SIXTH, Grade.SEGPA, Grade.CAP), ("Boulangerie",), 120, 12,
                "Pétrir, façonner, cuire : chacun et chacune repart avec son pain. Douze places, pas une de plus, parce "
                "que le fournil est petit.",
                equipment="Tabliers fournis.", meeting="Maison Kerboul, 8 place du Marché, Ploërmel",
                dates=(Dates(TUESDAY, time(14), (3, 5, 7, 9)),),
            ),
        ),
    ),
    DemoSpeaker(
        "Légumes du Poher", "Erwan", "Responsable de culture", ("Agronomie", "Climat"), 40,
        (
            DemoVisit(
                "serres", "Un champ, une serre, un tableur",
                Format.VISIT, Setting.ON_SITE, (*MIDDLE, *HIGH), ("Agronomie", "Climat", "Mathématiques"), 120, 30,
                "Semer moins, arroser juste : les capteurs de la serre, les comptes de la saison, et les bottes pour aller "
                "voir. La classe choisit la rotation de l’an prochain et la défend.",
                equipment="Bottes conseillées. Repli sous abri en cas de pluie.",
                meeting="Légumes du Poher, station de Kerampuilh, Carhaix",
                dates=(Dates(FRIDAY, time(9, 30), (3, 6, 14)),),
            ),
        ),
        departments=("29", "22", "56"),
    ),
    DemoSpeaker(
        "Traiteur des Halles", "Samira", "Cuisinière", ("Cuisine", "Restauration"), 30,
        (
            DemoVisit(
                "banquet", "Un banquet pour deux cents : l’envers des cuisines",
                Format.TALK, Setting.REMOTE, (*MIDDLE, *VOCATIONAL), ("Cuisine", "Organisation"), 45, 35,
                "En direct de la cuisine un jour de préparation : commandes, froid, chaud, minutage. La caméra suit les "
                "gestes, jamais les visages de la classe.",
                equipment="Un grand écran, un micro. La caméra de la classe reste éteinte.",
                dates=(Dates(THURSDAY, time(10, 30), (2, 4, 8)),),
                is_accessible=True,
            ),
        ),
    ),
)  # fmt: skip
