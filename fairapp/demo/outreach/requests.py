"""Requests in every state, each made by the steps that its people would take."""

from fairapp.clusters.models import Cluster
from fairapp.clusters.queries import organisers_of
from fairapp.core.actor import Actor
from fairapp.core.clock import now
from fairapp.demo.outreach.plots import PLOTS, merge
from fairapp.demo.outreach.stage import Stage, actor_of
from fairapp.demo.outreach.story import Story
from fairapp.demo.outreach.wishes import ASKED, Wish
from fairapp.outreach.models import Intervention, OutreachRequest, RequestDraft
from fairapp.outreach.requests.services import start_draft


def load_requests(stage: Stage) -> None:
    """Load them one after the other; a duplicate is merged into the one before."""
    before: OutreachRequest | None = None
    for wish in ASKED:
        story = _begin(stage, wish)
        offered = stage.offered.get(wish.to)
        if wish.plot == "merged" and before is not None:
            merge(story, before)
        else:
            PLOTS[wish.plot](story, offered.slots[wish.slot] if offered and offered.slots else None)
        before = story.request


def _begin(stage: Stage, wish: Wish) -> Story:
    team = stage.teams[wish.school]
    teacher = team.teachers[wish.teacher]
    to = stage.offered[wish.to].visit if wish.to in stage.offered else stage.clusters[wish.to]
    began = now()
    draft = RequestDraft(
        contact_name=teacher.name, contact_email=teacher.email, grade=wish.grade, class_name=wish.class_name,
        pupils=wish.pupils, adults=2, wishes=wish.wishes, needs=wish.needs, equipment=wish.equipment,
    )  # fmt: skip
    request = start_draft(stage.session, team.school, draft, to=to, by=actor_of(teacher))
    return Story(stage, request, actor_of(teacher), began, _organiser(stage, to))


def _organiser(stage: Stage, to: Intervention | Cluster) -> Actor | None:
    cluster_id = to.cluster_id if isinstance(to, Intervention) else to.id
    people = organisers_of(stage.session, cluster_id)
    return actor_of(people[0]) if people else None
