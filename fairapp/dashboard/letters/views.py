"""Organisers read every letter that the site can send, as plain text and in its HTML twin."""

import re
import secrets
from email.message import EmailMessage
from typing import Any

from flask import Blueprint, Response, abort, current_app, g
from flask.typing import ResponseReturnValue

from fairapp import mail
from fairapp.clusters.navigation import admin_space, organiser_space
from fairapp.clusters.queries import organised_clusters
from fairapp.dashboard.letters.listing import BY_KEY, by_audience
from fairapp.dashboard.letters.samples import AUDIENCE_LABELS, Sample, letter_of
from fairapp.web.access import organisers_only
from fairapp.web.i18n import translate
from fairapp.web.pages import render
from fairapp.web.security import content_policy

bp = Blueprint("letters", __name__, url_prefix="/organisation/courriels")

FRAME_POLICY = "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
_STYLE = re.compile(r' style="([^"]*)"')


@bp.get("")
@organisers_only
def index() -> ResponseReturnValue:
    with mail.in_language("fr"):
        groups = [
            (audience.value, translate(AUDIENCE_LABELS[audience]), [(one, one.title) for one in samples])
            for audience, samples in by_audience().items()
        ]
    return render("dashboard/letters/index.html", groups=groups, translate=translate, **_space())


@bp.get("/<key>")
@organisers_only
@content_policy(frame_src="'self'")
def show(key: str) -> ResponseReturnValue:
    sample = _sample(key)
    letter = _letter(sample)
    return render(
        "dashboard/letters/show.html",
        sample=sample,
        subject=str(letter["Subject"]),
        to=str(letter["To"]),
        text=_part(letter, "plain"),
        moment=translate(sample.moment),
        audience=translate(AUDIENCE_LABELS[sample.audience]),
        **_space(),
    )


@bp.get("/<key>/html")
@organisers_only
def frame(key: str) -> ResponseReturnValue:
    """Show the HTML part alone: no script, no link that leads anywhere, nothing from outside.

    Mail readers want styles on the elements, which our policy refuses: here they stand in one sheet with a nonce.
    """
    letter, nonce = _part(_letter(_sample(key)), "html"), secrets.token_urlsafe(16)
    styles = list(dict.fromkeys(_STYLE.findall(letter)))
    body = _STYLE.sub(lambda found: f' class="s{styles.index(found[1])}"', letter)
    rules = "\n".join(f".s{number} {{ {style} }}" for number, style in enumerate(styles))
    sheet = f'<style nonce="{nonce}">\n{rules}\n</style>\n</head>'
    response = Response(body.replace("</head>", sheet, 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAME_POLICY.format(nonce=nonce)
    return response


def _space() -> dict[str, Any]:
    """Letters are the same for every cluster: show the menu of one that the reader organises."""
    clusters = organised_clusters(g.session, g.actor)
    return organiser_space(clusters[0], current="letters") if clusters else admin_space(current="letters")


def _sample(key: str) -> Sample:
    return BY_KEY.get(key) or abort(404)


def _letter(sample: Sample) -> EmailMessage:
    return letter_of(current_app.extensions["fairapp"].settings, sample)


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
