"""When two offers look like the same one (row O7): a key to compare, never a reason to merge by itself."""

import re

from fairapp.core.text import fold

_MARKS = re.compile(r"\b[fhmx]\s*[/.\-]\s*[fhmx](?:\s*[/.\-]\s*[fhmxn])?\b")  # F/H, H/F, F.H, H/F/X
# What inclusive writing adds: soudeur·se, chargé(e)s, serveur-euse, opérateur/trice.
_ADDED = re.compile(
    r"(?<=[a-z])\s?[·•.(/-](?:s|es?|se|ne|le|te|ve|re|ere|iere|euse|rice|trice|teuse|ienne|enne|ive|elle)s?\)?"
    r"(?:[·•.)]s)?(?![a-z])"
)
_INITIALS = re.compile(r"(?<![a-z])([a-z])\.(?=[a-z]\b)")  # c.d.i.
_FEMININE = (("trice", "teur"), ("euse", "eur"), ("ere", "er"), ("enne", "en"), ("elle", "el"), ("ive", "if"))
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a au aux avec chez d dans de des du en et h f l la le les ou par pour sur un une"
        " urgent recherche recrute offre emploi poste cdi cdd interim alternance stage temps plein partiel",
    )
)


def stem(word: str) -> str:
    """Strip what number and gender add to a folded word: « soudeuses » and « soudeur » both give « soudeur »."""
    word = word.removesuffix("s")
    for feminine, masculine in _FEMININE:
        if word.endswith(feminine) and len(word) > len(feminine) + 2:
            return word.removesuffix(feminine) + masculine
    word = word.rstrip("e") if len(word) > 4 else word
    return word[:-1] if word[-2:-1] == word[-1:] else word  # cheffe, maçonne


def without_gender_marks(title: str) -> str:
    """« Soudeur / Soudeuse (F/H) » without what the law's spirit adds: the bare title."""
    return re.sub(r"[\s,(\[–-]*\b[FHMfhmx]\s*[/.-]\s*[FHMfhmx]\b[\s)\]]*$", "", title).strip()


def title_key(title: str) -> str:
    """Fold a title to its distinct stems, in order, without gender, stop words or punctuation."""
    text = _ADDED.sub("", _INITIALS.sub(r"\1", _MARKS.sub(" ", fold(title))))
    words = (word for word in re.findall(r"[a-z0-9]+", text) if word not in _STOP_WORDS)
    return " ".join(dict.fromkeys(stem(word) for word in words))


def duplicate_key(company_id: int | None, place: str | None, title: str) -> str:
    """Return what two offers of one job share, or "" when too little is known to compare.

    `place` is the INSEE code of the first place, or any text that two offers of the same place share.
    """
    words = title_key(title)
    if company_id is None or not place or not words:
        return ""
    return f"{company_id}|{fold(place)}|{words}"[:200]
