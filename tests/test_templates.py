"""House rules of templates that a machine can check."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from inspect import signature
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader, nodes

from fairapp.core.paths import PACKAGE, STATIC, TEMPLATES
from fairapp.web.artwork import TILES

PATHS = sorted(TEMPLATES.rglob("*.html"))
MAX_LINES = 120
LONG = "{# long:"  # followed by the reason
# Words that are the same in every language, or no words.
SAME_EVERYWHERE = {"km", "F/H", "RSS", "Atom", "CSV", "JSON", "XML", "PDF", "SIRET", "Markdown", "QR", "API"}
# Classes that scripts or htmx set, or that others look for.
HOOKS = re.compile(r"htmx-|js-")


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def is_page(path: Path) -> bool:
    """Tell a page from a part (_part.html), a layout, a room of macros, a mail and a document."""
    return not path.name.startswith("_") and not name(path).startswith(
        ("layouts/", "ui/", "mail/", "pdf/", "errors/fragment")
    )


PAGES = [path for path in PATHS if is_page(path)]
# Mails and documents carry their style within them, as nothing is fetched for them.
ON_SITE = [path for path in PATHS if not name(path).startswith(("mail/", "pdf/"))]
SOURCES = {path: path.read_text() for path in [*PATHS, *PACKAGE.rglob("*.py")]}


def each_of(paths: Iterable[Path]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make one test of a rule for many files; it names all that break it. (A test for each would be thousands.)"""

    def make_test(rule: Callable[..., None]) -> Callable[..., None]:
        @wraps(rule)
        def test(**fixtures: object) -> None:
            broken = []
            for path in paths:
                try:
                    rule(path, **fixtures)
                except AssertionError as error:
                    broken.append(f"{path.name}: {error}")
            assert not broken, "\n".join(broken)

        asked = signature(rule)
        test.__signature__ = asked.replace(  # type: ignore[attr-defined]
            parameters=[one for one in asked.parameters.values() if one.name != "path"]
        )
        return test

    return make_test


every_template = each_of(PATHS)
every_page = each_of(PAGES)
every_site_template = each_of(ON_SITE)

EXTENDED = re.compile(r'\{% extends "([^"]+)" %\}')
BLOCK = re.compile(r"\{%-? block (\w+)")


def family(path: Path) -> list[Path]:
    """Return the template and those it extends, up to the layout."""
    found = EXTENDED.search(SOURCES[path])
    return [path, *family(TEMPLATES / found[1])] if found else [path]


def fragments(path: Path) -> set[str]:
    """Return the blocks that are this page's own, not a slot of what it extends."""
    slots = {block for parent in family(path)[1:] for block in BLOCK.findall(SOURCES[parent])}
    return set(BLOCK.findall(SOURCES[path])) - slots


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.S)


