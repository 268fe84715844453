"""All samples: a template of `templates/mail` that none of them shows fails the tests."""

from collections.abc import Mapping

from fairapp.dashboard.letters import of_alerts, of_applications, of_fairs, of_inbox, of_offers, of_people, of_visits
from fairapp.dashboard.letters.samples import Audience, Sample

SAMPLES: tuple[Sample, ...] = (
    *of_applications.SAMPLES,
    *of_alerts.SAMPLES,
    *of_offers.SAMPLES,
    *of_inbox.SAMPLES,
    *of_fairs.SAMPLES,
    *of_visits.SAMPLES,
    *of_people.SAMPLES,
)
BY_KEY: Mapping[str, Sample] = {sample.key: sample for sample in SAMPLES}


def by_audience() -> dict[Audience, list[Sample]]:
    """Return the samples of each audience, in the order of the pages that lead to them."""
    return {audience: [one for one in SAMPLES if one.audience is audience] for audience in Audience}
