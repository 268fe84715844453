"""The application factory: the only module that knows all others."""

import os
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import structlog
from flask import Flask, current_app
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from fairapp import reference
from fairapp.accounts import hooks as accounts
from fairapp.accounts import views as account_views
from fairapp.accounts.views.presence import load_actor
from fairapp.candidates import hooks as candidates
from fairapp.candidates import views as candidate_views
from fairapp.candidates.enums import Purpose
from fairapp.candidates.personal import erase_profile, export_cv, export_profile
from fairapp.clusters import queries as cluster_queries
from fairapp.clusters import views as cluster_views
from fairapp.clusters.models import Cluster, Company
from fairapp.clusters.people.services import forget_person
from fairapp.core.clock import now
from fairapp.core.db import make_engine, open_session
from fairapp.core.paths import TEMPLATES
from fairapp.core.settings import Settings
from fairapp.core.setup import prepare
from fairapp.core.tasks import Task, TaskStatus, enqueue_reactions
from fairapp.dashboard import views as dashboard
from fairapp.dashboard.letters import views as letters
from fairapp.fairs import navigation as fair_navigation
from fairapp.fairs.registrations.meeting import visitors_of
from fairapp.fairs.registrations.personal import erase_registrations, export_registrations
from fairapp.fairs.stands.personal import erase_bookings, export_bookings
from fairapp.offers import navigation as offer_navigation
from fairapp.offers.alerts.personal import erase_alerts, export_alerts
from fairapp.offers.applications.inbox.personal import export_answers
from fairapp.offers.applications.personal import erase_applications, export_applications, export_sent_cvs
from fairapp.offers.applications.queries import applicants_of
from fairapp.offers.board.counting import count_open
from fairapp.offers.board.hiring import count_hiring
from fairapp.offers.documents import OFFERS
from fairapp.outreach import navigation as outreach_navigation
from fairapp.outreach.catalogue.documents import INTERVENTIONS
from fairapp.outreach.interventions.personal import erase_speakers, export_speakers
from fairapp.outreach.requests.personal import erase_requests, export_requests
from fairapp.outreach.schools.personal import erase_school_joins, export_school_joins
from fairapp.search import IndexUnusable, SearchIndex, Status
from fairapp.web import install as web
from fairapp.web.health import Check
from fairapp.web.navigation import MenuGroup
from fairapp.wiring import SUBSCRIPTIONS

log = structlog.get_logger(__name__)

FOLLOW_SECONDS = 0.3  # between two looks at the change log
LATE = timedelta(minutes=10)  # a task due so long ago has no worker
BEHIND_TOO_FAR = 1000  # changes not yet in the index: /readyz warns


@dataclass(frozen=True)
class Services:
    """What one process shares between its requests and tasks (`app.extensions["fairapp"]`)."""

    settings: Settings
    engine: Engine
    search: SearchIndex  # of the offers
    catalogue: SearchIndex  # of what companies offer to classes

    @property
    def indexes(self) -> tuple[SearchIndex, ...]:
        """All that follow the change log."""
        return self.search, self.catalogue


class Site(Flask):
    """Flask without coroutines: asking of every hook and view whether it is one costs each request 7 µs."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site; an empty data directory is initialised.

    :raise CommandError: if the database is older than the program.
    """
    settings = settings or Settings()
    engine = make_engine(settings.database_url, threads=settings.threads)
    prepare(settings, engine)
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))  # gunicorn --preload
    app = Site("fairapp", template_folder=TEMPLATES, static_folder=None)
    offers, catalogue = (SearchIndex(settings.search_dir, kind, engine) for kind in (OFFERS, INTERVENTIONS))
    app.extensions["fairapp"] = services = Services(settings, engine, offers, catalogue)
    web.install(app, settings, engine, web.Hooks(load_actor, _react, CHECKS))
    accounts.install(app, _account_hooks())
    cluster_views.install(app, _cluster_hooks())
    fair_navigation.install(app, fair_navigation.Hooks(hiring_companies=_hiring_companies))
    outreach_navigation.install(app)
    candidates.install(app, {Purpose.APPLICATIONS: applicants_of, Purpose.FAIR_EXHIBITORS: visitors_of})
    for blueprint in (
        *account_views.BLUEPRINTS,
        *candidate_views.BLUEPRINTS,
        *offer_navigation.BLUEPRINTS,
        dashboard.bp,
        letters.bp,
    ):
        app.register_blueprint(blueprint)
    web.finish(app)
    app.before_request(lambda: follow_changes(services))
    return app


def create_server() -> Flask:
    """Build the site for a web server that forks: its processes share what has been read ahead."""
    app = create_app()
    read_ahead(app)
    return app


def read_ahead(app: Flask) -> None:
    """Read what the first searches would wait for; the rest is read while people look (see `follow_changes`)."""
    _warm_indexes(services_of(app).indexes)
    reference.occupations().suggest_job_titles("agent")


def services_of(app: Flask) -> Services:
    return cast("Services", app.extensions["fairapp"])


def offer_index(app: Flask) -> SearchIndex:
    return services_of(app).search


_following: set[int] = set()


