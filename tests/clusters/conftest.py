"""What the tests of pages share: one cluster with its organiser, one company with someone in it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from fairapp.mail import outbox
from tests.factories import make_cluster, make_company, make_member


@pytest.fixture
def world(writing):
    """Give a cluster and its organiser, a member company and one of its people; and another of each."""
    with writing() as session:
        cluster, other_cluster = make_cluster(session, name="Pôle Bois", slug="bois"), make_cluster(session, slug="fer")
        company, other_company = (
            make_company(session, cluster, slug="elan", name="Élan"),
            make_company(session, slug="acier"),
        )
        return SimpleNamespace(
            cluster=cluster,
            other_cluster=other_cluster,
            company=company,
            other_company=other_company,
            organiser=make_member(session, cluster, name="Anne Orga"),
            stranger=make_member(session, other_cluster),
            member=make_member(session, company, name="Léa Membre"),
            rival=make_member(session, other_company),
        )


@pytest.fixture
def organiser(sign_in, world):
    return sign_in(world.organiser)


@pytest.fixture
def member(sign_in, world):
    return sign_in(world.member)


@pytest.fixture
def letters(settings) -> Callable[[], list[outbox.Letter]]:
    """Return the letters sent so far, newest first."""
    return lambda: outbox.latest(settings.outbox_dir)
