from enum import StrEnum

from fairapp.core.text import N_


class AlertStatus(StrEnum):
    """Where a saved search stands; one that was deleted keeps its status, for the day that it can be brought back."""

    PENDING = "pending"  # saved without account, its address still unproven
    ACTIVE = "active"
    PAUSED = "paused"


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays


STATUS_LABELS = {
    AlertStatus.PENDING: N_("À confirmer"),
    AlertStatus.ACTIVE: N_("Active"),
    AlertStatus.PAUSED: N_("En pause"),
}
STATUS_TONES = {AlertStatus.PENDING: "warn", AlertStatus.ACTIVE: "ok", AlertStatus.PAUSED: "none"}
FREQUENCY_LABELS = {Frequency.WEEKLY: N_("Chaque lundi"), Frequency.DAILY: N_("Chaque jour")}
