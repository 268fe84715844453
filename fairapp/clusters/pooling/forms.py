"""A pooling rule as its form sends it: each condition is an operator and « field:value »."""

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from fairapp.clusters.enums import RuleField, RuleOperator
from fairapp.clusters.pooling.queries import Condition, Rule
from fairapp.core.text import N_
from fairapp.web import forms

MAX_CONDITIONS = 8


class ConditionDraft(SQLModel):
    operator: RuleOperator = RuleOperator.IS
    what: str = Field(default="", max_length=80)  # "contract:permanent"; empty: no condition

    @field_validator("what")
    @classmethod
    def _names_a_field(cls, value: str) -> str:
        field, _, wanted = value.partition(":")
        if value and (field not in set(RuleField) or not wanted):
            raise ValueError(N_("Choisissez une valeur de la liste."))
        return value

    def condition(self) -> Condition:
        field, _, value = self.what.partition(":")
        return Condition(RuleField(field), self.operator, value)


class RuleDraft(SQLModel):
    partner_id: int
    conditions: list[ConditionDraft] = Field(default_factory=list, max_length=MAX_CONDITIONS)

    def rule(self) -> Rule:
        return Rule(0, self.partner_id, tuple(one.condition() for one in self.conditions if one.what))


class DraftQuery(SQLModel):
    """The same in a query string, where everything may be missing."""

    partner_id: int | None = None
    conditions: list[ConditionDraft] = Field(default_factory=list)


def drafted_rule() -> Rule | None:
    """Return the rule that the query string drafts, for the preview; None: show the rules as they are saved."""
    query = forms.query(DraftQuery)
    if query.partner_id is None:
        return None
    return RuleDraft(partner_id=query.partner_id, conditions=query.conditions[:MAX_CONDITIONS]).rule()
