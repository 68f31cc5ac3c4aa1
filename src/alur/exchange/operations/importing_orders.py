"""Rows that become orders: a line each, the rows of one number an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alur.events.recording import Operation, attempt
from alur.exchange.mapping import FileMapping
from alur.exchange.operations.matching import Known
from alur.exchange.operations.order_rows import Ordered, OrderReader
from alur.exchange.operations.rows import CREATED, SKIPPED, UPDATED, Judged, Unready, Written, header_of, numbered
from alur.exchange.remembering import Remembered
from alur.kernel.refusal import N_, Refusal
from alur.orders.models import Order
from alur.orders.operations.bringing_in import NewOrder, Rates, bring_in_orders
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import edit_order

Same = tuple[int, Any, int]
"""(company, day, total)"""


@dataclass(slots=True)
class Group:
    """The rows of one order. Its own fault is told at the row that has it, else at its first."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    ordered: Ordered | None = None
    faults: dict[int, Refusal] = field(default_factory=dict)
    is_told: bool = False

    @property
    def number(self) -> str:
        return str(self.rows[0].get("external_id", ""))


class OrderPlanner(Unready):
    """Known by its number, an order is changed to what the file says; without one, the same company, day and total
    are likely the same order."""

    def __init__(self, mapping: FileMapping, known: Known, duplicates: str) -> None:
        self.mapping, self.known, self.duplicates = mapping, known, duplicates
        self.workspace = known.workspace
        self.rates = Rates(known.workspace.id)
        self.reader = OrderReader(mapping, known, self.rates)
        self.groups: dict[int, Group] = {}
        self.there: dict[str, Order] = {}
        self.hidden: set[str] = set()
        self.same: dict[Same, int] = {}
        self.seen = Remembered()

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None:
        by_number: dict[str, Group] = {}
        self.groups = {}
        for row in batch:
            number = row.get("external_id", "")
            group = by_number.setdefault(number, Group()) if number else Group()
            group.rows.append(row)
            self.groups[id(row)] = group
        groups = {id(one): one for one in self.groups.values()}
        self._look_up(list(by_number))
        self.reader.prepare(batch)
        for group in groups.values():
            try:
                group.ordered = self.reader.read(group.rows, group.faults)
            except Refusal as refusal:
                group.faults.setdefault(id(group.rows[0]), refusal)
        self._look_for_same([one.ordered for one in groups.values() if one.ordered is not None])

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged:
        group = self.groups[id(values)]
        outside = group.number
        if outside in self.hidden:
            raise Refusal(N_("An order with this number is there, with someone else."), field=self._at("external_id"))
        if id(values) in group.faults:
            raise group.faults[id(values)]
        ordered = group.ordered
        wanted = {"group": group}
        if ordered is None or group.faults:
            return Judged(number, SKIPPED, wanted)  # another row of it is refused, and this one with it
        if outside in self.there:
            return Judged(number, UPDATED, wanted, self.there[outside].id)
        mark = (ordered.organization_key, ordered.columns["ordered_on"], ordered.total)
        same = self.same.get((self.known.organizations.get(mark[0]) or 0, *mark[1:]))
        if same is not None and self.duplicates != "new":
            return Judged(number, UPDATED if self.duplicates == "merge" else SKIPPED, wanted, same)
        if not outside and self.duplicates != "new" and self.seen.setdefault(mark, number) != number:
            return Judged(number, SKIPPED, wanted)
        return Judged(number, CREATED, wanted)

    def write(self, batch: Sequence[Judged], act: Operation) -> Written:
        written = Written([], [], [])
        new = self._groups(batch, CREATED)
        self.known.bring_organizations(
            (one.ordered.organization, ()) for one in new if one.ordered and one.ordered.deal is None
        )
        news = [self._new(one.ordered) for one in new if one.ordered is not None]
        rows = bring_in_orders(self.workspace, news, by=self.known.by, at=self.known.at, rates=self.rates)
        written.made = [("order", row.id, row.version) for row in rows]
        for group in self._groups(batch, UPDATED):
            self._change(group, [one for one in batch if one.values["group"] is group], written, act)
        written.made[:0] = self.known.take_made()
        return written

    def _change(self, group: Group, judged: Sequence[Judged], written: Written, act: Operation) -> None:
        mark, events, found = len(self.known.made), len(act.recorded), judged[0].found or 0
        try:
            with attempt():
                self._edit(group, found)
                if len(act.recorded) > events:
                    written.changed.append(("order", found, 0))
        except Refusal as refusal:
            self.known.go_back(mark)
            said = Refusal(refusal.message, field=self._at(refusal.field or ""), **refusal.params)
            written.refused += [(one, said) for one in judged]

    def _edit(self, group: Group, found: int) -> None:
        ordered, known = group.ordered, self.known
        assert ordered is not None
        order = Order.objects.get(workspace_id=self.workspace.id, id=found)
        if ordered.deal is not None and order.deal_id != ordered.deal.id:
            raise Refusal(N_("This order is kept with another deal, or with none. It stays there."), field="deal")
        columns: dict[str, Any] = dict(ordered.columns)
        lines: list[LineDraft] | None = self._lines(ordered)
        if group.number not in self.there:  # likely the same: what it lacks is filled in
            lines = None
            columns = {name: value for name, value in columns.items() if name not in _LEADING}
            columns = {name: value for name, value in columns.items() if not getattr(order, name)}
            if group.number and not order.external_id:
                columns |= {"external_source": self.mapping.external_source, "external_id": group.number}
        elif order.deal_id is None and ordered.organization:
            columns["organization_id"] = known.organization(ordered.organization)
        edit_order(order, columns, lines, by=known.by, at=known.at)

    def _new(self, ordered: Ordered) -> NewOrder:
        company = None if ordered.deal is not None else self.known.organizations.get(ordered.organization_key)
        return replace(ordered.new, lines=self._lines(ordered), organization_id=company)

    def _lines(self, ordered: Ordered) -> list[LineDraft]:
        """Its lines with their products, of which those that are not there yet are made."""
        lines = []
        for line, product in ordered.lines:
            found = self.known.product(product)
            is_called_so = found is not None and line.name == product and not line.unit
            lines.append(replace(line, product_id=found[0] if found else None, name="" if is_called_so else line.name))
        return lines

    def _look_up(self, numbers: Sequence[str]) -> None:
        ws, source = self.workspace.id, self.mapping.external_source
        every = dict(numbered(Order)(workspace_id=ws, source=source, numbers=numbers)) if numbers else {}
        seen = Order.objects.filter(workspace_id=ws, id__in=list(every.values()))
        if self.known.by is not None:
            seen = seen.visible_to(self.known.by)
        self.there = {one.external_id: one for one in seen} if every else {}
        self.hidden = every.keys() - self.there.keys()

    def _look_for_same(self, found: Sequence[Ordered]) -> None:
        """Orders of these companies and days that this system did not number."""
        self.same = {}
        companies = {self.known.organizations.get(one.organization_key) for one in found} - {None}
        if self.duplicates == "new" or not companies:
            return
        rows = Order.objects.filter(
            workspace_id=self.workspace.id, organization_id__in=companies, currency=self.workspace.currency,
            ordered_on__in={one.columns["ordered_on"] for one in found},
        )  # fmt: skip
        if self.known.by is not None:
            rows = rows.visible_to(self.known.by)
        columns = ("organization_id", "ordered_on", "total", "id", "external_source", "external_id")
        for company, day, total, order_id, source, number in rows.order_by("-id").values_list(*columns):
            if not (number and source == self.mapping.external_source) and company:
                self.same[company, day, total] = order_id

    def _groups(self, batch: Sequence[Judged], action: str) -> list[Group]:
        found = {id(one.values["group"]): one.values["group"] for one in batch if one.action == action}
        return list(found.values())

    def _at(self, to: str) -> str:
        return header_of(self.mapping, to)


_LEADING = frozenset({"ordered_on", "tax_mode", "is_cancelled"})
