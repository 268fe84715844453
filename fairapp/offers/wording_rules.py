"""The rules on the words themselves, with the article each comes from; all patterns read folded text."""

import re
from dataclasses import dataclass

from fairapp.core.text import N_

# A sentence that promises equality may name every forbidden ground.
INNOCENT = re.compile(
    r"quel(?:le)?s? que soi|sans distinction|independamment|discrimin|egalite|diversite|inclusi|sans condition d|peu importe|toutes? (?:les )?origines|quelqu"
)
SENTENCE = re.compile(r"[.!?;\n•]")


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    level: str  # "warn", "block"
    law: str  # article of the code du travail
    message: str
    pattern: re.Pattern[str]
    is_about_people: bool = True


# Whom the sentence asks for; what follows within a few words is asked of that person.
_WANTED = r"\b(?:vous (?:avez|etes)|avoir|candidate?s?|profils?|recherch\w{1,6}|recrut(?:ons|ement|e)|souhait\w{1,6}|ideal\w{0,6}|apprentie?s?|agee?s?)\b"
_NEAR = r"(?:(?!depuis|il y a)[^.;\n]){0,25}?"
_AGE = r"(?:1[4-9]|[2-6]\d)"
_SCHEME = r"(?:1[4-9] ?(?:ans )?(?:-|a|et) ?(?:25|26|29|30) ans|moins de (?:26|30) ans)"  # ages that laws on apprentices and subsidised contracts name
_NOT_EXPERIENCE = r"(?! ?(?:minimum )?(?:d'|de )?(?:exp|pratique|anciennete|permis|metier))"
_PERSON = r"(?:hommes?|femmes?|dames?|messieurs|monsieur|garcons?|filles?|demoiselles?)"
_TRADE = r"(?! (?:de (?:menage|chambre|charge|service)|d'entretien|toutes? mains|cle|de l'art|du terrain|de terrain|enceinte|accueillie|victime))"

