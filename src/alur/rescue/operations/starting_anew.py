"""Whoever gives a deal to another begins its days anew: rolling ownership reminds the new owner first."""

from __future__ import annotations

from alur.events.recording import Operation
from alur.events.subscribing import before_commit
from alur.pipeline.facts import DealEdited
from alur.pipeline.models import Deal, Status
from alur.rescue.facts import DealRolled, DealTaken
from alur.rescue.models import Rolling, RollingRule, Watch
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member


@before_commit
def start_anew(act: Operation) -> None:
    given = {
        entry.fact.deal
        for entry in act.recorded
        if isinstance(entry.fact, DealEdited) and "owner_id" in entry.fact.changes
    }
    if not given:
        return
    given -= {entry.fact.deal for entry in act.recorded if isinstance(entry.fact, DealRolled | DealTaken)}
    on = RollingRule.objects.filter(workspace_id=act.workspace_id, is_on=True).values_list("pipeline_id", flat=True)
    pipelines = set(on) if given else set()
    if not pipelines:
        return
    Rolling.objects.filter(workspace_id=act.workspace_id, deal_id__in=given).delete()
    deals = Deal.objects.filter(
        workspace_id=act.workspace_id, id__in=given, status=Status.OPEN, pipeline_id__in=pipelines
    )
    found = list(deals.values_list("id", "pipeline_id", "owner_id"))
    watched = Watch.objects.filter(workspace_id=act.workspace_id, deal_id__in=[one[0] for one in found])
    quiet = dict(watched.values_list("deal_id", "quiet_since"))
    owners = {owner_id for _, _, owner_id in found if owner_id}
    teams = dict(Member.objects.filter(workspace_id=act.workspace_id, id__in=owners).values_list("id", "team_id"))
    insert_rows(
        [
            Rolling(
                workspace_id=act.workspace_id,
                deal_id=deal_id,
                pipeline_id=pipeline_id,
                owner_id=owner_id or 0,
                team_id=teams.get(owner_id or 0) or 0,
                quiet_since=quiet[deal_id],
                since_at=act.at,
                had=[owner_id] if owner_id else [],
            )
            for deal_id, pipeline_id, owner_id in found
            if deal_id in quiet
        ]
    )
