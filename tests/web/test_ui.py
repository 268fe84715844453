"""Macros: what they promise to screen readers, to people without script, and to what is typed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, Response, g
from markupsafe import Markup

from fairapp.core.actor import Actor
from fairapp.core.paths import TEMPLATES
from fairapp.core.settings import Settings
from fairapp.web import artwork, assets, i18n, notices, pages, pagination, parts, theme
from fairapp.web.cards import OfferCard
from fairapp.web.navigation import MenuGroup, MenuLink
from tests.support.htmx import soup

NB = "\u00a0"


@dataclass
class Form:
    """What macros read of a form."""

    typed: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Board:
    name: str = "Cluster des Monts"
    url: str = "/clusters/monts"
    logo_url: str | None = "/logos/1"
    theme_url: str | None = "/clusters/monts/theme.css"
    tagline: str = ""


@pytest.fixture(scope="module")
def app() -> Flask:
    """Give the look alone: no database, no view."""
    app = Flask("look", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = "a secret of the tests"
    pages.install(app, Settings(env="test", product_name="Quai commun"))
    i18n.install(app)
    for module in (notices, theme, pagination, parts):
        module.install(app)
    assets.install(app)
    artwork.install(app, app.jinja_env.globals["asset"])
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    pages.install_macros(app)
    return app


Show = Callable[..., BeautifulSoup]


@pytest.fixture
def show(app: Flask) -> Show:
    """Render a piece of template: `show("{{ ui.pill('x') }}", path="/", actor=None, cookies="", **context)`."""

    def render(source: str, *, path: str = "/", actor: Actor | None = None, cookies: str = "", **context: Any) -> Any:
        with app.test_request_context(path, headers={"Cookie": cookies} if cookies else {}):
            g.actor = actor
            return soup(app.jinja_env.from_string(source).render(**context))

    return render


FIELDS = {
    "field": "{{ ui.field(form, 'x', 'Nom', hint='Aide', optional=optional) }}",
    "date": "{{ ui.date(form, 'x', 'Nom', hint='Aide', optional=optional) }}",
    "money": "{{ ui.money(form, 'x', 'Nom', hint='Aide', optional=optional) }}",
    "textarea": "{{ ui.textarea(form, 'x', 'Nom', hint='Aide', optional=optional) }}",
    "select": "{{ ui.select(form, 'x', 'Nom', [('a', 'A')], hint='Aide', optional=optional) }}",
    "combobox": "{{ ui.combobox(form, 'x', 'Nom', '/c', hint='Aide', optional=optional) }}",
    "place": "{{ ui.place(form, 'x', 'Nom', hint='Aide', optional=optional) }}",
}
every_field = pytest.mark.parametrize("source", FIELDS.values(), ids=FIELDS)


@every_field
def test_field_has_its_label_hint_and_error(show: Show, source: str):
    page = show(source, form=Form(errors={"x": "Corrigez."}), optional=False)
    control = page.select_one("#x")
    assert page.select_one("label[for=x]").get_text(strip=True) == "Nom"
    assert (control["name"], control["aria-invalid"], control.has_attr("required")) == ("x", "true", True)
    told = [page.find(id=one).get_text(strip=True) for one in control["aria-describedby"].split()]
    assert told == ["Corrigez.", "Aide"]


def test_a_password_is_never_written_back(show: Show):
    page = show("{{ ui.field(form, 'x', 'Mot de passe', type='password') }}", form=Form(typed={"x": "s3cret"}))
    assert not page.select_one("#x").has_attr("value")


@every_field
def test_optional_field_says_so_and_is_not_required(show: Show, source: str):
    page = show(source, form=None, optional=True)
    assert page.select_one("label[for=x] .opt").get_text() == "facultatif"
    assert not page.select_one("#x").has_attr("required")
    assert not page.select_one("#x").has_attr("aria-invalid")


@pytest.mark.parametrize("macro", ["field", "date", "money", "combobox", "place"])
def test_what_was_typed_stays_and_is_escaped(show: Show, macro: str):
    page = show(FIELDS[macro], form=Form({"x": '"><b>'}), optional=False)
    assert page.select_one("#x")["value"] == '"><b>'


def test_typed_text_stays_in_a_textarea_line_breaks_too(show: Show):
    page = show(FIELDS["textarea"], form=Form({"x": "\n<b>\nfin"}), optional=False)
    assert page.select_one("#x").get_text() == "\n<b>\nfin"


def test_typed_choice_stays(show: Show):
    source = "{{ ui.select(form, 'x', 'Nom', [(1, 'Un'), (2, 'Deux')], blank='Peu importe') }}"
    chosen = show(source, form=Form({"x": "2"})).select("option[selected]")
    assert [option.get_text() for option in chosen] == ["Deux"]


def test_a_row_s_field_has_an_id_that_links_can_name(show: Show):
    page = show(
        "{{ ui.error_summary(form) }}{{ ui.field(form, 'places[0].insee', 'Lieu') }}",
        form=Form(errors={"places[0].insee": "Choisissez une commune."}),
    )
    assert page.select_one(".error-summary a")["href"] == "#places-0-insee"
    assert page.select_one("#places-0-insee")["name"] == "places[0].insee"


@pytest.mark.parametrize(
    ("typed", "checked", "ticked"),
    [({}, False, False), ({}, True, True), ({"x": "1"}, False, True), ({"x": ""}, True, False)],
)
@pytest.mark.parametrize("macro", ["checkbox", "switch"])
def test_what_was_ticked_wins_over_the_default(show: Show, macro: str, typed: Any, checked: bool, ticked: bool):
    page = show("{{ ui[macro](form, 'x', 'Oui', checked=checked) }}", macro=macro, form=Form(typed), checked=checked)
    assert page.select_one("label input").has_attr("checked") == ticked


def test_several_ticks_stay(show: Show):
    source = "{{ ui.checks(form, 'x', 'Jours', [('lun', 'Lundi'), ('mar', 'Mardi', 3)]) }}"
    page = show(source, form=Form({"x": ["mar"]}, {"x": "Trop peu."}))
    assert [box["value"] for box in page.select("input[checked]")] == ["mar"]
    assert page.select_one("fieldset legend").get_text() == "Jours"
    assert page.find(id=page.fieldset["aria-describedby"]).get_text(strip=True) == "Trop peu."


def test_choices_are_one_group_with_a_legend(show: Show):
    page = show("{{ ui.choices(none, 'x', 'Type', [('a', 'A', 'mot'), ('b', 'B')], value='b') }}")
    assert {radio["name"] for radio in page.select("input[type=radio]")} == {"x"}
    assert page.select_one("input[checked]")["value"] == "b"
    assert page.select_one("fieldset legend").get_text() == "Type"


def test_file_field_keeps_its_name_for_screen_readers(show: Show):
    page = show("{{ ui.upload(none, 'x', 'Logo', accept='image/png') }}")
    control = page.select_one("input[type=file]")
    assert page.find(id=control["aria-labelledby"]).get_text(strip=True) == "Logo"


def test_error_summary_takes_the_focus_and_counts(show: Show):
    page = show("{{ ui.error_summary(form) }}", form=Form(errors={"": "Déjà là.", "x": "Corrigez."}))
    summary = page.select_one(".error-summary")
    assert (summary["role"], summary["tabindex"], summary.has_attr("autofocus")) == ("alert", "-1", True)
    assert summary.h2.get_text(strip=True) == "2 points à corriger"
    assert show("{{ ui.error_summary(form) }}", form=Form()).select_one(".error-summary") is None


# Offers

CARD = OfferCard(
    url="/offres/1-soudeur", title=Markup("<mark>Soudeur</mark> F/H"), company="A & B", logos=[(1, None), (2, "/l/2")],
    tags=["CDI"], text="<script>", place="Aubenas (07)", distance="à 4 km", age="il y a 2 jours", note="Nouveau",
    shared=True, week=[("a", "Lun"), ("off", "Mar")],
)  # fmt: skip


def test_card_shows_everything_once_and_one_link(show: Show):
    card = show("<ul>{{ ui.offer_cards(rows) }}</ul>", rows=[CARD]).article
    assert [link["href"] for link in card.select("a")] == ["/offres/1-soudeur"]
    assert card.h3.get_text() == "Soudeur F/H"
    assert [tag.get_text(strip=True) for tag in card.select(".tag")] == ["CDI", "Temps partagé"]
    assert card.select_one(".offer__foot").get_text("|") == "Aubenas (07), à 4 km|il y a 2 jours|Nouveau"
    assert [day["class"] for day in card.select(".week li")] == [["co-a"], ["co-off"]]
    assert (len(card.select("svg.logo")), card.img["alt"]) == (1, "")


def test_card_escapes_all_but_marked_texts(show: Show):
    card = show("<ul>{{ ui.offer_cards(rows) }}</ul>", rows=[CARD]).article
    assert card.select("script") == []
    assert card.select_one("mark").get_text() == "Soudeur"
    assert card.select_one(".offer__who").get_text() == "A & B"


def test_bare_card_leaves_no_empty_part(show: Show):
    row = OfferCard("/offres/1", "Soudeur", "ACME", [(1, None)])
    card = show("<ul>{{ ui.offer_cards([row], level=2) }}</ul>", row=row).article
    assert card.select(".tags, .week, .offer__text, .offer__foot span") == []
    assert card.h2.get_text() == "Soudeur"


# Finding one's way


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, []),
        (1, 3, ["1", "2", "3", "next"]),
        (5, 9, ["prev", "1", "…", "4", "5", "6", "…", "9", "next"]),
        (9, 9, ["prev", "1", "…", "8", "9"]),
    ],
)
def test_pagination_shows_neighbours_and_ends(show: Show, page: int, pages: int, shown: list[str]):
    items = show("{{ ui.pagination(page, pages, '/o?q=a&p={page}') }}", page=page, pages=pages).select("li")
    assert [(item.a and item.a.get("rel", [""])[0]) or item.get_text().removeprefix("Page ") for item in items] == shown


def test_pagination_is_links_that_htmx_improves(show: Show):
    page = show("{{ ui.pagination(2, 3, '/o?p={page}', '#results') }}")
    assert all(link["href"] == link["hx-get"] and link["hx-target"] == "#results" for link in page.select("a"))
    assert [link["href"] for link in page.select("[aria-current=page]")] == ["/o?p=2"]


def test_crumbs_end_where_one_is(show: Show):
    page = show("{{ ui.crumbs([('Accueil', '/'), ('Ici', none)]) }}")
    assert page.nav["aria-label"] == "Fil d’Ariane"
    assert [item.get_text() for item in page.select("[aria-current=page]")] == ["Ici"]


def test_steps_are_told_in_words(show: Show):
    steps = show("{{ ui.steps(['A', 'B', 'C'], 2) }}").select("li")
    assert [(step["data-step"], step.get("class"), step.get("aria-current")) for step in steps] == [
        ("Étape 1", ["done"], None), ("Étape 2", None, "step"), ("Étape 3", None, None),
    ]  # fmt: skip


# Actions


def test_post_button_works_without_script(show: Show):
    source = "{{ ui.post_button('/x', 'Supprimer', icon='trash', fields={'id': 4}, confirm='Sûr ?', target='#l') }}"
    form = show(source).form
    assert (form["method"], form["action"], form["hx-post"], form["data-confirm"]) == ("post", "/x", "/x", "Sûr ?")
    sent = {hidden["name"]: hidden["value"] for hidden in form.select("[type=hidden]")}
    assert sent == {"csrf_token": "token", "id": "4"}
    assert form.button.get_text() == "Supprimer"


def test_icon_button_keeps_a_name(show: Show):
    assert show("{{ ui.post_button('/x', 'Ôter', icon='x', label_hidden=true) }}").button["aria-label"] == "Ôter"


def test_bulk_selection_names_each_row(show: Show):
    page = show("{{ ui.select_all() }}{{ ui.select_row('o', 1, 'Soudeur') }}{{ ui.bulk_count() }}")
    assert [box["aria-label"] for box in page.select("input")] == ["Tout choisir", "Choisir Soudeur"]
    assert page.select_one("[data-bulk-count]")["data-many"] == "%(num)s lignes choisies"


def test_confirmation_page_has_a_way_back(show: Show):
    page = show("{{ ui.confirm_form('/x', 'Clore ?', 'Elle disparaît.', 'Clore', '/retour') }}")
    assert (page.form["method"], page.select_one("a.btn")["href"]) == ("post", "/retour")


# Messages


@pytest.mark.parametrize(
    ("level", "tone"), [("success", "ok"), ("warning", "warn"), ("error", "bad"), ("info", "info")]
)
def test_message_of_the_page_before_is_announced(app: Flask, show: Show, level: str, tone: str):
    with app.test_request_context():
        redirect = Response()
        notices.keep(redirect, "Bonjour", level=level)
    page = show("{{ ui.flashes() }}", cookies=redirect.headers["Set-Cookie"].partition(";")[0])
    assert page.select_one("[role=status] .callout")["data-tone"] == tone


# Layouts

PUBLIC = "{% extends 'layouts/public.html' %}{% block title %}Offres{% endblock %}{% block main %}<h1>Offres</h1>{% endblock %}"
SPACE = (
    "{% extends 'layouts/app.html' %}{% block title %}Offres{% endblock %}{% block bar %}<h1>Offres</h1>{% endblock %}"
)
GWEN = Actor(account_id=1, email="gwen@example.org", name="Gwen Prigent")
MENU = [
    MenuGroup("ACME", [MenuLink(f"/e/{key}", key.title(), "home", key) for key in ("home", "offers", "people")]),
    MenuGroup("Compte", [MenuLink(f"/e/{key}", key.title(), "home", key) for key in ("team", "other")]),
]


def test_public_page_has_its_landmarks(show: Show):
    page = show(PUBLIC)
    assert (page.title.get_text(), page.html["lang"]) == ("Offres · Quai commun", "fr")
    assert page.select_one("a.skip")["href"] == "#contenu"
    assert page.select_one("main#contenu h1").get_text() == "Offres"
    assert page.select_one("#toasts")["role"] == "status"
    assert {link["href"] for link in page.select(".site-header a.btn")} >= {"/recruter", "/connexion"}


def test_theme_comes_with_the_page(show: Show):
    assert "data-theme" not in show(PUBLIC).html.attrs
    assert show(PUBLIC, cookies="theme=dark").html["data-theme"] == "dark"
    assert "data-theme" not in show(PUBLIC, cookies='theme="><script>').html.attrs


def test_nothing_runs_or_is_styled_inline(show: Show):
    page = show(PUBLIC, actor=GWEN, account_menu=[])
    assert [tag for tag in page.select("script") if not tag.get("src")] == []
    assert page.select("style, [style], [onclick]") == []


def test_current_section_is_told(show: Show):
    page = show("{% set section = 'offers' %}" + PUBLIC)
    assert [link["href"] for link in page.select(".nav [aria-current=page]")] == ["/offres"]


def test_visitor_gets_no_cookie_making_token(app: Flask, show: Show):
    """The token makes a cookie, and a page with a cookie cannot be cached."""
    assert show(PUBLIC).select("[name=csrf_token]") == []
    assert len(show(PUBLIC, actor=GWEN).select("form[action='/deconnexion'] [name=csrf_token]")) == 2


def test_board_brings_its_name_logo_and_colours(show: Show):
    page = show(PUBLIC, board=Board())
    assert page.title.get_text() == "Offres · Cluster des Monts"
    assert page.select_one(".site-header .brand img")["src"] == "/logos/1"
    sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
    assert sheets[-1] == "/clusters/monts/theme.css"
    assert [link["href"] for link in page.select(".nav a")] == [
        "/clusters/monts", "/clusters/monts/offres", "/salons", "/clusters/monts/entreprises",
    ]  # fmt: skip


def test_board_without_logo_or_colours_looks_like_the_product(show: Show):
    page = show(PUBLIC, board=Board(logo_url=None, theme_url=None))
    assert page.select_one(".site-header .brand img") is None
    assert len(page.select("link[rel=stylesheet]")) == 1


@pytest.mark.parametrize("here", [{"current": "offers"}, {"path": "/e/offers"}])
def test_space_shows_where_one_is(show: Show, here: dict[str, str]):
    page = show(SPACE, actor=GWEN, menu=MENU, space="Espace entreprise", **here)
    assert [link["href"] for link in page.select(".side [aria-current=page]")] == ["/e/offers"]
    assert page.select_one("aside.side")["aria-label"] == "Espace entreprise"


def test_phone_reaches_the_whole_menu(show: Show):
    page = show(SPACE, actor=GWEN, menu=MENU, space="Espace entreprise")
    assert len(page.select(".tabbar > a")) == 4
    links = [link["href"] for link in page.select(".tabbar .menu__panel a")]
    assert links == ["/e/home", "/e/offers", "/e/people", "/e/team", "/e/other", "/compte/"]


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_error_page_says_what_to_do(show: Show, code: int):
    page = show("{% extends 'errors/error.html' %}", code=code, message="Cette page a été retirée.")
    assert page.h1.get_text() == "Cette page a été retirée."
    assert len(page.select_one("main p").get_text()) > 20
    assert page.select_one("main a.btn")["href"]
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_htmx_swaps_refusals_and_evaluates_nothing(show: Show):
    config = json.loads(show(PUBLIC).select_one("meta[name=htmx-config]")["content"])
    swapped = {rule["code"] for rule in config["responseHandling"] if rule["swap"]}
    assert swapped == {"[23]..", "409", "422"}
    assert (config["allowEval"], config["historyCacheSize"], config["selfRequestsOnly"]) == (False, 0, True)
