"""Who is forgotten, written a second time: over the raw rows of all tables, in plain Python, for one instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from alur.people.models import ContactPoint, Organization
from alur.pipeline.models import Criterion, Deal, DealPerson, DealSpell, LineItem, Stage, Step
from alur.rescue.models import Snooze, StageLimit


class Rows:
    """Everything that matters, as dictionaries."""

    def __init__(self, workspace_id: int) -> None:
        def all_of(model: Any) -> list[dict[str, Any]]:
            return list(model._base_manager.filter(workspace_id=workspace_id).values())

        self.deals = all_of(Deal)
        self.stages = {row["id"]: row for row in all_of(Stage)}
        self.criteria = all_of(Criterion)
        self.steps = {row["id"]: row for row in all_of(Step)}
        self.people = all_of(DealPerson)
        self.lines = all_of(LineItem)
        self.companies = {row["id"]: row for row in all_of(Organization)}
        self.contacts = all_of(ContactPoint)
        self.spells = all_of(DealSpell)
        self.snoozes = {row["deal_id"]: row["until_at"] for row in all_of(Snooze)}
        self.limits = {row["stage_id"]: row["days"] for row in all_of(StageLimit)}


def forgotten(rows: Rows, at: datetime) -> dict[int, set[str]]:
    """Deal to the reasons for which it is in the queue at an instant."""
    found = {deal["id"]: set(_reasons(rows, deal, at)) for deal in rows.deals}
    return {deal_id: reasons for deal_id, reasons in found.items() if reasons}


def _reasons(rows: Rows, deal: dict[str, Any], at: datetime) -> Iterable[str]:
    if deal["status"] != "open" or deal["deleted_at"] is not None:
        return
    if deal["id"] in rows.snoozes and at < rows.snoozes[deal["id"]]:
        return
    returns = [
        spell["until_at"]
        for spell in rows.spells
        if spell["deal_id"] == deal["id"] and spell["status"] == "postponed" and spell["until_at"]
    ]
    returned = max(returns) if returns and deal["postponed_count"] else None
    last_words = [one for one in (deal["last_activity_at"], deal["stage_entered_at"], returned) if one]
    if at < max(last_words):
        return  # before what was last heard of it
    step_is_to_come = deal["next_step_due_at"] is not None and deal["next_step_due_at"] > at
    stage = rows.stages[deal["stage_id"]]
    limit = rows.limits.get(stage["id"]) or stage["rot_days"]
    if limit is not None and at - max(last_words) >= timedelta(days=limit) and not step_is_to_come:
        yield "silent"
    if deal["next_step_id"] is None:
        yield "unplanned"
    if _share(rows, deal, stage) < 80:
        yield "lacking"
    if returned and not step_is_to_come:
        talked = deal["last_activity_at"] is not None and deal["last_activity_at"] > returned
        if not talked and deal["stage_entered_at"] <= returned:
            yield "returned"


def _share(rows: Rows, deal: dict[str, Any], stage: dict[str, Any]) -> int:
    """Percent of the weight of what the deal needs by its stage that is there."""
    wanted = {"contact": 3, "region": 1}
    for one in rows.criteria:
        of = rows.stages[one["stage_id"]]
        if one["deleted_at"] or of["deleted_at"] or of["pipeline_id"] != stage["pipeline_id"]:
            continue
        if of["position"] > stage["position"]:
            continue
        step = rows.steps.get(one["step_id"])
        field = one["field"] or (
            step["detail"] if step and step["evidence"] == "field" and not step["deleted_at"] else ""
        )
        if field not in ("", "next_step", "title"):
            wanted[field] = max(wanted.get(field, 0), 4 if one["demand"] == "required" else 2)
    there = sum(weight for field, weight in wanted.items() if _has(rows, deal, field))
    return 100 * there // sum(wanted.values())


def _has(rows: Rows, deal: dict[str, Any], field: str) -> bool:
    people = [row["person_id"] for row in rows.people if row["deal_id"] == deal["id"]]
    company = rows.companies.get(deal["organization_id"])
    if field == "contact":
        return any(
            point["kind"] in ("phone", "email")
            and (point["person_id"] in people or (company and point["organization_id"] == company["id"]))
            for point in rows.contacts
        )
    return bool(
        {
            "region": company and company["region_code"],
            "organization": company,
            "people": people,
            "owner": deal["owner_id"],
            "value": deal["amount"],
            "lines": [row for row in rows.lines if row["deal_id"] == deal["id"]],
            "expected_close_on": deal["expected_close_on"],
            "source": deal["source_id"],
        }.get(field, deal["custom"].get(field))
    )
