"""The words of the journal."""

from fairapp.clusters.hooks import hooks
from fairapp.core.text import N_
from fairapp.web.i18n import translate

LABELS = {
    "cluster.created": N_("Cluster créé"),
    "cluster.edited": N_("Réglages modifiés"),
    "cluster.logo": N_("Logo du cluster changé"),
    "company.edited": N_("Fiche d’entreprise modifiée"),
    "company.merged": N_("Fiches d’entreprise fusionnées"),
    "company.without_number": N_("Fiche créée sans son SIRET : une autre entreprise le porte"),
    "join.confirmed": N_("Demande acceptée"),
    "join.refused": N_("Demande refusée"),
    "members.imported": N_("Liste d’adhérents importée"),
    "membership.confirmed": N_("Adhésion confirmée"),
    "membership.distrusted": N_("Relecture rétablie"),
    "membership.lapsed": N_("Adhésion échue"),
    "membership.removed": N_("Entreprise retirée"),
    "membership.renewed": N_("Échéance changée"),
    "membership.requested": N_("Adhésion demandée"),
    "membership.trusted": N_("Dispense de relecture"),
    "page.edited": N_("Page légale modifiée"),
    "people.invited": N_("Personne invitée"),
    "people.joined": N_("Personne arrivée"),
    "people.left": N_("Personne partie"),
    "people.removed": N_("Personne retirée"),
    "people.uninvited": N_("Invitation annulée"),
    "pooling.added": N_("Règle de mutualisation ajoutée"),
    "pooling.removed": N_("Règle de mutualisation supprimée"),
}


def action_label(action: str) -> str:
    """Return what an action is called, ours or another domain's."""
    label = LABELS.get(action) or hooks().audit_labels().get(action)
    return translate(label) if label else action
