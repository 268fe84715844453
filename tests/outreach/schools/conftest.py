"""One cluster in Ardèche with its organiser, a college with its head, a teacher; and a college of strangers."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from fairapp.mail import outbox
from tests.factories import affiliate, make_account, make_cluster, make_company, make_member, make_school


@pytest.fixture
def world(writing):
    with writing() as session:
        cluster, other_cluster = make_cluster(session, name="Pôle Bois", slug="bois"), make_cluster(session, slug="fer")
        company = make_company(session, cluster, department="07", lat=44.62, lon=4.39)
        make_company(session, other_cluster, department="75", lat=48.86, lon=2.35)
        school = make_school(session, name="Collège du Parc", slug="parc", lat=44.6, lon=4.4)
        other_school = make_school(session, name="Lycée des Quais", slug="quais", department="75")
        head = make_account(session, name="Dominique Chef")
        affiliate(session, head, school, is_head=True)
        return SimpleNamespace(
            cluster=cluster,
            other_cluster=other_cluster,
            company=company,
            school=school,
            other_school=other_school,
            head=head,
            teacher=make_member(session, school, name="Camille Prof"),
            stranger=make_member(session, other_school),
            organiser=make_member(session, cluster, name="Anne Orga"),
            far_organiser=make_member(session, other_cluster),
        )


@pytest.fixture
def letters(settings) -> Callable[[], list[outbox.Letter]]:
    """Return the letters sent so far, newest first."""
    return lambda: outbox.latest(settings.outbox_dir)
