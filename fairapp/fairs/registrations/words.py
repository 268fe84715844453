"""A registration in plain words, for pages and letters."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from fairapp.core.clock import now
from fairapp.fairs.enums import FairStatus
from fairapp.fairs.models import Fair, FairDay
from fairapp.fairs.registrations.arrivals import Band, bands_of, day_of
from fairapp.fairs.zones import in_zone
from fairapp.web.formats import long_date, weekday_date
from fairapp.web.i18n import SOURCE, current_language


def clock_time(at: datetime) -> str:
    """« 9 h 30 », as the clock shows it at the fair's place."""
    if current_language() != SOURCE:
        return at.strftime("%H:%M")
    return f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02d}" if at.minute else "")


def band_label(band: Band) -> str:
    """« 9 h 30 à 10 h »."""
    return str(_("%(starts)s à %(ends)s", starts=clock_time(band.starts), ends=clock_time(band.ends)))


def visit_lines(fair: Fair, days: Iterable[FairDay], bands: Iterable[str], dates: Iterable[str] = ()) -> list[str]:
    """Return one line a day: « jeudi 10 décembre, arrivée de 9 h 30 à 10 h »; `dates` are days without an hour yet."""
    wanted = {day_of(band): band for band in bands}
    lines = []
    for day in days:
        band = next((one for one in bands_of(fair, day) if one.key == wanted.get(day.held_on)), None)
        if band is not None:
            arrival = {"starts": clock_time(band.starts), "ends": clock_time(band.ends)}
            lines.append(_("%(day)s, arrivée de %(starts)s à %(ends)s", day=weekday_date(day.held_on), **arrival))
        elif day.held_on.isoformat() in set(dates):
            lines.append(_("%(day)s, heure d'arrivée à choisir", day=weekday_date(day.held_on)))
    return [str(line) for line in lines]


def hours_label(day: FairDay) -> str:
    """« jeudi 10 décembre, de 9 h à 17 h »."""
    opens, closes = datetime.combine(day.held_on, day.opens), datetime.combine(day.held_on, day.closes)
    told = _(
        "%(day)s, de %(opens)s à %(closes)s",
        day=weekday_date(day.held_on), opens=clock_time(opens), closes=clock_time(closes),
    )  # fmt: skip
    return str(told)


def place_label(fair: Fair) -> str:
    """« Hall du Quai, 12 quai de la Douane, Brest »; an address that names the town says it once."""
    town = "" if fair.commune and fair.commune.lower() in fair.address.lower() else fair.commune
    return ", ".join(filter(None, [fair.venue, fair.address, town]))


def why_closed(fair: Fair) -> str:
    """Return the sentence, with its date, that stands where one would register."""
    if fair.status is FairStatus.CANCELLED:
        return str(_("Ce salon est annulé : on ne s'y inscrit plus."))
    if fair.registration_from is None:
        return str(_("Les inscriptions ne sont pas encore ouvertes. La date sera annoncée ici."))
    if now() < fair.registration_from:
        return str(_("Les inscriptions ouvrent le %(date)s.", date=long_date(in_zone(fair, fair.registration_from))))
    if fair.registration_until and now() >= fair.registration_until:
        return str(
            _(
                "Les inscriptions sont closes depuis le %(date)s.",
                date=long_date(in_zone(fair, fair.registration_until)),
            )
        )
    return str(_("Ce salon est terminé : on ne s'y inscrit plus."))
