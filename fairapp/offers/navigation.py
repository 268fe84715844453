"""What the domain adds to the site: its pages, its links in the menus of spaces, its words elsewhere."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlmodel import Session

from fairapp.clusters.enums import RuleField
from fairapp.clusters.models import Cluster, Company
from fairapp.offers.alerts import views as alerts
from fairapp.offers.api import views as api
from fairapp.offers.applications import views as applications
from fairapp.offers.applications.inbox import navigation as inbox
from fairapp.offers.board import views as board
from fairapp.offers.editing import views as editing
from fairapp.offers.enums import CONTRACT_LABELS, REMOTE_LABELS
from fairapp.offers.expiring import views as expiring
from fairapp.offers.exports import views as exports
from fairapp.offers.feeds import views as feeds
from fairapp.offers.following import views as following
from fairapp.offers.imports import views as imports
from fairapp.offers.labels import choices
from fairapp.offers.lifecycle import ACTION_LABELS
from fairapp.offers.lookups import views as lookups
from fairapp.offers.moderation import views as moderation
from fairapp.offers.moderation.queries import count_queue
from fairapp.offers.partners import views as partners
from fairapp.offers.queries import count_of_company
from fairapp.offers.reports import views as reports
from fairapp.offers.reviewing import views as reviewing
from fairapp.offers.statistics import views as statistics
from fairapp.offers.widget import views as widget
from fairapp.web.i18n import translate
from fairapp.web.navigation import MenuGroup, MenuLink

BLUEPRINTS = (
    *applications.BLUEPRINTS,
    editing.bp, following.bp, partners.bp, moderation.bp, reviewing.bp, reports.bp, lookups.bp,
    board.bp, *alerts.BLUEPRINTS, feeds.bp, api.bp, widget.bp, imports.bp, exports.bp, expiring.bp, statistics.bp,
    *inbox.BLUEPRINTS,
)  # fmt: skip


def organiser_links(session: Session, cluster: Cluster) -> list[MenuGroup]:
    """Return the organiser's links, with what waits."""
    counts = count_queue(session, cluster.id)
    waiting = counts["a-relire"] + counts["signalees"]
    path = f"/pilotage/{cluster.slug}/offres"
    moderation_link = MenuLink(path, _("Modération"), "shield", "moderation", count=str(waiting or ""), hot=waiting > 0)
    imports_link = MenuLink(f"/pilotage/{cluster.slug}/imports", _("Imports"), "upload", "imports")
    figures_link = MenuLink(f"/pilotage/{cluster.slug}/statistiques", _("Statistiques"), "chart", "statistics")
    widget_link = MenuLink(
        f"/pilotage/{cluster.slug}/widget", _("Sur un autre site"), "screen", "widget", short=_("Autre site")
    )
    links = [moderation_link, inbox.organiser_link(session, cluster), imports_link, figures_link, widget_link]
    return [MenuGroup(_("Offres"), links)]


def company_links(session: Session, company: Company) -> list[MenuGroup]:
    """Return the company's links: its offers on line, and what it is asked to share."""
    tally = count_of_company(session, company.id)
    path = f"/entreprise/{company.slug}"
    return [
        MenuGroup(
            _("Recruter"),
            [
                MenuLink(f"{path}/offres", _("Offres"), "briefcase", "offers", count=str(tally.live or "")),
                inbox.company_link(session, company),
                MenuLink(f"{path}/candidats", _("Candidats"), "users", "candidates"),
                MenuLink(
                    f"{path}/partages", _("Offres partagées"), "share", "shares",
                    count=str(tally.shares or ""), hot=tally.shares > 0, short=_("Partages"),
                ),
            ],
        )
    ]  # fmt: skip


def rule_choices() -> Mapping[RuleField, Sequence[tuple[str, str]]]:
    """Return what a pooling rule may ask of an offer's own lists."""
    return {RuleField.CONTRACT: choices(CONTRACT_LABELS), RuleField.REMOTE: choices(REMOTE_LABELS)}


def audit_labels() -> Mapping[str, str]:
    """Return the words of the journal's lines about offers."""
    exported = {"offer.statistics": _("Statistiques exportées")}
    return {f"offer.{action}": translate(label) for action, label in ACTION_LABELS.items()} | exported
