"""The default legal texts, honest about what this program does; whoever publishes the site completes them."""

from flask import current_app, render_template

from fairapp.clusters.enums import LegalPageKind
from fairapp.clusters.models import Cluster
from fairapp.core.settings import Settings


def legal_text(kind: LegalPageKind, cluster: Cluster | None) -> str:
    """Return the default page in Markdown, for the whole site if `cluster` is None."""
    settings: Settings = current_app.extensions["fairapp"].settings
    return render_template(f"clusters/legal/{kind.value}.md", cluster=cluster, settings=settings)
