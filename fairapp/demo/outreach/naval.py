"""Who receives classes around Brest: the naval trades."""

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
from fairapp.outreach.enums import Format, Grade, InterventionStatus, Setting

SPEAKERS = (
    DemoSpeaker(
        "Chantiers Kermarec", "Nolwenn", "Soudeuse-chaudronnière", ("Soudage", "Chaudronnerie", "Construction navale"), 40,
        (
            DemoVisit(
                "chantier", "Un chantier naval, de la tôle à la mise à l’eau",
                Format.VISIT, Setting.ON_SITE, (*MIDDLE, Grade.SEGPA, Grade.SECOND), ("Construction navale", "Métallurgie", "Soudage"),
                120, 26,
                "On entre par le parc à tôles et on ressort sur la cale, devant le bateau en cours.\n\n"
                "- Le traçage et la découpe, avec l’équipe du matin.\n"
                "- Une soudure commentée derrière l’écran de protection.\n"
                "- Vingt minutes de questions avec deux apprenties et un chef d’équipe.\n\n"
                "La classe repart avec une maquette de coque à monter au collège.",
                equipment="Casques, lunettes et gilets prêtés. Chaussures fermées obligatoires.",
                meeting="Accueil des Chantiers Kermarec, portail 3, quai de la Douane, Brest",
                dates=(Dates(THURSDAY, time(9, 30), (2, 4, 6, 9, 12), cancelled=(3,)), Dates(TUESDAY, time(14), (3, 8), groups=2)),
                is_accessible=True,
            ),
            DemoVisit(
                "soudure", "Souder à blanc : le geste, le bras, la lumière",
                Format.WORKSHOP, Setting.IN_CLASS, (*MIDDLE, Grade.SEGPA, *VOCATIONAL), ("Soudage", "Métiers de l’industrie"),
                90, 28,
                "Un simulateur de soudage voyage jusqu’à la classe. Chaque groupe de quatre essaie le geste, sans flamme ni "
                "fumée, pendant que les autres comparent des pièces réussies et des pièces ratées.",
                equipment="Une prise de courant, six tables en îlots, un mur clair pour projeter.",
                dates=(Dates(MONDAY, time(10), (3, 7, 10)),),
                is_accessible=True,
            ),
            DemoVisit(
                "oral", "Jury blanc pour l’oral de stage",
                Format.JURY, Setting.IN_CLASS, (Grade.THIRD,), ("Stage d’observation", "Prendre la parole"), 180, 30,
                "Deux personnes de l’entreprise écoutent les élèves raconter leur stage, comme le jour de l’épreuve, et "
                "donnent à chacun et chacune un point fort et un conseil.",
                equipment="Deux salles voisines, une horloge visible.",
            ),
        ),
        departments=("29", "22"),
    ),
    DemoSpeaker(
        "Chantiers Kermarec", "Tristan", "Dessinateur naval", ("Dessin industriel", "Architecture navale"), 60,
        (
            DemoVisit(
                "dessiner", "Dessiner un bateau : trois écrans et beaucoup de papier",
                Format.TALK, Setting.REMOTE, (*MIDDLE, *HIGH), ("Architecture navale", "Mathématiques"), 55, 35,
                "En visioconférence depuis le bureau d’études : comment une demande de trois lignes devient un plan, pourquoi "
                "on recommence, et à quoi servent vraiment les sinus.",
                equipment="Un écran, une caméra, un micro de salle. Le lien est envoyé à l’enseignant·e.",
                dates=(Dates(FRIDAY, time(11), (2, 5, 8, 11)),),
                is_accessible=True,
            ),
            DemoVisit(
                "flotter", "Flotter ou couler : l’atelier des coques",
                Format.WORKSHOP, Setting.IN_CLASS, (Grade.SIXTH, Grade.FIFTH, Grade.FOURTH), ("Physique", "Construction navale"),
                110, 30,
                "Par équipes de trois, les élèves plient une coque en aluminium, la chargent de billes et mesurent. On "
                "compare, on corrige, on recommence : c’est le métier.",
                equipment="Un point d’eau, quatre bacs, des éponges. Le reste est apporté.",
                dates=(Dates(MONDAY, time(13, 30), (4, 6, 9)),),
            ),
        ),
    ),
    DemoSpeaker(
        "Voilerie de l’Élorn", "Bleuenn", "Voilière", ("Textile technique", "Nautisme"), 30,
        (
            DemoVisit(
                "voilerie", "Sous la grande voile : une voilerie au travail",
                Format.VISIT, Setting.ON_SITE, (*ALL_MIDDLE, Grade.CAP), ("Textile technique", "Nautisme"), 90, 18,
                "Le plancher de coupe fait trente mètres : on y marche en chaussettes. Tracé, coupe, couture, puis le "
                "recyclage des vieilles voiles en sacs, que la classe peut toucher et démonter.",
                equipment="Chaussettes propres pour toute la classe.",
                meeting="Voilerie de l’Élorn, 4 rue du Port, Landerneau",
                dates=(Dates(TUESDAY, time(9, 15), (3, 6, 8)),),
            ),
            DemoVisit(
                "noeuds", "Douze nœuds et un métier",
                Format.WORKSHOP, Setting.IN_CLASS, (Grade.SIXTH, Grade.FIFTH), ("Nautisme",), 60, 24,
                "Un bout de corde par élève, douze nœuds, et l’histoire de celles et ceux qui en vivent.",
                equipment="Une salle sans tables, ou le préau.",
                status=InterventionStatus.CLOSED,
            ),
        ),
    ),
    DemoSpeaker(
        "Composites de Penfeld", "Karim", "Responsable d’atelier", ("Composites", "Chimie des matériaux"), 50,
        (
            DemoVisit(
                "composites", "Carbone, lin, résine : mouler une pièce qui ne rouille pas",
                Format.VISIT, Setting.ON_SITE, (Grade.THIRD, *HIGH, *VOCATIONAL, Grade.BTS), ("Composites", "Chimie"), 150, 16,
                "Drapage, infusion, étuve, contrôle : quatre postes, quatre personnes qui racontent comment elles sont "
                "arrivées là. On finit par casser une éprouvette, et cela fait du bruit.",
                equipment="Blouses et protections auditives prêtées.",
                meeting="Composites de Penfeld, zone de Kergaradec, Brest",
                dates=(Dates(FRIDAY, time(9), (3, 7, 11)),),
                is_accessible=True,
            ),
            DemoVisit(
                "parcours", "De l’usine textile au bateau de course : un parcours en zigzag",
                Format.TALK, Setting.IN_CLASS, (*MIDDLE, Grade.SECOND), ("Orientation", "Composites"), 55, 60,
                "Trois métiers, deux reprises d’études et une reconversion : comment on change de voie, ce que cela coûte, ce "
                "que cela apporte. Les échantillons circulent dans les rangs.",
                equipment="Un vidéoprojecteur.",
                dates=(Dates(TUESDAY, time(10), (4, 9)),),
            ),
        ),
        departments=("29",),
    ),
    DemoSpeaker(
        "Hydroliennes de l’Iroise", "Solenn", "Ingénieure d’essais en mer", ("Énergies marines", "Électrotechnique"), 80,
        (
            DemoVisit(
                "courant", "Le courant qui fait du courant",
                Format.TALK, Setting.IN_CLASS, (Grade.FOURTH, Grade.THIRD, *HIGH), ("Énergies marines", "Physique"), 80, 70,
                "Une hydrolienne tourne à trente mètres sous les bateaux. Films d’immersion, maquette qui marche, et le "
                "calcul de ce qu’elle éclaire : combien de collèges comme le vôtre ?",
                equipment="Un vidéoprojecteur, une table solide pour la maquette (12 kg).",
                dates=(Dates(THURSDAY, time(14), (3, 5, 10), groups=2),),
                is_accessible=True,
            ),
            DemoVisit(
                "forum", "Un stand d’énergies marines pour votre forum des métiers",
                Format.FORUM, Setting.IN_CLASS, (*MIDDLE, *HIGH), ("Énergies marines", "Orientation"), 240, 200,
                "Un stand tenu à deux voix, une technicienne et un plongeur, une demi-journée : maquette, casque audio des "
                "fonds marins et fiches métiers en lecture facile.",
                equipment="Trois tables, une prise, un emplacement au calme.",
            ),
        ),
        departments=("29", "22", "56"),
    ),
    DemoSpeaker(
        "Corderie de Cornouaille", "Marie-Annick", "Cheffe d’atelier", ("Textile technique", "Mécanique"), 25,
        (
            DemoVisit(
                "corderie", "Cent mètres de long : la corderie en marche",
                Format.VISIT, Setting.ON_SITE, (Grade.FIFTH, Grade.FOURTH, Grade.THIRD, Grade.SEGPA), ("Textile technique", "Mécanique"),
                100, 24,
                "Des bobines au cordage fini, en suivant le fil. Les élèves calculent la résistance d’une corde, puis la "
                "machine d’essai dit qui avait raison.",
                equipment="Bouchons d’oreilles fournis. Cheveux longs attachés.",
                meeting="Corderie de Cornouaille, 12 allée des Filets, Quimper",
                dates=(Dates(TUESDAY, time(13, 45), (2, 5, 9)),),
            ),
        ),
    ),
    DemoSpeaker(
        "Ateliers Kerivin", "Youenn", "Technicien d’usinage", ("Usinage", "Métrologie"), 30,
        (
            DemoVisit(
                "micron", "Au micron près",
                Format.VISIT, Setting.ON_SITE, (Grade.THIRD, *VOCATIONAL), ("Usinage", "Métrologie"), 90, 14,
                "Mesurer un cheveu, puis une pièce, puis l’écart entre les deux.",
                meeting="Ateliers Kerivin, Landerneau", status=InterventionStatus.DRAFT,
            ),
        ),
        has_signed=False,
    ),
)  # fmt: skip
