"""Small files of offers, for tests that import them."""

import json
from typing import Any

from fairapp.core.clock import today

ONE: dict[str, Any] = {
    "reference": "A1",
    "title": "Soudeur / Soudeuse F/H",
    "description": "Vous assemblez des pièces de chaudronnerie en atelier.",
    "company": "Atelier Lenoir",
    "contract": "CDI",
    "salary": "Mensuel de 2150.0 Euros à 2500.0 Euros",
    "place": "Aubenas (07)",
}


def jsonl(*offers: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(ONE | offer, ensure_ascii=False) for offer in offers).encode()


def feed(count: int, **over: Any) -> bytes:
    """Return `count` offers numbered from 1."""
    return jsonl(*({"reference": f"N{number}", **over} for number in range(1, count + 1)))


def service_offer(**over: Any) -> dict[str, Any]:
    """Return an offer as the French employment service publishes it."""
    return {
        "id": "183DSHS",
        "intitule": "Agent de production (H/F)",
        "description": "Vous conduisez une ligne.\nÉquipes en 2x8.",
        "dateCreation": f"{today()}T08:15:00.000Z",
        "lieuTravail": {"libelle": "07 - AUBENAS", "latitude": 44.62, "longitude": 4.39, "commune": "07019"},
        "romeCode": "H2102",
        "appellationlibelle": "Agent / Agente de fabrication",
        "entreprise": {"nom": "ATELIERS DU VIVARAIS", "siret": "73282932000074"},
        "typeContrat": "CDD",
        "typeContratLibelle": "CDD - 6 Mois",
        "natureContrat": "Contrat travail",
        "experienceLibelle": "Débutant accepté",
        "competences": [{"libelle": "Contrôle qualité"}, {"libelle": "Conduite de ligne"}],
        "salaire": {"libelle": "Horaire de 12.5 Euros"},
        "dureeTravailLibelle": "35H Travail en 2x8",
        "nombrePostes": 2,
        "contact": {"urlPostulation": "https://exemple.fr/postuler"},
    } | over


INDEED = """\
<?xml version="1.0" encoding="utf-8"?>
<source>
  <publisher>Site carrières</publisher>
  <job>
    <title><![CDATA[Comptable F/H]]></title>
    <date><![CDATA[Fri, 20 Nov 2026 09:00:00 GMT]]></date>
    <referencenumber><![CDATA[C-7]]></referencenumber>
    <url><![CDATA[https://exemple.fr/offres/7]]></url>
    <company><![CDATA[Cabinet Rance & Fils]]></company>
    <city><![CDATA[Privas]]></city>
    <postalcode><![CDATA[07000]]></postalcode>
    <description><![CDATA[<p>Tenue de la comptabilit&eacute;.</p><ul><li>Paie</li><li>Bilans</li></ul>]]></description>
    <jobtype><![CDATA[permanent]]></jobtype>
    <remotetype><![CDATA[Fully remote]]></remotetype>
    <expirationdate>2026-12-31</expirationdate>
  </job>
</source>
"""
