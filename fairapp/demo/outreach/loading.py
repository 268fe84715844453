"""Schools, what companies offer to their classes, and requests in every state."""

import random

from sqlmodel import Session, col, select

from fairapp.clusters.models import Cluster, Company
from fairapp.demo.outreach.requests import load_requests
from fairapp.demo.outreach.schools import load_schools
from fairapp.demo.outreach.stage import Stage
from fairapp.demo.outreach.visits import load_visits


def load_outreach(session: Session, rnd: random.Random) -> None:
    """Load all of it into the region that is there."""
    stage = Stage(session, rnd)
    for cluster in session.exec(select(Cluster).order_by(col(Cluster.id))):
        stage.clusters[cluster.slug] = cluster
    for company in session.exec(select(Company).order_by(col(Company.id))):
        stage.companies[company.name] = company
    load_schools(stage)
    load_visits(stage)
    load_requests(stage)