def without_jinja(text: str, *, instead: str = "") -> str:
    """Leave the markup; what Jinja writes becomes nothing."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", instead, without_comments(text), flags=re.S)


def tags(text: str) -> Iterator[str]:
    """Yield opening tags, with what Jinja writes in them."""
    yield from re.findall(r"<[a-z][\w-]*(?:\{\{.*?\}\}|\{%.*?%\}|[^>{]|\{(?![{%]))*>", without_comments(text), re.S)


# Reading them


@every_template
def test_first_line_says_what_it_is(path: Path):
    assert SOURCES[path].startswith("{# ")


@every_page
def test_page_says_what_it_expects_and_its_fragments(path: Path):
    header = re.match(r"\{#.*?Expects: .+?(?:Fragments: (.*?)\.)?\s*#\}", SOURCES[path], re.S)
    assert header, "start with {# … Expects: … Fragments: … #}"
    declared = set(re.findall(r"\b([a-z_]+)\b(?= \(oob\)|,|$)", header[1] or "")) - {"none"}
    assert declared == fragments(path)


@every_page
def test_fragment_is_named_like_its_element(path: Path):
    ids = set(re.findall(r'\bid="([\w-]+)"', SOURCES[path]))
    assert fragments(path) - ids == set()


@every_template
def test_page_is_short(path: Path):
    assert SOURCES[path].count("\n") <= MAX_LINES or LONG in SOURCES[path]


NAMED = re.compile(r'"([\w./-]+\.html)"')
NAMED_IN = Counter(found for text in SOURCES.values() for found in set(NAMED.findall(text)))


@every_template
def test_template_is_used(path: Path):
    by_itself = name(path) in NAMED.findall(SOURCES[path])
    assert NAMED_IN[name(path)] > by_itself


# Words


@every_template
def test_every_visible_word_can_be_translated(path: Path):
    source = re.sub(r"\{% block (body_class|style) %\}.*?\{% endblock %\}", "", SOURCES[path], flags=re.S)
    text = re.sub(r"<(script|style|code|pre|svg)\b.*?</\1>", "", without_jinja(source), flags=re.S)
    visible = re.sub(r"<[^>]*>", " ", text)
    attributes = re.findall(r'\b(?:aria-label|alt|title|placeholder|data-th)="([^"]*)"', text)
    no_words = r"&\w+;|[\w-]+\.(json|csv|xml|atom)\b"
    words = re.findall(r"[A-Za-zÀ-ÿ/]{2,}", re.sub(no_words, " ", " ".join([visible, *attributes])))
    assert [word for word in words if word not in SAME_EVERYWHERE] == []


# Safety


@every_template
def test_nothing_is_declared_safe(path: Path):
    """Markup is made in Python, by who knows that it is."""
    assert re.search(r"\|\s*safe\b|autoescape false", SOURCES[path]) is None


@every_site_template
def test_no_inline_style_or_script(path: Path):
    text = without_comments(SOURCES[path])
    assert re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:|hx-vars", text) is None
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and "application/ld+json" not in tag] == []


@every_site_template
def test_nothing_is_fetched_from_elsewhere(path: Path):
    loading = [tag for tag in tags(SOURCES[path]) if re.match(r"<(img|script|iframe|source|video|use|link)\b", tag)]
    assert [tag for tag in loading if re.search(r'(src|href)="(https?:)?//', tag)] == []


@every_template
def test_posted_form_carries_a_token(path: Path):
    forms = re.findall(r"<form\b.*?</form>", SOURCES[path], re.S)
    posted = [form for form in forms if re.search(r'<form[^>]*method="post"', form, re.S)]
    assert [form[:80] for form in posted if "csrf" not in form and "{{ caller()" not in form] == []


# Without JavaScript


@every_template
def test_what_htmx_does_a_plain_form_or_link_does_too(path: Path):
    acting = [tag for tag in tags(SOURCES[path]) if re.search(r"\shx-(get|post|put|patch|delete)=", tag)]
    # What loads by itself stands around a link (or is one more look at what is shown).
    acting = [tag for tag in acting if not re.search(r'hx-trigger="(load|revealed|every)', tag)]
    assert [tag for tag in acting if not re.search(r"\s(action|formaction|href)=", tag)] == []


@every_template
def test_swaps_say_where_themselves(path: Path):
    """Nothing is inherited, so that the markup means the same to htmx 4."""
    acting = [tag for tag in tags(SOURCES[path]) if re.search(r"\shx-(get|post)=", tag)]
    assert [tag for tag in acting if "hx-target=" not in tag and "hx-swap=" not in tag] == []


@every_template
def test_two_blocks_out_of_band_at_most(path: Path):
    assert SOURCES[path].count("hx-swap-oob") <= 2


# Structure


@every_page
def test_page_has_one_main_heading(path: Path):
    parts = [TEMPLATES / part for part in re.findall(r'\{% include "([^"]+)"', SOURCES[path])]
    text = without_comments("".join(SOURCES[part] for part in [*family(path), *parts]))
    if "<html" in text:
        assert "<h1" in text or "level=1" in text
        assert text.count("<h1") <= 1 + text.count("{% else %}")  # one in each branch


@every_site_template
def test_column_headings_say_so(path: Path):
    assert [tag for tag in tags(SOURCES[path]) if re.match(r"<th\b", tag) and "scope=" not in tag] == []


@every_site_template
def test_ids_are_unique(path: Path):
    ids = re.findall(r'\sid="([\w-]+)"', without_comments(SOURCES[path]))
    branches = SOURCES[path].count("{% else %}") + SOURCES[path].count("{% elif")
    assert len(ids) - len(set(ids)) <= branches


# What they name exists


@pytest.fixture(scope="module")
def environment() -> Environment:
    """Parse only: nothing is rendered here."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
    for filter_name in set(re.findall(r"\|\s*(\w+)", "".join(SOURCES[path] for path in PATHS))):
        environment.filters.setdefault(filter_name, str)
    return environment


@pytest.fixture(scope="module")
def macros(environment: Environment) -> set[str]:
    tree = environment.parse((TEMPLATES / "ui" / "macros.html").read_text())
    return {node.target.name for node in tree.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)}


@every_template
def test_macros_it_calls_exist(path: Path, environment: Environment, macros: set[str]):
    tree = environment.parse(SOURCES[path])
    used = {node.attr for node in tree.find_all(nodes.Getattr) if getattr(node.node, "name", "") == "ui"}
    assert used - macros == set()


def test_filters_exist(app: Flask):
    used = {
        (name(path), node.name) for path in PATHS for node in app.jinja_env.parse(SOURCES[path]).find_all(nodes.Filter)
    }
    assert [found for found in sorted(used) if found[1] not in app.jinja_env.filters] == []


def test_every_template_compiles(app: Flask):
    assert [name(path) for path in PATHS if app.jinja_env.get_template(name(path)) is None] == []


SPRITE = (STATIC / "img" / "sprite.svg").read_text()
ICONS = set(re.findall(r'<symbol id="i-([\w-]+)"', SPRITE))


def test_every_tile_is_drawn():
    assert set(TILES) == set(re.findall(r'<symbol id="t-([\w-]+)"', SPRITE))


@each_of(SOURCES)
def test_icons_it_names_exist(path: Path):
    pattern = r'\b(?:icon|draw)\("([\w-]+)"|\bicon="([\w-]+)"' if path.suffix == ".html" else r'\bicon="([\w-]+)"()'
    used = {first or second for first, second in re.findall(pattern, SOURCES[path])}
    assert used - ICONS == set()


@every_template
def test_mosaics_it_names_exist(path: Path):
    rows = re.findall(r'\b(?:mosaic\(|art=)"([^"]+)"', SOURCES[path])
    assert {tile for row in rows for tile in row.replace("/", " ").split()} - set(TILES) == set()


STYLED = {
    found
    for path in (STATIC / "css").rglob("*.css")
    for found in re.findall(
        r"\.(-?[A-Za-z_][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.S)
    )
}


@every_site_template
def test_classes_it_uses_have_a_style(path: Path):
    written = re.findall(r'\sclass="([^"]*)"', without_jinja(SOURCES[path], instead="…"))
    used = {word for text in written for word in text.replace("…", " … ").split() if "…" not in word}
    # A word cut by Jinja ends with what follows the cut: "btn--" before {{ size }}.
    assert {word for word in used if not HOOKS.match(word) and not word.endswith("-")} - STYLED == set()
