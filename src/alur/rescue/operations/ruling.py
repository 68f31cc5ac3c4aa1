"""The rule of rolling ownership of a pipeline: set and switched by an owner, who then is whom it acts for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.pipeline.models import Pipeline
from alur.rescue.facts import RollingSet
from alur.rescue.models import Rolling, RollingRule, Then
from alur.rescue.rolling import Terms
from alur.tenancy.models import Member

SET = ("is_on", "days", "lead_days", "then", "capacity")
LIMITS = {"days": (1, 365), "lead_days": (1, 30), "capacity": (1, 10_000)}
Wanted = dict[str, Any]


def rule_of(pipeline: Pipeline) -> RollingRule:
    """The pipeline's own, or one that is switched off and not kept yet."""
    found = RollingRule.objects.filter(workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id)
    return found.select_related("switched_on_by").first() or RollingRule(
        workspace_id=pipeline.workspace_id, pipeline_id=pipeline.id
    )


def plain(rule: RollingRule) -> Wanted:
    return {name: getattr(rule, name) for name in SET}


def terms_wanted(wanted: Wanted, rule: RollingRule) -> Terms:
    """What a rule would be like, to try it."""
    return Terms(
        wanted["days"], wanted["lead_days"], wanted["then"] == Then.TURNS, wanted["capacity"], rule.last_member_id
    )


def set_rule(pipeline: Pipeline, wanted: Wanted, *, by: Member, at: datetime) -> bool:
    """Set all of it. Returns whether anything changed. Raises Refusals by field; only an owner may."""
    if not by.is_owner:
        raise Refusal(N_("Only an owner sets the rule of rolling ownership."))
    proof(wanted)
    with operation(pipeline.workspace_id, by=by, at=at) as act:
        Pipeline.objects.select_for_update().get(workspace_id=pipeline.workspace_id, id=pipeline.id)
        rule = rule_of(pipeline)
        rests = rule.is_on and not (rule.switched_on_by is not None and rule.switched_on_by.is_owner)
        if plain(rule) == wanted and not rests:
            return False
        _put(rule, pipeline, wanted, act)
    return True


def proof(wanted: Wanted) -> None:
    """Raises Refusals that name every fault."""
    faults = [
        Refusal(N_("From %(low)d to %(high)d."), field=name, low=low, high=high)
        for name, (low, high) in LIMITS.items()
        if not low <= wanted[name] <= high
    ]
    if wanted["then"] not in Then.values:
        faults.append(Refusal(N_("Choose what comes after the lead."), field="then"))
    if faults:
        raise Refusals(faults)


@inverse_of(RollingSet)
def take_back_rule(fact: RollingSet, act: Operation) -> None:
    pipeline = Pipeline.objects.filter(workspace_id=act.workspace_id, id=fact.pipeline).first()
    rule = rule_of(pipeline) if pipeline is not None else None
    if pipeline is None or rule is None or plain(rule) != fact.after:
        raise Conflict(N_("%(name)s was changed again since; this cannot be undone."), name=fact.title)
    if act.by is None or not act.by.is_owner:
        raise Conflict(N_("Only an owner sets the rule of rolling ownership."))
    _put(rule, pipeline, fact.before, act)


def _put(rule: RollingRule, pipeline: Pipeline, wanted: Wanted, act: Operation) -> None:
    """What was under way ends where the rule is switched on or off: nobody is passed over who had no reminder of it."""
    before = plain(rule)
    for name in SET:
        setattr(rule, name, wanted[name])
    if rule.is_on:
        rule.switched_on_by = act.by
    rule.save(force_insert=rule._state.adding)
    if before["is_on"] != wanted["is_on"]:
        Rolling.objects.filter(workspace_id=act.workspace_id, pipeline_id=pipeline.id).delete()
    act.record(RollingSet(pipeline.id, pipeline.name, before, plain(rule)), about=[("pipeline", pipeline.id)])
