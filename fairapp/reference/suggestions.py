"""Completion of commune names and postal codes from sorted columns, in well under a millisecond."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nsmallest

from fairapp.reference.names import place_key, without_article
from fairapp.reference.prefixes import PrefixColumn

MIN_LENGTH = 2
MAX_LENGTH = 80
POSTAL_CODE_LENGTH = 5
CLASSES = 3  # the name starts so, an arrondissement's does, a later word does
# Words that start too many names to be worth finding them inside another name.
_WEAK_WORDS = frozenset(
    ("au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "saint", "sainte", "sous", "sur")
)
_WITH_CODE = re.compile(r"(.*[a-z])\s+(\d{2,5}|2[ab]\d{0,3})")
_CODE = re.compile(r"\d{2,5}|2[ab]\d{0,3}")
_ARRONDISSEMENT = re.compile(r"(paris|lyon|marseille) 0?(\d{1,2})(?:er|e|eme|ieme)?(?: arr\w*)?")


class CommuneIndex:
    """Positions of communes in their list; within a class the most populous come first."""

    def __init__(
        self, keys: Sequence[str], *, populations: Sequence[int], codes: Sequence[tuple[str, ...]],
        departments: Sequence[str], arrondissements: Sequence[bool],
    ) -> None:  # fmt: skip
        self._keys = keys
        self._codes = codes
        self._departments = departments
        self._arrondissements = arrondissements
        self._order = sorted(range(len(keys)), key=lambda i: (-populations[i], i))
        ranks = [0] * len(keys)
        for rank, i in enumerate(self._order):
            ranks[i] = rank
        self._names = PrefixColumn(_starts(keys, arrondissements, ranks))
        self._numbers = PrefixColumn(
            (code.lower(), rank) for own, rank in zip(codes, ranks, strict=True) for code in own
        )
        self._suggest = lru_cache(2000)(self._find)

    def suggest(self, query: str, n: int) -> list[int]:
        """Return at most `n` positions; nothing for fewer than two characters."""
        key = place_key(query[:MAX_LENGTH])
        return self._suggest(key, n) if len(key) >= MIN_LENGTH else []

    def _find(self, key: str, n: int) -> list[int]:
        if _CODE.fullmatch(key):
            return self._numbered(key, n)
        arrondissement = _ARRONDISSEMENT.fullmatch(key)
        if arrondissement:
            city, number = arrondissement.groups()
            return self._named(f"{city} {int(number)}", n)
        return self._named(key, n) or self._named_in_code(key, n)

    def _numbered(self, key: str, n: int) -> list[int]:
        found = self._best(self._numbers.starting_with(key), n)
        if len(key) < POSTAL_CODE_LENGTH:
            return found
        return sorted(found, key=lambda i: not self._arrondissements[i])  # 75003 is first of all the 3e

    def _named(self, key: str, n: int) -> list[int]:
        """Always keep those called exactly so: else nobody could choose « Vals », which larger names begin with."""
        found = self._best(self._names.starting_with(key), n)
        same = self._best(self._names.equal_to(key), n)
        exact = [i for i in same if i not in found and key in (self._keys[i], without_article(self._keys[i]))]
        return found[: n - len(exact)] + exact

    def _named_in_code(self, key: str, n: int) -> list[int]:
        """Read « aubenas 07200 » and « saint priest 69 »."""
        match = _WITH_CODE.fullmatch(key)
        if not match or len(match[1]) < MIN_LENGTH:
            return []
        name, code = match.groups()
        named = self._names.starting_with(name)
        return self._best((rank for rank in named if self._is_in(self._position(rank), code)), n)

    def _is_in(self, i: int, code: str) -> bool:
        return self._departments[i].lower() == code or any(own.startswith(code) for own in self._codes[i])

    def _best(self, ranks: Iterable[int], n: int) -> list[int]:
        # A commune may come up at several ranks, one for each class; at one rank for each of its postal codes.
        best = nsmallest(CLASSES * n, set(ranks))
        return list(dict.fromkeys(self._position(rank) for rank in best))[:n]

    def _position(self, rank: int) -> int:
        return self._order[rank % len(self._order)]


def _starts(keys: Sequence[str], arrondissements: Sequence[bool], ranks: Sequence[int]) -> Iterable[tuple[str, int]]:
    """Give every beginning that finds a commune, its rank raised by the size of the list for each lower class."""
    size = len(keys)
    for key, is_arrondissement, rank in zip(keys, arrondissements, ranks, strict=True):
        if is_arrondissement:
            yield key, rank + size
            continue
        yield key, rank
        short = without_article(key)
        if short != key:
            yield short, rank
        words = short.split(" ")
        for at in range(1, len(words)):
            if words[at] not in _WEAK_WORDS:
                yield " ".join(words[at:]), rank + size * 2
