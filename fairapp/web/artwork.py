"""Icons, company logos and mosaics for templates, all drawn from the one sprite.

Each helper answers from a cache, so that a list of twenty cards pays for a look-up per drawing.
"""

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

TILES = (
    "vague", "soleil", "phare", "voile", "rayures", "hortensia", "poisson", "eolienne", "atelier", "anneaux", "casque",
    "mariniere", "barbe", "foulard", "boucles", "lumiere", "feuille", "livre", "coque", "maison", "galet",
    "engrenage", "ble", "fiole",
)  # fmt: skip
PEOPLE = frozenset({"casque", "mariniere", "barbe", "foulard", "boucles"})
EMBLEMS = tuple(tile for tile in TILES if tile not in PEOPLE)  # a face is no logo
HUES = 5  # of .avatar, 0 being the brand's

_STRIDE = 7  # coprime with the number of tiles and of emblems: neighbours differ, and all get their turn


def install(app: Flask, asset: Callable[[str], str]) -> None:
    """Give templates `icon`, `logo`, `mosaic`, `avatar` and `art_for`; `asset("sprite.svg")` says where the sprite is."""

    def icon(name: str, cls: str = "") -> Markup:
        return draw_icon(asset("sprite.svg"), name, cls)

    def logo(company_id: int, url: str | None = None, cls: str = "") -> Markup:
        return draw_photo(url, cls) if url else draw_tile(asset("sprite.svg"), emblem_of(company_id), cls)

    def mosaic(rows: str, fit: str = "xMidYMid slice") -> Markup:
        return draw_mosaic(asset("sprite.svg"), rows, fit)

    app.jinja_env.globals.update(icon=icon, logo=logo, mosaic=mosaic, avatar=draw_avatar, art_for=art_for)


def emblem_of(company_id: int) -> str:
    """Pick the tile that stands for a company without a logo; always the same one."""
    return EMBLEMS[company_id * _STRIDE % len(EMBLEMS)]


def art_for(owner_id: int, tiles: int = 4) -> str:
    """Name a row of different tiles for the band above an organisation's page."""
    start, step = owner_id * _STRIDE, (5, 7, 11, 13)[owner_id % 4]  # coprime with 24: no tile twice
    return " ".join(TILES[(start + step * place) % len(TILES)] for place in range(tiles))


@lru_cache(maxsize=512)
def draw_icon(sprite: str, name: str, cls: str) -> Markup:
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(_also(cls), sprite, name)


@lru_cache(maxsize=512)
def draw_tile(sprite: str, tile: str, cls: str) -> Markup:
    return Markup('<svg class="logo{}" aria-hidden="true"><use href="{}#t-{}"/></svg>').format(_also(cls), sprite, tile)


@lru_cache(maxsize=4096)
def draw_photo(url: str, cls: str) -> Markup:
    return Markup('<img class="logo{}" src="{}" alt="" width="96" height="96" loading="lazy" decoding="async">').format(
        _also(cls), url
    )


@lru_cache(maxsize=512)
def draw_mosaic(sprite: str, rows: str, fit: str) -> Markup:
    """Draw tiles given as "phare vague / voile ble"; they overlap by a hair, or seams would show when scaled."""
    grid = [row.split() for row in rows.split("/")]
    width, height = 100 * max(map(len, grid)), 100 * len(grid)
    tiles = [
        Markup('<use href="{}#t-{}" x="{}" y="{}" width="100.4" height="100.4"/>').format(
            sprite, tile, 100 * x, 100 * y
        )
        for y, row in enumerate(grid)
        for x, tile in enumerate(row)
    ]
    return Markup(
        '<svg class="mosaic" viewBox="0 0 {} {}" preserveAspectRatio="{}" aria-hidden="true">{}</svg>'
    ).format(width, height, fit, Markup("").join(tiles))


@lru_cache(maxsize=4096)
def draw_avatar(name: str, cls: str = "") -> Markup:
    """Draw a person's initials; the name itself must stand beside it."""
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"
    hue = sum(map(ord, name)) % HUES
    return Markup('<span class="avatar{}" data-hue="{}" aria-hidden="true">{}</span>').format(_also(cls), hue, initials)


def _also(cls: str) -> Markup:
    return Markup(" ") + escape(cls) if cls else Markup("")
