"""French text as search terms: accents, elisions, inclusive endings, plural and gender no longer matter.

Documents and queries go through the same functions, so both sides agree without a dictionary. Everything here works
on ASCII after folding: it runs on every word of every document, and a rebuild lives from its speed.
"""

import re
import unicodedata

ANALYSIS = 1  # a new number makes every machine rebuild
LONGEST_WORD = 40

# One `replace` each: on accented text it is a hundred times faster than `str.translate`.
_SAME = (
    *((quote, "'") for quote in "’ʼ‘`´′"),
    *((dot, "\x02") for dot in "·•‧∙⋅・"),
    *((dash, " ") for dash in "–—"),
    *{"œ": "oe", "æ": "ae", "ß": "ss", "‑": "-"}.items(),
)
# Names whose signs would be lost; the spelled-out form is what some people type anyway.
_NAMES = (
    ("c++", re.compile(r"\bc\+\+"), "cplusplus"),
    ("#", re.compile(r"\b([cf])#"), r"\1sharp"),
    (".net", re.compile(r"\.net\b"), " dotnet"),
    ("r&d", re.compile(r"\br&d\b"), "rd"),
    ("e-", re.compile(r"e-(?<![a-z0-9]..)(?=[a-z]{3})"), "e"),  # e-commerce
)
# soudeur·se, employé.e.s, vendeur(euse), technicien/ne, conducteur-trice: the second ending falls away.
_ENDING = "(?:euses?|trices?|rices?|ices?|ieres?|eres?|ennes?|nes?|esses?|sses?|ses?|ives?|ves?|fes?|elles?|ales?|les?|es?|s|x)"
_INCLUSIVE = re.compile(rf"[\x02(./-](?<=[a-z]{{2}}[a-z ].){_ENDING}(?:[\x02./-]s|\)s?)?(?![a-z0-9])")
_APART = bytes(code if chr(code).isalnum() or chr(code) == "'" else ord(" ") for code in range(128)) + bytes(128)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EVERYWHERE = _words("""
    a ainsi alors apres au aucun aucune aussi autre autres aux avant avec avez avoir avons bien ce cela ces
    cet cette ceux chaque chez ci comme dans de des deja depuis dont du elle elles en encore entre es et
    etaient etait etant etes etre eu eux f faire font fh h hf ici il ils je la le les leur leurs lors lorsque
    lui ma mais me meme memes moi moins mon ne ni nos notre nous on ont ou par parce pas pendant peu peut
    peuvent plus pour pourquoi puis que quand quel quelle quelles quels qui quoi sa sans se sera ses sinon
    soit sont sous sur ta tandis te tel telle telles tels tes toi ton tous tout toute toutes tres tu un une
    vers via voir vos votre vous y d j l m n s t x c' d' j' l' m' n' s' t' qu' jusqu' lorsqu' puisqu' quoiqu'
    presqu'
""")
# Small words of running text that are something else in a title: sound, the language, SI, summer, coach, MES …
_IN_PROSE = _words("ai as car deux donc dun est ete fait mes or si son va vont")
# What people put around what they look for.
_NOISE = _words("annonc cherch emploi job offre poste recherch recrut recrutement")

_IRREGULAR = dict(
    pair.split(":")
    for pair in _words("""
    bail:bail baux:bail travaux:travail vitraux:vitrail materiaux:materiau tuyaux:tuyau noyaux:noyau
    joyaux:joyau jeux:jeu lieux:lieu feux:feu milieux:milieu cheveux:cheveu bijoux:bijou yeux:oeil bonne:bon
    bonnes:bon haute:haut hautes:haut verte:vert vertes:vert noire:noir noires:noir blanche:blanc
    blanches:blanc nouvelle:nouveau nouvelles:nouveau neuve:neuf neuves:neuf hotesse:hote hotesses:hote
    maitresse:maitr maitresses:maitr contremaitresse:contremaitr doctoresse:docteur manageur:manager
    manageuse:manager pizzaiola:pizzaiolo pizzaiolas:pizzaiolo mesdames:madame femmes:femme
""")
)
_VOWELS = "aeiouy"


