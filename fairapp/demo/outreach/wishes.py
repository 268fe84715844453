"""Which class asks what, and what becomes of it."""

from typing import NamedTuple

from fairapp.outreach.enums import Grade


class Wish(NamedTuple):
    """A class of a school asks for something offered, or (the slug of a cluster) for anyone who answers."""

    plot: str  # see `plots`
    school: str
    to: str
    grade: Grade
    class_name: str
    pupils: int
    wishes: str
    teacher: int = 0  # which of the school's
    slot: int = 0  # which of the open dates
    needs: str = ""
    equipment: str = ""


G, W = Grade, Wish
IROISE, ARGOAT, TREGOR = "iroise-composites", "argoat-saveurs", "tregor-photon"
LOOKING = "Découvrir une entreprise de près avant de choisir le stage."
ORIENTATION = "Préparer les vœux d’orientation, avec des gens qui font le métier."
LINKED = "En lien avec le programme de physique-chimie de ce trimestre."

ASKED = (
    # Brest, whose teacher one can be: one in each state, so that every page has something to show
    W("draft", "brest", "composites", G.THIRD, "3e B", 16, "Un groupe de volontaires, pour comparer deux matériaux."),
    W("booked", "concarneau", "chantier", G.SECOND, "2de 4", 26, ORIENTATION, teacher=1),  # the first date is full now
    W("waits", "brest", "chantier", G.THIRD, "3e C", 24, LOOKING, needs="Un accès sans marche."),
    W("waits", "douarnenez", "chantier", G.FOURTH, "4e A", 25, LOOKING),
    W("booked", "brest", "chantier", G.FOURTH, "4e D", 24, "Voir naître un bateau du port d’à côté.", slot=1, needs="Un accès sans marche."),
    W("sent", "brest", "soudure", G.SEGPA, "SEGPA", 14, "Essayer un geste technique, sans la peur du feu.", equipment="Prise et tables en îlots."),
    W("proposed", "brest", "parcours", G.THIRD, "3e A", 27, ORIENTATION),
    W("asked_other", "brest", "flotter", G.SIXTH, "6e F", 28, LINKED, teacher=1, equipment="Un point d’eau dans la salle."),
    W("moved_by_company", "brest", "voilerie", G.FIFTH, "5e C", 18, "Une sortie courte, en car de ligne."),
    W("moved_by_school", "brest", "dessiner", G.THIRD, "3e D", 26, "Le lien entre les mathématiques et un métier."),
    W("half_evaluated", "brest", "chantier", G.SECOND, "Groupe passerelle", 20, "Accueillir les 3e et les 2de ensemble."),
    W("closed", "brest", "courant", G.FOURTH, "4e B", 25, LINKED, teacher=1),
    W("closed", "brest", "oral", G.THIRD, "3e E", 27, "Un oral blanc avant celui de janvier."),
    W("cancelled", "brest", "corderie", G.FIFTH, "5e A", 24, "Comprendre la matière en la tenant."),
    W("declined", "brest", "forum", G.THIRD, "Tout le niveau 3e", 120, "Un forum de deux heures au gymnase."),
    W("expired", "brest", "biscuiterie", G.SIXTH, "6e B", 24, "Une journée à Pontivy, avec le pique-nique."),
    # the others of the first cluster
    W("late", "morlaix", IROISE, G.FIRST, "1re STI2D", 22, "Rencontrer quelqu’un des énergies marines, au lycée."),
    W("merged", "morlaix", IROISE, G.FIRST, "1re STI2D", 22, "Une rencontre autour des énergies marines.", teacher=1),
    W("sent", "douarnenez", IROISE, G.THIRD, "3e A", 23, "Un atelier de deux heures sur les métiers du port."),
    W("claimed", "concarneau", IROISE, G.FINAL, "Terminale pro TCI", 12, "Un regard de professionnels sur les chefs-d’œuvre."),
    W("assigned", "morlaix", IROISE, G.SECOND, "2de 7", 33, ORIENTATION),
    W("done", "concarneau", "soudure", G.BAC_PRO, "2de pro TCI", 28, ORIENTATION, teacher=2),
    W("closed", "douarnenez", "chantier", G.THIRD, "3e B", 24, LOOKING),
    W("closed", "morlaix", "courant", G.SECOND, "2de 3", 34, LINKED, teacher=1),
    W("closed", "concarneau", "composites", G.FIRST, "1re pro", 15, "Voir un procédé étudié en cours."),
    W("proposed", "douarnenez", "courant", G.THIRD, "3e C", 24, LINKED),
    # the food trades
    W("booked", "pontivy", "biscuiterie", G.FOURTH, "4e 2", 24, LOOKING, needs="Une allergie à l’œuf dans la classe."),
    W("waits", "carhaix", "biscuiterie", G.FIFTH, "5e 1", 22, LOOKING),
    W("booked", "blavet", "entretien", G.BAC_PRO, "Terminale MELEC", 15, "S’exercer avant de chercher un contrat."),
    W("sent", "carhaix", "biscuiterie", G.SEGPA, "SEGPA 4e", 12, "Une visite à petit effectif, le matin."),
    W("soon_over", "blavet", "biscuiterie", G.CAP, "CAP cuisine", 12, "Comparer le fournil et la ligne."),
    W("done", "pontivy", "metier-gerant", G.THIRD, "3e 4", 52, "Deux classes ensemble, en salle polyvalente.", teacher=1),
    W("closed", "carhaix", "biscuiterie", G.THIRD, "3e 1", 20, LOOKING),
    W("closed", "pontivy", "microbes", G.FIFTH, "5e 3", 26, "En lien avec le chapitre sur les micro-organismes."),
    W("turned_down", "pontivy", "fournil", G.FOURTH, "4e 5", 25, ORIENTATION, teacher=1),
    W("booked", "carhaix", "serres", G.FOURTH, "4e 3", 24, "Préparer le projet de potager."),
    # optics, and care
    W("booked", "lannion", "lentilles", G.FOURTH, "4e A", 20, LINKED),
    W("booked", "guingamp", "cartes", G.BAC_PRO, "2de CIEL", 18, "Voir une ligne en vrai."),
    W("closed", "lannion", "bug", G.FOURTH, "4e C", 28, "Finir le chapitre sur les algorithmes.", teacher=1),
    W("sent", "treguier", "arc-en-ciel", G.FIFTH, "5e B", 22, LINKED),
    W("late", "treguier", TREGOR, G.THIRD, "3e A", 19, "Une première rencontre avec une entreprise : nous sommes loin de tout."),
    W("booked", "saint-malo", "premiers-gestes", G.THIRD, "3e 2", 28, "Avant la formation aux premiers secours."),
    W("closed", "maritime", "infirmier", G.SECOND, "2de pro", 24, "Le soin, à bord et à terre."),
    W("cancelled_by_school", "saint-malo", "remparts", G.FOURTH, "4e 6", 12, "Un groupe de volontaires.", teacher=1),
)  # fmt: skip
