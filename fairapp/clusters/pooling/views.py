"""Choosing what one's board shows of partners; what it would show is previewed before saving."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fairapp import reference
from fairapp.clusters.boards.queries import visible_members
from fairapp.clusters.enums import FIELD_LABELS, OPERATOR_LABELS, RuleField, RuleOperator
from fairapp.clusters.hooks import Choices, hooks
from fairapp.clusters.models import Cluster, PoolingRule
from fairapp.clusters.navigation import organiser_space
from fairapp.clusters.policies import can_organise
from fairapp.clusters.pooling import queries, services
from fairapp.clusters.pooling.forms import MAX_CONDITIONS, RuleDraft
from fairapp.clusters.pooling.queries import Condition, Rule
from fairapp.clusters.queries import all_clusters, cluster_by_slug
from fairapp.core.errors import DomainError
from fairapp.web.access import acting, load_or_404, organisers_only
from fairapp.web.forms import Form, bind, blank
from fairapp.web.i18n import translate
from fairapp.web.pages import go_to, notify, render

bp = Blueprint("pooling", __name__, url_prefix="/pilotage/<slug>/mutualisation")

MAX_COMPANIES = 500  # of a partner, in the list of choices
ROWS = 3  # conditions offered at once


class PartnerRules(NamedTuple):
    partner: Cluster
    rules: Sequence[tuple[int, Sequence[str]]]  # id, conditions in words


@bp.get("")
@organisers_only
def show(slug: str) -> ResponseReturnValue:
    cluster = _cluster(slug)
    return render(
        "clusters/pooling/rules.html",
        cluster=cluster,
        url=_url(slug),
        partners=_partners(cluster),
        **organiser_space(cluster, current="pooling"),
    )


@bp.get("/nouvelle/<partner>")
@organisers_only
def draft(slug: str, partner: str) -> ResponseReturnValue:
    cluster, other = _cluster(slug), _partner(slug, partner)
    return _form(cluster, other, blank(RuleDraft, partner_id=other.id))


@bp.post("/nouvelle/<partner>")
@organisers_only
def add(slug: str, partner: str) -> ResponseReturnValue:
    cluster, other, form = _cluster(slug), _partner(slug, partner), bind(RuleDraft)
    if form.is_valid:
        try:
            rule = form.data.rule()._replace(partner_id=other.id)
            services.add_rule(g.session, cluster, rule, allowed=_allowed(other), by=g.actor)
            return notify(go_to(_url(slug)), _("Votre site montre ces offres dès maintenant."))
        except DomainError as refusal:
            form.refuse(refusal)
    return _form(cluster, other, form, status=422)


@bp.post("/<int:id>/supprimer")
@organisers_only
def delete(slug: str, id: int) -> ResponseReturnValue:
    cluster = _cluster(slug)
    rule = load_or_404(g.session, PoolingRule, id, allowed=lambda _actor, row: row.cluster_id == cluster.id)
    services.delete_rule(g.session, rule, by=g.actor)
    return notify(go_to(_url(slug)), _("Ces offres n'apparaissent plus sur votre site."))


def _cluster(slug: str) -> Cluster:
    return acting(slug, cluster_by_slug, allowed=can_organise)


def _partner(slug: str, partner: str) -> Cluster:
    other = cluster_by_slug(g.session, partner)
    if other is None or other.slug == slug:
        abort(404)
    return other


def _url(slug: str) -> str:
    return f"/pilotage/{slug}/mutualisation"


def _form(cluster: Cluster, partner: Cluster, form: Form[RuleDraft], *, status: int = 200) -> Response:
    allowed = _allowed(partner)
    typed = form.typed.get("conditions")
    rows = [row for row in typed if isinstance(row, dict) and row.get("what")] if isinstance(typed, list) else []
    return render(
        "clusters/pooling/rule.html",
        fragment="regle",
        status=status,
        cluster=cluster,
        partner=partner,
        url=f"{_url(cluster.slug)}/nouvelle/{partner.slug}",
        preview_url=f"{_url(cluster.slug)}/apercu",
        form=form,
        rows=[*rows, *({} for _row in range(max(ROWS - len(rows), 1)))][:MAX_CONDITIONS],
        groups=[
            (translate(FIELD_LABELS[field]), field.value, choices) for field, choices in allowed.items() if choices
        ],
        operators=[(operator.value, translate(label)) for operator, label in OPERATOR_LABELS.items()],
        **organiser_space(cluster, current="pooling"),
    )


def _allowed(partner: Cluster | None) -> dict[RuleField, Choices]:
    """Return what conditions may ask for; companies are those of the partner."""
    departments = [(one.code, f"{one.name} ({one.code})") for one in reference.places().departments()]
    families = [(family.letter, family.label) for family in reference.occupations().families()]
    members = visible_members(g.session, partner, limit=MAX_COMPANIES) if partner else []
    ours: dict[RuleField, Choices] = {
        RuleField.DEPARTMENT: departments,
        RuleField.FAMILY: families,
        RuleField.SHARED: [("yes", _("oui")), ("no", _("non"))],
        RuleField.COMPANY: [(str(company.id), company.name) for company in members],
    }
    every = {**hooks().rule_choices(), **ours}
    return {field: every[field] for field in RuleField if field in every}


def _partners(cluster: Cluster) -> list[PartnerRules]:
    """Return every other cluster with the rules that show its offers, in words."""
    rules = queries.rules_of(g.session, cluster.id)
    labels = _labels(rules)
    in_words = [(rule.partner_id, rule.id, [_in_words(one, labels) for one in rule.conditions]) for rule in rules]
    return [
        PartnerRules(other, [(id, words) for partner_id, id, words in in_words if partner_id == other.id])
        for other in all_clusters(g.session)
        if other.id != cluster.id
    ]


def _labels(rules: Sequence[Rule]) -> Mapping[tuple[RuleField, str], str]:
    """Return what each value of the conditions is called; companies are looked up by name, in one query."""
    named = [one.value for rule in rules for one in rule.conditions if one.field is RuleField.COMPANY]
    names = queries.company_names(g.session, [int(value) for value in named if value.isdecimal()])
    labels = {(field, value): str(label) for field, choices in _allowed(None).items() for value, label in choices}
    return labels | {(RuleField.COMPANY, str(id)): name for id, name in names.items()}


def _in_words(condition: Condition, labels: Mapping[tuple[RuleField, str], str]) -> str:
    field, value = (
        translate(FIELD_LABELS[condition.field]),
        labels.get((condition.field, condition.value), condition.value),
    )
    if condition.operator is RuleOperator.IS:
        return str(_("%(field)s : %(value)s", field=field, value=value))
    return str(_("%(field)s : sauf %(value)s", field=field, value=value))