TEXT_RULES = (
    Rule(
        "age_limit", "block", "L5331-2",
        N_("Une offre ne fixe pas d’âge aux candidats. Décrivez l’expérience attendue ; un âge minimum légal se dit dans les conditions."),
        re.compile(
            rf"{_WANTED}{_NEAR}(?!{_SCHEME})\b{_AGE} ?(?:ans )?(?:-|a|et) ?{_AGE} ans{_NOT_EXPERIENCE}"
            rf"|{_WANTED}{_NEAR}(?!{_SCHEME})\b(?:moins|plus) de {_AGE} ans{_NOT_EXPERIENCE}"
            rf"|\b{_AGE} ans (?:maximum|max\b|au plus){_NOT_EXPERIENCE}|\blimite d'age\b|\bage maxim(?:um|al)"
        ),
    ),
    Rule(
        "age_scheme", "warn", "L5331-2",
        N_("Un âge ne se cite que s’il vient d’un dispositif légal (apprentissage, contrat aidé) : nommez ce dispositif."),
        re.compile(rf"{_WANTED}{_NEAR}\b{_SCHEME}"),
    ),
    Rule(
        "age_words", "warn", "L1132-1",
        N_("« Jeune » désigne un âge. Écrivez par exemple « débutant·e accepté·e » ou « première expérience »."),
        re.compile(
            r"\bjeunes? (?:diplome|professionnel|cadre|actif|retraite|homme|femme|fille|garcon|candidat|talent|et (?:tres )?(?:dynamique|motive|ambitieu))"
            r"|\b(?:equipe|profil|candidate?|direction|ambiance|esprit)s? (?:est |tres |dynamique,? et )?jeunes?\b"
        ),
    ),
    Rule(
        "sex", "block", "L1142-1",
        N_("Une offre ne choisit pas entre femmes et hommes, sauf pour les métiers que la loi énumère (R1142-1)."),
        re.compile(
            rf"\b(?:recherch|recrut)\w{{1,6}} (?:activement |actuellement )?(?:un|une|des|\d+) (?:jeunes? )?{_PERSON}\b{_TRADE}(?! (?:et|ou|/) )"
            rf"|\b(?:reservee?|destinee?)s? (?:aux|a des|a un|a une) {_PERSON}\b(?! (?:et|ou) )"
            rf"|\b{_PERSON} (?:uniquement|exclusivement|seulement|exigee?|de preference)\b|\b(?:de preference|uniquement|exclusivement|imperativement) (?:un|une|des|pour) {_PERSON}\b{_TRADE}"
        ),
    ),
    Rule(
        "origin", "block", "L1132-1",
        N_("L’origine, vraie ou supposée, n’est pas un critère."),
        re.compile(
            r"\b(?:francaise?s?|europeen(?:ne)?s?) (?:de souche|d'origine)|\btype (?:europeen|caucasien|africain|maghrebin|asiatique)|\bde race\b|\b(?:candidat|personne|profil|gens)\w{0,2} d'origine\b"
        ),
    ),
    Rule(
        "nationality", "warn", "L1132-1",
        N_("La nationalité ne se demande que si une loi l’impose (fonction publique, défense). Citez-la, ou retirez la mention."),
        re.compile(r"\b(?:de )?nationalite (?:francaise|europeenne|suisse|belge|et langue|exigee|requise|obligatoire)|\bressortissante?s? (?:francais|europeen)"),
    ),
    Rule(
        "mother_tongue", "warn", "L1132-1",
        N_("« Langue maternelle » renvoie à l’origine. Indiquez le niveau attendu : courant, C1…"),
        re.compile(
            r"\blangues? maternelles?|\bnati(?:f|ve)s? (?:anglais|francais|allemand|espagnol|italien|english|french|german|speaker)|\b(?:anglais|francais|allemand|espagnol|italien|english|french|german) (?:est |etant )?nati(?:f|ve)\b|\blocut(?:eur|rice)s? nati|\bnative speaker"
        ),
    ),
    Rule(
        "family", "block", "L1142-1",
        N_("La situation de famille, la grossesse ou les enfants ne sont pas des critères. Décrivez les horaires ou les déplacements."),
        re.compile(
            r"\bcelibataires?\b|\bsans (?:enfants?(?! a)|charges? de famille|attaches? familiales?|contraintes? familiales?|obligations? familiales?)\b|\bnon enceintes?\b|\bpas enceintes?\b|\b(?:pas de|sans) projet (?:de maternite|d'enfant)"
        ),
    ),
    Rule(
        "health", "warn", "L1132-1",
        N_("L’aptitude est l’affaire du médecin du travail. Décrivez ce que le poste demande : port de charges, station debout…"),
        re.compile(
            r"\b(?:bonne|tres bonne|excellente|parfaite) (?:sante|condition physique|forme physique|constitution)|\bsans (?:handicap|probleme de (?:dos|sante))|\bphysiquement (?:robuste|valide)|\b(?:non|pas) handicap"
        ),
    ),
    Rule(
        "appearance", "warn", "L1132-1",
        N_("L’apparence n’est pas un critère. Écrivez par exemple « tenue professionnelle »."),
        re.compile(
            r"\b(?:bonne|tres bonne|excellente|belle) presentation\b(?! (?:d'|de |du |des |orale|visuelle))|\bpresentation (?:soignee|impeccable|irreprochable)\b(?! (?:d'|de |du |des ))|\bphysique (?:agreable|avantageux)"
        ),
    ),
    Rule(
        "beliefs", "warn", "L1132-1",
        N_("Les opinions, la religion et l’engagement syndical ne sont pas des critères."),
        re.compile(r"\bnon[ -]syndique|\bde (?:confession|religion) (?:catholique|chretienne|protestante|musulmane|juive)|\b(?:catholique|chretien|musulman|croyant)\w{0,3} pratiquant"),
    ),
    Rule(
        "misleading", "warn", "L5331-3",
        N_("Une offre ne doit pas induire en erreur sur l’emploi ou la rémunération, ni demander d’argent."),
        re.compile(
            r"\b(?:gains?|revenus?|remuneration|salaire) illimite|\bargent facile|\bfrais de (?:dossier|formation) a (?:votre|la) charge|\b(?:achat|acheter) (?:d'un|du|un|votre) kit\b|\bdevenez riche"
        ),
        is_about_people=False,
    ),
    Rule(
        "contact", "warn", "",
        N_("Les coordonnées ont leurs propres champs : dans le texte elles échappent au suivi des candidatures et attirent les fraudes."),
        re.compile(
            r"(?<![\d.,])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0)[1-9](?:[ .\-]?\d{2}){4}(?![\d.,]\d)|(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,60}\.[a-z]{2,10}\b|https?://|\bwww\.[a-z]"
        ),
        is_about_people=False,
    ),
)  # fmt: skip

_FRENCH = frozenset(
    (
        "au",
        "aux",
        "avec",
        "ce",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "est",
        "et",
        "la",
        "le",
        "les",
        "nos",
        "notre",
        "nous",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
    )
)
_ENGLISH = frozenset(
    (
        "and",
        "are",
        "as",
        "be",
        "by",
        "for",
        "from",
        "have",
        "in",
        "is",
        "of",
        "our",
        "that",
        "the",
        "this",
        "to",
        "we",
        "will",
        "with",
        "you",
        "your",
    )
)
_WORDS_TO_JUDGE = 30


def is_foreign(folded: str) -> bool:
    """Tell whether a text long enough to judge is English rather than French; foreign terms of a trade are no matter."""
    words = re.findall(r"[a-z]+", folded)
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    return len(words) >= _WORDS_TO_JUDGE and english > french