def follow_changes(services: Services, *, warm: bool = True) -> None:
    """Start, once per process, the thread that keeps this machine's indexes and reference data up to date.

    `warm`: read ahead what requests would wait for, in a thread of its own, as changes wait for nothing.
    Every process tries; the one that holds the file lock works, the others look again later. A test drives the
    follower itself.
    """
    if os.getpid() in _following or (current_app and current_app.testing):
        return
    _following.add(os.getpid())
    threading.Thread(target=_follow, args=(services,), name="search", daemon=True).start()
    if warm:
        threading.Thread(target=_warm, args=(services.indexes,), name="warm", daemon=True).start()


def _warm(indexes: Iterable[SearchIndex]) -> None:
    """One after the other: who searches comes before who first types a town."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 20)  # requests and the follower get their turn after 0.25 ms, not 5, at each wait
    _warm_indexes(indexes)
    reference.warm()
    sys.setswitchinterval(usual)


def _warm_indexes(indexes: Iterable[SearchIndex]) -> None:
    for index in indexes:
        with suppress(IndexUnusable):
            index.warm()


def _follow(services: Services) -> None:
    pause = threading.Event()
    while True:
        try:
            for index in services.indexes:
                index.apply()
            with open_session(services.engine, read_only=True) as session:
                reference.refresh(session)
        except Exception:  # the edge of the thread: the site goes on with what the index holds
            log.exception("search.follow")
            pause.wait(5)
        pause.wait(FOLLOW_SECONDS)


def _react(session: Session) -> None:
    enqueue_reactions(session, SUBSCRIPTIONS)


def _check_index(_session: Session) -> Check:
    """An unusable index is a warning: its pages answer from SQL meanwhile."""
    found = [(index.collection.kind, index.status()) for index in services_of(current_app).indexes]
    warnings = [f"{kind}: {warning}" for kind, status in found if (warning := _index_warning(status))]
    return Check(
        ok=True, detail=", ".join(f"{kind}: {status.documents}" for kind, status in found), warning=", ".join(warnings)
    )


def _index_warning(status: Status) -> str:
    if not status.ready:
        return status.reason or "not ready"
    return f"{status.behind} changes behind" if status.behind > BEHIND_TOO_FAR else ""


def _check_mail(_session: Session) -> Check:
    settings = current_app.extensions["fairapp"].settings
    silent = settings.env == "production" and not settings.smtp_url
    return Check(ok=True, warning="no FAIRAPP_SMTP_URL: no mail leaves" if silent else "")


def _check_queue(session: Session) -> Check:
    """A worker that is gone shows as work that waits; dead tasks wait for a person."""
    late = session.exec(
        select(func.count()).select_from(Task).where(Task.status == TaskStatus.QUEUED, Task.run_at < now() - LATE)
    ).one()
    failed = session.exec(select(func.count()).select_from(Task).where(Task.status == TaskStatus.FAILED)).one()
    warnings = [f"{late} tasks late" if late else "", f"{failed} tasks given up" if failed else ""]
    return Check(ok=True, warning=", ".join(filter(None, warnings)))


CHECKS = {"index": _check_index, "queue": _check_queue, "mail": _check_mail}


def _account_hooks() -> accounts.Hooks:
    return accounts.Hooks(
        affiliations_of=cluster_queries.affiliations_of,
        home=dashboard.home_url,
        staff=cluster_queries.acting_people,
        exporters={
            "affiliations": cluster_queries.export_affiliations,
            "candidate": export_profile,
            "applications": export_applications,
            "answers": export_answers,
            "fairs": export_registrations,
            "stands": export_bookings,
            "alerts": export_alerts,
            "schools": export_school_joins,
            "speakers": export_speakers,
            "requests": export_requests,
        },
        file_exporters={"profil": export_cv, "candidatures": export_sent_cvs},
        erasers=(
            forget_person,
            erase_profile,
            erase_applications,
            erase_registrations,
            erase_bookings,
            erase_alerts,
            erase_school_joins,
            erase_speakers,
            erase_requests,
        ),
    )


def _cluster_hooks() -> cluster_views.Hooks:
    return cluster_views.Hooks(
        offer_counts=lambda session, _ids: count_open(session, offer_index(current_app)).by_cluster,
        organiser_links=_organiser_links,
        company_links=_company_links,
        school_links=outreach_navigation.school_links,
        admin_links=outreach_navigation.admin_links,
        rule_choices=offer_navigation.rule_choices,
        audit_labels=_audit_labels,
    )


def _hiring_companies(session: Session, company_ids: Collection[int], /, **asked: str) -> Mapping[int, int]:
    return count_hiring(session, offer_index(current_app), company_ids, **asked)


_DOMAINS = (offer_navigation, fair_navigation, outreach_navigation)


def _organiser_links(session: Session, cluster: Cluster) -> list[MenuGroup]:
    return [group for domain in _DOMAINS for group in domain.organiser_links(session, cluster)]


def _company_links(session: Session, company: Company) -> list[MenuGroup]:
    return [group for domain in _DOMAINS for group in domain.company_links(session, company)]


def _audit_labels() -> Mapping[str, str]:
    return {action: label for domain in _DOMAINS for action, label in domain.audit_labels().items()}
