"""Who receives classes around Lannion: optics, sensors and software."""

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
        "Optique du Léguer", "Inès", "Opticienne de précision", ("Optique", "Polissage"), 50,
        (
            DemoVisit(
                "lentilles", "Polir une lentille, lire une étoile",
                Format.VISIT, Setting.ON_SITE, (Grade.FOURTH, Grade.THIRD, *HIGH), ("Optique", "Physique"), 110, 20,
                "De la galette de verre à l’objectif de télescope. On finit dans la salle noire, où une lampe de poche "
                "suffit à voir l’erreur d’un dixième de micron.",
                equipment="Blouses fournies. Une partie de la visite se fait dans le noir.",
                meeting="Optique du Léguer, bâtiment B, parc Pégase, Lannion",
                dates=(Dates(TUESDAY, time(9), (2, 6, 10)), Dates(FRIDAY, time(14), (4,))),
                is_accessible=True,
            ),
            DemoVisit(
                "arc-en-ciel", "Fabriquer un arc-en-ciel",
                Format.WORKSHOP, Setting.IN_CLASS, (Grade.SIXTH, Grade.FIFTH, Grade.FOURTH), ("Optique", "Sciences"), 75, 28,
                "Un CD, une boîte à chaussures, une fente : chaque binôme construit un spectroscope et reconnaît quatre "
                "lampes à leurs couleurs.",
                equipment="Volets ou rideaux. Une boîte à chaussures par binôme.",
                dates=(Dates(THURSDAY, time(13, 30), (3, 7)),),
            ),
        ),
        departments=("22",),
    ),
    DemoSpeaker(
        "Studio Balise", "Ronan", "Développeur", ("Informatique", "Accessibilité numérique"), 100,
        (
            DemoVisit(
                "bug", "La chasse au bug",
                Format.WORKSHOP, Setting.REMOTE, (*MIDDLE, Grade.SECOND), ("Informatique", "Logique"), 60, 30,
                "Un petit jeu est cassé à sept endroits. Par équipes, on observe, on suppose, on vérifie, et on explique à "
                "l’autre équipe ce qu’on a trouvé.",
                equipment="Un poste pour deux, navigateur à jour, aucun compte à créer.",
                dates=(Dates(MONDAY, time(14), (2, 4, 6, 8)),),
                is_accessible=True,
            ),
            DemoVisit(
                "sans-ecran", "Coder sans écran",
                Format.WORKSHOP, Setting.IN_CLASS, ALL_MIDDLE, ("Informatique", "Logique"), 55, 32,
                "Des cartes, des élèves-robots, des instructions ambiguës : on rit beaucoup et on comprend ce qu’est un "
                "algorithme.",
                equipment="De la place au sol.",
            ),
        ),
        departments=("22", "29"),
    ),
    DemoSpeaker(
        "Lasers de la Côte", "Aïcha", "Ingénieure laser", ("Photonique", "Recherche et développement"), 70,
        (
            DemoVisit(
                "laser", "À quoi sert un laser, à part couper ?",
                Format.TALK, Setting.IN_CLASS, (Grade.THIRD, *HIGH, Grade.BTS), ("Photonique", "Orientation"), 60, 70,
                "Mesurer un arbre, lire un disque, soigner un œil, écouter une fissure. Et comment une élève qui n’aimait "
                "pas la physique en a fait son métier.",
                equipment="Un vidéoprojecteur, une salle que l’on peut assombrir.",
                dates=(Dates(TUESDAY, time(10, 30), (3, 5, 8)),),
                is_accessible=True,
            ),
            DemoVisit(
                "grand-oral", "S’entraîner au grand oral avec des scientifiques",
                Format.JURY, Setting.REMOTE, (Grade.FINAL,), ("Prendre la parole", "Sciences"), 120, 18,
                "Trois jurys de deux personnes, vingt minutes par passage, questions comprises. Les sujets sont envoyés une "
                "semaine avant, par l’enseignant·e.",
                equipment="Trois salles équipées d’une caméra et d’un micro.",
                dates=(Dates(FRIDAY, time(9), (7, 9)),),
            ),
        ),
        departments=("22",),
    ),
    DemoSpeaker(
        "Circuits Le Roux", "Corentin", "Monteur-câbleur", ("Électronique", "Apprentissage"), 35,
        (
            DemoVisit(
                "cartes", "Une carte électronique en quatre-vingt-dix minutes",
                Format.VISIT, Setting.ON_SITE, (*MIDDLE, Grade.SEGPA, *VOCATIONAL), ("Électronique", "Industrie"), 90, 20,
                "La ligne pose dix mille composants à l’heure ; nous, un par un, à la pince. La classe essaie les deux et "
                "compare les défauts.",
                equipment="Blouses antistatiques fournies.",
                meeting="Circuits Le Roux, 5 rue de l’Industrie, Guingamp",
                dates=(Dates(THURSDAY, time(9, 30), (2, 5, 9)),),
                is_accessible=True,
            ),
        ),
    ),
    DemoSpeaker(
        "Télémesure du Jaudy", "Maëlys", "Technicienne d’essais", ("Électronique", "Océanographie"), 60,
        (
            DemoVisit(
                "balise", "Suivre une balise en mer, en direct",
                Format.TALK, Setting.REMOTE, (Grade.FIFTH, Grade.FOURTH, Grade.THIRD), ("Océanographie", "Géographie"), 50, 60,
                "Une bouée dérive au large ; la classe prévoit où elle sera dans une heure, puis on regarde. Vents, "
                "courants, piles et tempêtes.",
                equipment="Un écran et une carte murale de l’Atlantique.",
                dates=(Dates(FRIDAY, time(10), (2, 6, 10), groups=2),),
                is_accessible=True,
            ),
        ),
    ),
    DemoSpeaker(
        "Capteurs d’Armor", "Mehdi", "Chef de projet", ("Gestion de projet", "Capteurs"), 45,
        (
            DemoVisit(
                "forum-numerique", "Les métiers du numérique à votre forum",
                Format.FORUM, Setting.IN_CLASS, (*MIDDLE, *HIGH, Grade.BAC_PRO), ("Informatique", "Orientation"), 210, 180,
                "Quatre personnes, quatre métiers, un jeu de pistes entre les tables : on ne ressort pas avec un dépliant, "
                "mais avec une question à poser à la maison.",
                equipment="Quatre tables, deux prises.",
                dates=(Dates(THURSDAY, time(13, 30), (6, 13)),),
            ),
        ),
        departments=("22", "29"),
    ),
)  # fmt: skip
