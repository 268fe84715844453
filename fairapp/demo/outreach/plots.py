"""What becomes of a wish, told by the steps of its people: who reads the history finds why."""

from collections.abc import Callable, Mapping

from fairapp.demo.outreach.story import AFTERNOON, MORNING, Story
from fairapp.outreach.enums import Action, Side
from fairapp.outreach.models import OutreachRequest, Slot
from fairapp.outreach.requests import services

SCHOOL, COMPANY, ORGANISER = Side.SCHOOL, Side.COMPANY, Side.ORGANISER
VISITED_DAYS_AGO = (9, 17, 24, 31, 38, 45, 52)  # one closed story after the other


def draft(story: Story, slot: Slot | None) -> None:
    story.age(1)


def waits(story: Story, slot: Slot | None) -> None:
    """The date is full: the draft is on its waiting list."""
    if slot is not None:
        services.wait_for_slot(story.session, story.request, slot)
    story.age(2)


def booked(story: Story, slot: Slot | None) -> None:
    if slot is not None:
        services.book_slot(story.session, story.request, slot, story.by(SCHOOL))
    story.age(1 + story.request.id % 6)


def sent(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=3)


def late(story: Story, slot: Slot | None) -> None:
    """Nobody answers: the clock has reminded, then told the organiser."""
    story.send(days_ago=10)
    story.by_itself(Action.NUDGE)
    story.age(12)
    story.by_itself(Action.ESCALATE)
    story.age(3)


def claimed(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=4)
    company = story.stage.companies["Chantiers Kermarec"]
    story.request.company_id = company.id  # for `by`, who acts for it
    click = story.by(COMPANY)
    story.request.company_id = None
    services.claim(story.session, story.request, company, click)
    story.age(1)


def assigned(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=5)
    company = story.stage.companies["Hydroliennes de l’Iroise"]
    services.assign(story.session, story.request, company, story.by(ORGANISER))
    story.age(1)


def proposed(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=5)
    story.propose(19, 23, 28)
    story.age(1)


def soon_over(story: Story, slot: Slot | None) -> None:
    """The answer is awaited until the day after tomorrow."""
    story.send(days_ago=4)
    story.propose(20, 27, at=MORNING)
    story.age(7)
    story.by_itself(Action.WARN)
    story.age(1)


def asked_other(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=6)
    story.propose(16, 17)
    story.age(2)
    reason = "La classe est en sortie ces deux jours-là. Un matin de la semaine suivante nous irait."
    services.drop_dates(story.session, story.request, Action.ASK_OTHER, story.by(SCHOOL, reason))
    story.age(1)
    story.propose(23, 25, 26, at=MORNING)
    story.age(1)


def agreed(story: Story) -> None:
    in_days = 16 + story.request.id % 11
    story.send(days_ago=4)
    story.propose(in_days, in_days + 4, at=AFTERNOON)
    story.age(2)
    story.choose()
    story.age(3)


def moved_by_company(story: Story, slot: Slot | None) -> None:
    agreed(story)
    story.move(COMPANY, "Le plancher de coupe est en travaux ce jour-là.", 28, 30)
    story.age(1)


def moved_by_school(story: Story, slot: Slot | None) -> None:
    agreed(story)
    story.move(SCHOOL, "Un examen blanc a été fixé le même jour.", 30)
    story.age(1)


def done(story: Story, slot: Slot | None) -> None:
    agreed(story)
    story.take_place(days_ago=3)
    story.age(1)


def half_evaluated(story: Story, slot: Slot | None) -> None:
    agreed(story)
    story.take_place(days_ago=5)
    story.age(1)
    story.evaluate(COMPANY, (4, 3, 4), "Des questions préparées, un vrai plaisir.")
    story.age(2)


def closed(story: Story, slot: Slot | None) -> None:
    agreed(story)
    wanted = VISITED_DAYS_AGO[story.request.id % len(VISITED_DAYS_AGO)]
    ago = story.take_place(days_ago=wanted)
    story.age(1)
    scores = (4, 3 + story.request.id % 2, 4) if story.request.id % 3 else (3, 3, 4)
    story.evaluate(SCHOOL, scores, "La classe en parle encore." if story.request.id % 2 else "")
    story.age(2)
    story.evaluate(COMPANY, (4, 4 - story.request.id % 2, 4))
    story.age(3)
    story.by_itself(Action.CLOSE)
    story.age(ago - 8)


def cancelled(story: Story, slot: Slot | None) -> None:
    agreed(story)
    reason = "La machine d’essai est en réparation : la visite n’aurait pas d’intérêt."
    services.end(story.session, story.request, Action.CANCEL, story.by(COMPANY, reason))
    story.age(2)


def cancelled_by_school(story: Story, slot: Slot | None) -> None:
    agreed(story)
    reason = "Pas de car ce jour-là, malgré trois devis."
    services.end(story.session, story.request, Action.CANCEL, story.by(SCHOOL, reason))
    story.age(5)


def declined(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=6)
    reason = "Toute l’équipe est en mer ce mois-ci. Redemandez-nous au printemps, avec plaisir."
    services.end(story.session, story.request, Action.DECLINE, story.by(COMPANY, reason))
    story.age(8)


def turned_down(story: Story, slot: Slot | None) -> None:
    """The school declines the dates."""
    story.send(days_ago=4)
    story.propose(15, 18)
    story.age(2)
    reason = "Le stage d’observation tombe sur ces deux dates. Nous reviendrons vers vous."
    services.end(story.session, story.request, Action.REFUSE, story.by(SCHOOL, reason))
    story.age(3)


def expired(story: Story, slot: Slot | None) -> None:
    story.send(days_ago=3)
    story.propose(24, 31, at=MORNING)
    story.age(8)
    story.by_itself(Action.WARN)
    story.age(3)
    story.by_itself(Action.EXPIRE)
    story.age(6)


def merge(story: Story, into: OutreachRequest) -> None:
    """Two of one school asked the same: the organiser keeps the first."""
    story.send(days_ago=6)
    services.merge(story.session, story.request, into, story.by(ORGANISER))
    story.age(2)


PLOTS: Mapping[str, Callable[[Story, Slot | None], None]] = {
    plot.__name__: plot
    for plot in (
        draft, waits, booked, sent, late, claimed, assigned, proposed, soon_over, asked_other, moved_by_company,
        moved_by_school, done, half_evaluated, closed, cancelled, cancelled_by_school, declined, turned_down, expired,
    )
}  # fmt: skip