def _plainest(text: str) -> str:
    """Return what of `text` is left in ASCII without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


# Latin-1 in one step over its bytes, five times faster: each letter has one in ASCII, or falls away. Before, what is
# usual in French and is not Latin-1, or becomes several letters.
_USUAL = tuple((mark, _plainest(mark)) for mark in "…€“”½¼¾")
_LATIN = "".join(map(chr, range(256)))
_LATIN_PLAIN = b"".join(_plainest(letter).encode()[:1] or b" " for letter in _LATIN)
_LATIN_LOST = "".join(letter for letter in _LATIN if not _plainest(letter)).encode("latin-1")


def _in_ascii(text: str) -> str:
    for mark, plain in (*_SAME, *_USUAL):
        text = text.replace(mark, plain)
    try:
        return text.encode("latin-1").translate(_LATIN_PLAIN, _LATIN_LOST).decode()
    except UnicodeEncodeError:
        return _plainest(text)


def words(text: str) -> list[str]:
    """Return the words of `text` in lower-case ASCII, inclusive endings dropped, elided ones as "l'"."""
    text = text.lower()
    if not text.isascii():
        text = _in_ascii(text)
    for sign, pattern, name in _NAMES:
        if sign in text:
            text = pattern.sub(name, text)
    return _INCLUSIVE.sub("", text).encode().translate(_APART).replace(b"'", b"' ").decode().split()


def stem(word: str) -> str:
    """Conflate plural and gender of a folded word: soudeuses → soudeur, ingénieures → ingenieur."""
    if len(word) < 4 or not word.isalpha():
        return word[:LONGEST_WORD]
    if known := _IRREGULAR.get(word):
        return known
    word = _singular(word[:LONGEST_WORD])
    if known := _IRREGULAR.get(word):
        return known
    if len(word) > 5 and word[-1] == "e":
        word = _masculine(word[:-1])
    if word.endswith("iqu"):
        return word[:-2] + "c"  # publique → public, logistique → logistic
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]  # technicienn → technicien
    return word


def _singular(word: str) -> str:
    if word.endswith("aux"):
        if word.endswith("eaux"):
            return word[:-1]
        return word[:-2] + "l" if len(word) > 4 else word
    if word.endswith("eux"):
        return word[:-1] + "r" if len(word) > 4 else word  # as "euse" becomes "eur"
    return _without_s(word)


def _without_s(word: str) -> str:
    if word[-1] != "s" or word[-2] == "s":
        return word
    if word[-2] in "iu" and len(word) < 6:
        return word  # avis, virus
    return word[:-1]


def _masculine(word: str) -> str:
    """Finish a feminine word that has lost its last e."""
    if word[-1] == "e":
        return word[:-1]  # employee → employ, as employe
    if word.endswith("eus"):
        return word[:-1] + "r"
    if word.endswith(("tric", "dric")):
        return word[:-3] + "eur"
    if word.endswith("iv"):
        return word[:-1] + "f"
    return _without_s(word) if word[-2:] in ("is", "us") else word


class _Stems(dict[str, str]):
    """Word → stem, "" for a stop word; forgotten as a whole when full, since words never end."""

    def __init__(self, stop: frozenset[str]) -> None:
        super().__init__()
        self._stop = stop

    def __missing__(self, word: str) -> str:
        if len(self) > 200_000:
            self.clear()
        value = self[word] = "" if word in self._stop else stem(word.rstrip("'"))
        return value


_LABEL_STEMS = _Stems(_EVERYWHERE)
_PROSE_STEMS = _Stems(_EVERYWHERE | _IN_PROSE)


def terms(text: str, *, prose: bool = False) -> list[str]:
    """Return the search terms of `text` in order. `prose` drops more small words than a title can spare."""
    stems = _PROSE_STEMS if prose else _LABEL_STEMS
    return list(filter(None, map(stems.__getitem__, words(text))))


def end_of_ending(folded: str, at: int) -> int:
    """Return where the inclusive ending that begins at `at` ends; `at` if there is none."""
    match = _INCLUSIVE.match(folded, at)
    return match.end() if match else at


def is_small(term: str) -> bool:
    """Tell whether `term` is only kept outside running text, so a query cannot insist on it."""
    return term in _IN_PROSE


def is_noise(term: str) -> bool:
    """Tell whether `term` says little about what is looked for."""
    return term in _NOISE


_SHOWN = re.compile(r"[^\W\d_]{3,30}")
_ENDINGS = frozenset(
    [
        "ère",
        "ères",
        "euse",
        "euses",
        "ienne",
        "iennes",
        "ière",
        "ières",
        "ive",
        "ives",
        "les",
        "nes",
        "rice",
        "rices",
        "ses",
        "trice",
        "trices",
        "une",
        "des",
    ]
)


def shown_words(text: str) -> set[str]:
    """Return the words of a label as people write them, in lower case with accents, for the spelling."""
    return set(_SHOWN.findall(text.lower())) - _ENDINGS
