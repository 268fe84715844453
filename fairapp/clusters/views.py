"""Every page of the domain, for `create_app`: `install(app, Hooks(…))`."""

from flask import Flask

from fairapp.clusters import hooks as _hooks
from fairapp.clusters.boards.views import pages, public, settings
from fairapp.clusters.companies.views import merging, profile
from fairapp.clusters.companies.views import public as companies
from fairapp.clusters.hooks import Hooks
from fairapp.clusters.members.views import company, joining, listing, member, requests
from fairapp.clusters.navigation import OwnSpaces
from fairapp.clusters.people.views import invitation, teams
from fairapp.clusters.pooling import views as pooling

__all__ = ["BLUEPRINTS", "Hooks", "install"]

BLUEPRINTS = (
    public.bp, companies.bp, joining.bp, invitation.bp,
    listing.bp, member.bp, merging.bp, requests.bp, teams.bp, settings.bp, pages.bp, pooling.bp,
    profile.bp, company.bp,
)  # fmt: skip


def install(app: Flask, hooks: Hooks | None = None) -> None:
    _hooks.install(app, hooks or Hooks())
    app.context_processor(lambda: {"account_menu": OwnSpaces()})
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
