"""Who receives classes from Saint-Malo to Dinan: care and biotechnologies."""

from datetime import time

from fairapp.demo.outreach.telling import (
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
        "Résidence des Remparts", "Dimitri", "Aide-soignant", ("Soin", "Grand âge"), 20,
        (
            DemoVisit(
                "remparts", "Une matinée à la résidence",
                Format.VISIT, Setting.ON_SITE, (Grade.FOURTH, Grade.THIRD, *VOCATIONAL), ("Soin", "Grand âge"), 120, 12,
                "Rencontrer les équipes, puis un groupe d’habitantes et d’habitants qui ont envie de raconter leur premier "
                "métier. On n’entre pas dans les chambres.",
                equipment="Tenue simple. Report possible en cas d’épidémie.",
                meeting="Résidence des Remparts, accueil, Saint-Malo",
                dates=(Dates(TUESDAY, time(9, 45), (3, 6, 9)),),
                is_accessible=True,
            ),
        ),
    ),
    DemoSpeaker(
        "Clinique d’Émeraude", "Hugo", "Infirmier", ("Soin", "Urgences"), 40,
        (
            DemoVisit(
                "premiers-gestes", "Les gestes qui comptent en attendant les secours",
                Format.WORKSHOP, Setting.IN_CLASS, (*MIDDLE, Grade.SEGPA, Grade.SECOND), ("Soin", "Premiers secours"), 90, 30,
                "Alerter, protéger, mettre sur le côté, masser : quatre ateliers tournants avec des mannequins, et le récit "
                "d’une nuit aux urgences.",
                equipment="Une salle avec de la place au sol, ou le gymnase.",
                dates=(Dates(MONDAY, time(9), (3, 5, 8)), Dates(THURSDAY, time(14), (4,))),
                is_accessible=True,
            ),
            DemoVisit(
                "infirmier", "Infirmier, et pas seulement infirmière",
                Format.TALK, Setting.REMOTE, (*MIDDLE, *HIGH), ("Soin", "Égalité"), 50, 60,
                "Les études, les nuits, ce qui fait rire et ce qui ne fait pas rire. Une heure de questions franches.",
                equipment="Un écran, un micro de salle.",
                dates=(Dates(FRIDAY, time(11), (2, 7)),),
                is_accessible=True,
            ),
        ),
        departments=("35", "22"),
    ),
    DemoSpeaker(
        "Biotech de la Rance", "Katell", "Biologiste", ("Biotechnologies marines", "Recherche"), 50,
        (
            DemoVisit(
                "algues", "Que faire d’une algue ?",
                Format.WORKSHOP, Setting.IN_CLASS, (Grade.FIFTH, Grade.FOURTH, Grade.THIRD, Grade.SECOND), ("Biologie", "Littoral"),
                100, 28,
                "Épaissir une crème, faire une bille, teindre un fil : trois expériences, une algue, et le chemin qui mène "
                "de l’estran au laboratoire.",
                equipment="Une salle de sciences. Allergie à l’iode : prévenez-nous, sans nommer personne.",
                dates=(Dates(THURSDAY, time(9, 30), (2, 5, 8)),),
            ),
            DemoVisit(
                "biotech", "Le laboratoire au bord de l’eau",
                Format.VISIT, Setting.ON_SITE, (*HIGH, Grade.BTS), ("Biotechnologies marines", "Recherche"), 140, 14,
                "Les cuves, la salle grise, les carnets de laboratoire : comment on cherche, comment on se trompe, comment "
                "on note tout.",
                equipment="Blouses et lunettes fournies.",
                meeting="Biotech de la Rance, anse de Jouvente, Pleurtuit",
                dates=(Dates(FRIDAY, time(13, 30), (4, 9)),),
                is_accessible=True,
            ),
        ),
        departments=("35", "22"),
    ),
    DemoSpeaker(
        "Aide à domicile malouine", "Awa", "Responsable de secteur", ("Aide à domicile", "Organisation"), 25,
        (
            DemoVisit(
                "tournee", "Une tournée, six portes",
                Format.TALK, Setting.IN_CLASS, (Grade.THIRD, Grade.SEGPA, *VOCATIONAL), ("Aide à domicile", "Soin"), 55, 30,
                "La classe compose le planning d’une journée avec six situations, une voiture en panne et un imprévu. "
                "Ensuite, je raconte la vraie journée.",
                equipment="Des tables en îlots.",
                dates=(Dates(MONDAY, time(13, 30), (4, 7)),),
                is_accessible=True,
            ),
        ),
    ),
    DemoSpeaker(
        "Cosmétiques Laminaire", "Louise", "Ingénieure chimiste", ("Chimie", "Formulation"), 45,
        (
            DemoVisit(
                "creme", "Formuler une crème, de la paillasse au pot",
                Format.VISIT, Setting.ON_SITE, (Grade.THIRD, *HIGH, *VOCATIONAL), ("Chimie", "Industrie"), 120, 18,
                "Peser, chauffer, émulsionner, contrôler. Les pots ratés sont exposés : ce sont eux qui apprennent le plus.",
                equipment="Blouses, charlottes et lunettes fournies.",
                meeting="Cosmétiques Laminaire, 3 rue des Laminaires, Dinard",
                dates=(Dates(TUESDAY, time(14), (2, 5, 11)),),
                is_accessible=True,
            ),
            DemoVisit(
                "forum-sante", "Soin et laboratoire : deux tables à votre forum",
                Format.FORUM, Setting.IN_CLASS, (*MIDDLE, *HIGH), ("Chimie", "Soin", "Orientation"), 180, 150,
                "Une ingénieure et un préparateur, des flacons à sentir les yeux bandés, et des fiches sur douze métiers.",
                equipment="Deux tables, une prise.",
            ),
        ),
        departments=("35",),
    ),
    DemoSpeaker(
        "Prothèses dinannaises", "Goulven", "Prothésiste", ("Orthopédie", "Impression 3D"), 30,
        (
            DemoVisit(
                "prothese", "Une main imprimée, une main qui serre",
                Format.WORKSHOP, Setting.ON_SITE, (Grade.THIRD, Grade.SECOND), ("Orthopédie", "Impression 3D"), 100, 12,
                "Assembler une main articulée à partir de pièces imprimées.",
                meeting="Prothèses dinannaises, Dinan", status=InterventionStatus.DRAFT,
            ),
        ),
        has_signed=False,
    ),
)  # fmt: skip
