"""Rows that become deals, with the past that their days tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import Operation, attempt
from alur.exchange.access import deals_reached_by
from alur.exchange.guessing import STATE_WORDS
from alur.exchange.mapping import FileMapping, State
from alur.exchange.operations.importing_days import Days
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import (
    CREATED,
    SKIPPED,
    UPDATED,
    Judged,
    Written,
    contacts_in,
    header_of,
    numbered,
)
from alur.exchange.operations.updating_deals import update_deal
from alur.exchange.remembering import Remembered
from alur.fields.operations.tagging import LONGEST as LONGEST_TAG
from alur.fields.operations.tagging import tag_key
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.models import Deal, LineItem, Pipeline, Stage, Status, Temperature
from alur.pipeline.operations.bringing_in import DealHistory, put_together
from alur.pipeline.operations.bringing_in_rows import DealRows
from alur.pipeline.operations.closing import find_reason
from alur.pipeline.operations.valuing import Line
from alur.warmth.operations.overriding import keep_by_hand

MOST_REASONS = 1_000
WORDS = {"dingin": "cold", "hangat": "warm", "panas": "hot"}


class DealPlanner:
    def __init__(self, mapping: FileMapping, known: Known, duplicates: str) -> None:
        self.mapping, self.known, self.duplicates = mapping, known, duplicates
        self.workspace = known.workspace
        self.days = Days(mapping, known.at, self.workspace.zone)
        self.stages = self._stages()
        self.reasons: dict[tuple[str, str], int | None] = {}
        self.rows = DealRows(self.workspace.id)
        self.seen = Remembered()
        self.by_number: dict[str, int] = {}
        self.by_title: Remembered | None = None
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
            self.by_title = Remembered(((title, org), deal_id) for title, org, deal_id in rows_of.iterator())

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
        wanted = {**values, "title": title, "state": state, "stage": stage, **self.days.instants_of(values, state)}
        if "temperature" in values:
            wanted["temperature"] = self._temperature(values["temperature"])
        if any(len(tag_key(tag)) > LONGEST_TAG for tag in _tags(values)):
            raise Refusal(
                N_("A tag has %(count)d letters at most."), field=header_of(self.mapping, "tags"), count=LONGEST_TAG
            )
        wanted["contacts"] = contacts_in(values, self.mapping)
        if outside in self.by_number:
            return Judged(number, UPDATED, wanted, self.by_number[outside])
        if outside is None and self.duplicates != "new":
            same = self.by_title.get((title, self._company(values))) if self.by_title is not None else None
            if same is not None:
                return Judged(number, UPDATED if self.duplicates == "merge" else SKIPPED, wanted, same)
        return Judged(number, CREATED, wanted)

    def lacks(self, batch: Sequence[Judged]) -> bool:
        known = self.known
        for one in batch:
            if one.action != CREATED:
                continue
            values = one.values
            organization = name_key(values.get("organization", ""))
            if (
                (organization and organization not in known.organizations)
                or ("person" in values and (name_key(values["person"]), self._company(values)) not in known.persons)
                or ("product" in values and name_key(values["product"]) not in known.products)
                or ("owner" in values and not known.is_own and name_key(values["owner"]) not in known.members)
                or ("source" in values and values["source"].casefold() not in known.sources)
                or not all(tag_key(tag) in known.tags for tag in _tags(values))
            ):
                return True
        return False

    def bring_others(self, batch: Sequence[Judged]) -> None:
        """The companies, then the persons that these rows name and that are not there yet, all at once; the rest."""
        known = self.known
        new = [one.values for one in batch if one.action == CREATED]
        known.bring_organizations(
            (one.get("organization", ""), () if one.get("person") else one["contacts"]) for one in new
        )
        known.bring_persons((one["person"], self._company(one), one["contacts"]) for one in new if one.get("person"))
        for one in new:
            known.product(one.get("product", ""))
            known.owner(one.get("owner", ""))
            known.source(one.get("source", ""))
            known.tag_ids(_tags(one))

    def make_ready(self, batch: Sequence[Judged], act: Operation) -> None:
        histories = [self._history(one.values) for one in batch if one.action == CREATED]
        self.rows = put_together(histories, self.stages, currency=self.workspace.currency, act=act)

    def write(self, batch: Sequence[Judged], act: Operation) -> Written:
        written = Written([], [], [])
        made = self.rows.deals
        self.rows.write()
        if self.by_title is not None:
            self.by_title.update(((one.title, one.organization_id), one.id) for one in made if one.is_open)
        written.made = [("deal", deal.id, deal.version) for deal in made]
        new = [one for one in batch if one.action == CREATED]
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
            deal, mark, events = deals.get(one.found or 0), len(self.known.made), len(act.recorded)
            if deal is None:
                raise Deal.DoesNotExist  # it was thrown away since the row was judged, which is done again
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

    def _history(self, values: Mapping[str, Any]) -> DealHistory:
        known = self.known
        contacts = values["contacts"]
        organization_id = known.organization(values.get("organization", ""), () if values.get("person") else contacts)
        product = known.product(values.get("product", ""))
        owner = known.owner(values.get("owner", ""))
        state: State = values["state"]
        line = Line(product[0], 1000, product[1]) if product else None
        amount = values.get("value", product[1] if product else 0)
        reason_id = self._reason(state.outcome, values.get("reason", ""))
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
            reason_id=reason_id,
            reason_text="" if reason_id else values.get("reason", ""),
            lines=(line,) if line else (),
            tag_ids=known.tag_ids(_tags(values)),
            external_source=self.mapping.external_source if "external_id" in values else "",
            external_id=values.get("external_id", ""),
        )

    def _company(self, values: Mapping[str, Any]) -> int | None:
        return self.known.organizations.get(name_key(values.get("organization", "")))

    def _reason(self, outcome: str, typed: str) -> int | None:
        """The listed reason that is meant, looked up once for each way to write it."""
        if not outcome or not typed:
            return None
        if (outcome, typed) not in self.reasons:
            listed = find_reason(self.workspace.id, outcome, typed)
            if len(self.reasons) >= MOST_REASONS:
                self.reasons.clear()
            self.reasons[outcome, typed] = listed.id if listed else None
        return self.reasons[outcome, typed]

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
