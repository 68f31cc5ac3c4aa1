"""Rows that become deals, with the past that their days tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import Operation, attempt
from alur.exchange.access import deals_reached_by
from alur.exchange.guessing import STATE_WORDS
from alur.exchange.mapping import FileMapping, State
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import (
    CREATED,
    SKIPPED,
    UPDATED,
    Judged,
    Written,
    check_not_to_come,
    contacts_in,
    header_of,
    numbered,
)
from alur.exchange.operations.updating_deals import update_deal
from alur.fields.operations.tagging import tags_named
from alur.kernel.dates import at_local
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal, LineItem, Pipeline, Stage, Status, Temperature
from alur.pipeline.operations.bringing_in import DealHistory, bring_in
from alur.pipeline.operations.closing import find_reason
from alur.pipeline.operations.valuing import Line
from alur.warmth.operations.overriding import keep_by_hand

MORNING, AFTERNOON = time(9), time(17)
WORDS = {"dingin": "cold", "hangat": "warm", "panas": "hot"}


class DealPlanner:
    def __init__(self, mapping: FileMapping, known: Known, duplicates: str) -> None:
        self.mapping, self.known, self.duplicates = mapping, known, duplicates
        self.workspace = known.workspace
        self.zone = self.workspace.zone
        self.today = known.at.astimezone(self.zone).date()
        self.stages = self._stages()
        self.instants: dict[tuple[date, time], datetime] = {}
        self.seen: dict[str, int] = {}
        self.by_number: dict[str, int] = {}
        self.by_title: dict[tuple[str, int | None], int] | None = None
        self.hidden: set[str] = set()

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None:
        ws, source = self.workspace.id, self.mapping.external_source
        numbers = [one["external_id"] for one in batch if "external_id" in one]
        reached = deals_reached_by(ws, self.known.by)
        every = dict(numbered(Deal)(workspace_id=ws, source=source, numbers=numbers))
        mine = set(reached.filter(id__in=list(every.values())).values_list("id", flat=True)) if every else set()
        self.by_number = {number: deal_id for number, deal_id in every.items() if deal_id in mine}
        self.hidden = every.keys() - self.by_number.keys()
        if self.by_title is None and self.duplicates != "new" and len(numbers) < len(batch):
            rows_of = reached.filter(status=Status.OPEN).order_by("-id").values_list("title", "organization_id", "id")
            self.by_title = {(title, org): deal_id for title, org, deal_id in rows_of.iterator()}

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged:
        title = self._title(values)
        if not title:
            raise Refusal(N_("This row has neither a title, a company nor a product."))
        outside = values.get("external_id")
        if outside is not None:
            first = self.seen.setdefault(outside, number)
            if first != number:
                raise Refusal(
                    N_("Row %(row)d has the same number already."),
                    field=header_of(self.mapping, "external_id"), row=first,
                )  # fmt: skip
            if outside in self.hidden:
                raise Refusal(
                    N_("A deal with this number is there, with someone else."),
                    field=header_of(self.mapping, "external_id"),
                )
        source = values.get("source", "")
        if self.known.is_own and source and source.casefold() not in self.known.sources:
            raise Refusal(
                N_("The source “%(name)s” is not known here. Ask an owner to add it, or leave the column out."),
                field=header_of(self.mapping, "source"), name=source,
            )  # fmt: skip
        state, stage = self._state(values)
        wanted = {**values, "title": title, "state": state, "stage": stage, **self._times(values, state)}
        if "temperature" in values:
            wanted["temperature"] = self._temperature(values["temperature"])
        wanted["contacts"] = contacts_in(values, self.mapping)
        if outside in self.by_number:
            return Judged(number, UPDATED, wanted, self.by_number[outside])
        if outside is None and self.duplicates != "new":
            organization_id = self.known.organizations.get(name_key(values.get("organization", "")))
            same = (self.by_title or {}).get((title, organization_id))
            if same is not None:
                return Judged(number, UPDATED if self.duplicates == "merge" else SKIPPED, wanted, same)
        return Judged(number, CREATED, wanted)

    def write(self, batch: Sequence[Judged], act: Operation) -> Written:
        written = Written([], [], [])
        new = [one for one in batch if one.action == CREATED]
        self._bring_others([one.values for one in new])
        histories = [self._history(one.values) for one in new]
        made = bring_in(histories, self.stages, currency=self.workspace.currency, act=act)
        if self.by_title is not None:
            self.by_title.update({(one.title, one.organization_id): one.id for one in made if one.is_open})
        written.made = [("deal", deal.id, deal.version) for deal in made]
        pairs = list(zip(new, made, strict=True))
        said = {deal.id: one.values["temperature"] for one, deal in pairs if "temperature" in one.values}
        if said:
            keep_by_hand(said, act=act)
        for one, deal in pairs:
            if "note" in one.values:
                begun_at = one.values["begun_at"]
                note = NewActivity(ActivityKind.NOTE, body=one.values["note"], deal=deal, done_at=begun_at)
                add(self.workspace.id, note, by=self.known.by, at=begun_at)
        self._update([one for one in batch if one.action == UPDATED], act, written)
        written.made[:0] = self.known.take_made()
        return written

    def _update(self, batch: Sequence[Judged], act: Operation, written: Written) -> None:
        ws, ids = self.workspace.id, [one.found or 0 for one in batch]
        deals = {deal.id: deal for deal in Deal.objects.filter(workspace_id=ws, id__in=ids)} if ids else {}
        lines = LineItem.objects.filter(workspace_id=ws, deal_id__in=ids)
        with_lines = set(lines.values_list("deal_id", flat=True)) if ids else set()
        for one in batch:
            deal, mark, events = deals[one.found or 0], len(self.known.made), len(act.recorded)
            try:
                history = self._history(one.values)
                with attempt():
                    update_deal(
                        deal, history, one.values, has_lines=deal.id in with_lines, by=self.known.by, at=self.known.at
                    )
            except Refusal as refusal:
                self.known.go_back(mark)
                written.refused.append((one, refusal))
            else:
                if len(act.recorded) > events:
                    written.changed.append(("deal", deal.id, 0))

    def _bring_others(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """The companies, then the persons that these rows name and that are not there yet, all at once."""
        known = self.known
        known.bring_organizations(
            (one.get("organization", ""), () if one.get("person") else one["contacts"]) for one in batch
        )
        known.bring_persons(
            (one["person"], known.organizations.get(name_key(one.get("organization", ""))), one["contacts"])
            for one in batch
            if one.get("person")
        )

    def _history(self, values: Mapping[str, Any]) -> DealHistory:
        known = self.known
        contacts = values["contacts"]
        organization_id = known.organization(values.get("organization", ""), () if values.get("person") else contacts)
        product = known.product(values.get("product", ""))
        owner = known.owner(values.get("owner", ""))
        state: State = values["state"]
        line = Line(product[0], 1000, product[1]) if product else None
        amount = values.get("value", product[1] if product else 0)
        listed = find_reason(self.workspace.id, state.outcome, values.get("reason", "")) if state.outcome else None
        path = [(values["stage"], values["entered_at"])]
        if values["begun_at"] < values["entered_at"]:
            path.insert(0, (self.stages[0], values["begun_at"]))
            path = path[:1] if values["stage"].id == self.stages[0].id else path
        return DealHistory(
            title=values["title"],
            path=tuple(path),
            outcome=state.outcome or Status.OPEN,
            closed_at=values["ended_at"],
            amount=amount,
            is_amount_typed="value" in values,
            closed_amount=values.get("closed_value") if state.outcome else None,
            owner_id=owner.id if owner else None,
            organization_id=organization_id,
            source_id=known.source(values.get("source", "")),
            person_id=known.person(values.get("person", ""), organization_id, contacts),
            expected_close_on=values.get("expected_close_on"),
            temperature=values.get("temperature", Temperature.COLD),
            reason_id=listed.id if listed else None,
            reason_text="" if listed else values.get("reason", ""),
            lines=(line,) if line else (),
            tag_ids=tuple(tag.id for tag in tags_named(self.workspace.id, _tags(values))),
            external_source=self.mapping.external_source if "external_id" in values else "",
            external_id=values.get("external_id", ""),
        )

    def _times(self, values: Mapping[str, Any], state: State) -> dict[str, Any]:
        """When it began, came to its stage and ended: mornings and afternoons of the days in the workspace's zone."""
        check_not_to_come(values, ("created_on", "stage_entered_on"), self.today, self.mapping)
        entered: date | None = values.get("stage_entered_on") or values.get("created_on")
        begun: date | None = values.get("created_on") or entered
        closed: date | None = values.get("closed_on")
        further: dict[str, Any] = {}
        if state.outcome:
            check_not_to_come(values, ("closed_on",), self.today, self.mapping)
            begun, entered = begun or closed, entered or closed
            if closed and ((entered and closed < entered) or (begun and closed < begun)):
                raise Refusal(N_("It ended before it began."), field=header_of(self.mapping, "closed_on"))
        elif closed and "expected_close_on" not in values:
            further["expected_close_on"] = closed
        if begun and entered and entered < begun:
            raise Refusal(
                N_("It came to its stage before it began."), field=header_of(self.mapping, "stage_entered_on")
            )
        begun_at = self._instant(begun, MORNING)
        ended_at = max(self._instant(closed, AFTERNOON), begun_at) if state.outcome else None
        return {"begun_at": begun_at, "entered_at": self._instant(entered, MORNING), "ended_at": ended_at, **further}

    def _instant(self, day: date | None, clock: time) -> datetime:
        if day is None:
            return self.known.at
        if (day, clock) not in self.instants:
            self.instants[day, clock] = min(at_local(day, clock, self.zone), self.known.at)
        return self.instants[day, clock]

    def _state(self, values: Mapping[str, Any]) -> tuple[State, Stage]:
        word = values.get("state", "").casefold()
        if not word:
            return State(self.stages[0].kind), self.stages[0]
        known = self.mapping.states.get(word)
        if known is None:
            for stage in self.stages:
                if word in (stage.name_id.casefold(), stage.name_en.casefold()):
                    return State(stage.kind), stage
            known = STATE_WORDS.get(word)
        if known is None:
            raise Refusal(
                N_("“%(word)s” is no stage and no outcome that the mapping knows."),
                field=header_of(self.mapping, "state"), word=values["state"],
            )  # fmt: skip
        return known, next((one for one in self.stages if one.kind == known.stage), self.stages[0])

    def _temperature(self, text: str) -> str:
        word = WORDS.get(text.casefold(), text.casefold())
        if word not in Temperature.values:
            raise Refusal(N_("Choose cold, warm or hot."), field=header_of(self.mapping, "temperature"))
        return word

    def _title(self, values: Mapping[str, Any]) -> str:
        for name in ("title", "product", "organization"):
            if values.get(name):
                return " ".join(values[name].split())[:200]
        return ""

    def _stages(self) -> list[Stage]:
        pipelines = Pipeline.objects.filter(workspace_id=self.workspace.id, deleted_at__isnull=True)
        if self.mapping.pipeline:
            pipelines = pipelines.filter(name=self.mapping.pipeline)
        pipeline = pipelines.order_by("position", "id").first()
        if pipeline is None:
            raise Refusal(N_("There is no pipeline “%(name)s”."), field="pipeline", name=self.mapping.pipeline)
        stages = Stage.objects.filter(
            workspace_id=self.workspace.id, pipeline_id=pipeline.id, deleted_at__isnull=True
        ).order_by("position", "id")
        if not stages:
            raise Refusal(N_("This pipeline has no stages yet."), field="pipeline")
        return list(stages)


def _tags(values: Mapping[str, Any]) -> list[str]:
    return [tag for tag in values.get("tags", "").replace(";", ",").split(",") if tag.strip()]
