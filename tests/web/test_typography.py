"""French typography: added to our messages, never to people's words."""

import pytest
from babel.support import Translations
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale, gettext, ngettext
from markupsafe import Markup

from fairapp.web import typography
from fairapp.web.typography import NARROW_NO_BREAK as NNB
from fairapp.web.typography import NO_BREAK as NB
from fairapp.web.typography import polish


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Rien ici : cherchez", f"Rien ici{NB}: cherchez"),
        ("Vraiment ? Oui ! Bien ; sûr", f"Vraiment{NNB}? Oui{NNB}! Bien{NNB}; sûr"),
        ("« soudeuse »", f"«{NB}soudeuse{NB}»"),
        ("l'offre n'existe pas, aujourd'hui", "l’offre n’existe pas, aujourd’hui"),
        ("l'%(name)s de l'«équipe»", "l’%(name)s de l’«équipe»"),
        ("2 150 à 2 500 € brut", f"2{NNB}150 à 2{NNB}500{NB}€ brut"),
        ("12 offres à 25 km", f"12{NB}offres à 25{NB}km"),
        ("%(num)s offres", f"%(num)s{NB}offres"),
        ("50 % des postes", f"50{NB}% des postes"),
        ("Rendez-vous à 9 h 30", f"Rendez-vous à 9{NB}h{NB}30"),
        ("Total %(total)s, page %(page)s", "Total %(total)s, page %(page)s"),
        ("https://exemple.fr/?q=a&b='c'", "https://exemple.fr/?q=a&b='c'"),
        ('<a href="/x?y=1">Voir</a>', '<a href="/x?y=1">Voir</a>'),
    ],
)
def test_polish(typed: str, shown: str):
    assert polish(typed) == shown
    assert polish(shown) == shown


@pytest.fixture
def app(tmp_path) -> Flask:
    app = Flask("tiny")
    typography.install(app, Babel(app, default_locale="fr", default_translation_directories=str(tmp_path)))
    return app


def render(app: Flask, source: str, **context: object) -> str:
    with app.test_request_context():
        return render_template_string(source, **context)


def test_messages_are_polished_in_templates_and_in_python(app: Flask):
    assert render(app, "{{ _('Prêt ?') }}") == f"Prêt{NNB}?"
    with app.test_request_context():
        assert gettext("Prêt ?") == f"Prêt{NNB}?"


def test_people_s_words_are_left_alone_unless_asked(app: Flask):
    assert render(app, "{{ words }}|{{ words|typo }}", words="Prêt ?") == f"Prêt ?|Prêt{NNB}?"
    assert render(app, "{{ words|typo }}", words="<b>?") == "&lt;b&gt;?"
    assert render(app, "{{ words|typo }}", words=Markup("<b>Prêt ?</b>")) == f"<b>Prêt{NNB}?</b>"


def test_what_is_put_into_a_message_is_escaped_and_left_alone(app: Flask):
    shown = render(app, "{{ _('Recherche : %(text)s', text=words) }}", words="<b> ? l'a")
    assert shown == f"Recherche{NB}: &lt;b&gt; ? l&#39;a"


def test_plain_text_is_not_escaped(app: Flask):
    with app.test_request_context():
        template = app.jinja_env.overlay(autoescape=False).from_string("{{ _('Pour %(who)s', who=who) }}")
        assert template.render(who="A & B") == "Pour A & B"


def test_percent_is_written_twice_everywhere(app: Flask):
    assert render(app, "{{ _('100 %%') }}|{{ _('%(n)s %%', n=5) }}") == f"100{NB}%|5{NB}%"


def test_large_numbers_are_counted_in_groups_of_three(app: Flask):
    assert render(app, "{{ ngettext('%(num)s badge', '%(num)s badges', 1242) }}") == f"1{NNB}242 badges"


@pytest.mark.parametrize(("count", "shown"), [(0, "0 offre"), (1, "1 offre"), (1.5, "1.5 offre"), (2, "2 offres")])
def test_french_plural_starts_at_two(app: Flask, count: float, shown: str):
    """English has « 0 offres »: gettext's default."""
    expected = shown.replace(" ", NB)
    assert render(app, "{{ ngettext('%(num)s offre', '%(num)s offres', n) }}", n=count) == expected
    with app.test_request_context():
        assert ngettext("%(num)s offre", "%(num)s offres", count) == expected


def test_blocks_of_translated_text_work_too(app: Flask):
    text = "{% trans n=n %}Il reste {{ n }} place !{% pluralize %}Il reste {{ n }} places !{% endtrans %}"
    assert render(app, text, n=3) == f"Il reste 3{NB}places{NNB}!"


def test_another_language_has_its_own_messages(app: Flask, monkeypatch: pytest.MonkeyPatch):
    english = Translations()
    english._catalog = {"Prêt ?": "Ready?"}
    monkeypatch.setattr(typography.Domain, "get_translations", lambda _self: english)
    with app.test_request_context():
        template = app.jinja_env.from_string("{{ _('Prêt ?') }}")
        french = template.render()
        with force_locale("en"):
            assert (french, template.render(), template.render()) == (f"Prêt{NNB}?", "Ready?", "Ready?")
