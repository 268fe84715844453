"""Who no longer takes part is forgotten a year after their last visit (row E11)."""

from datetime import timedelta

import pytest

from fairapp.core.clock import now
from fairapp.outreach.interventions.personal import NOBODY, forget_former_speakers
from tests.factories import make_cluster, make_company, make_school
from tests.outreach.factories import make_intervention, make_request, make_speaker

LONG_AGO, LATELY = timedelta(days=366), timedelta(days=300)


@pytest.mark.parametrize(
    ("over", "visit_ago", "is_forgotten"),
    [
        ({"is_active": False, "charter_at": now() - LONG_AGO}, LONG_AGO, True),
        ({"is_active": False, "charter_at": now() - LONG_AGO}, LATELY, False),
        ({"charter_at": None, "charter_version": None}, None, True),
        ({"charter_at": now() - LONG_AGO}, LONG_AGO, False),  # still takes part
    ],
)
def test_e11_former_professionals_are_forgotten(session, over, visit_ago, is_forgotten):
    cluster = make_cluster(session)
    company = make_company(session, cluster)
    speaker = make_speaker(session, company, created_at=now() - LONG_AGO, **over)
    if visit_ago:
        at = now() - visit_ago
        make_request(session, make_school(session), cluster, speaker_id=speaker.id, starts_at=at)
    forget_former_speakers(session)
    assert (speaker.first_name == NOBODY, speaker.email == "") == (is_forgotten, is_forgotten)


def test_e11_who_is_named_on_a_published_visit_is_not(session):
    cluster = make_cluster(session)
    company = make_company(session, cluster)
    speaker = make_speaker(session, company, created_at=now() - LONG_AGO, charter_at=None, charter_version=None)
    make_intervention(session, company, cluster, speaker_id=speaker.id)
    forget_former_speakers(session)
    assert speaker.first_name != NOBODY
