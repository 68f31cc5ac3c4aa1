"""Rows that become companies, persons and products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from alur.catalogue.models import Product
from alur.catalogue.operations.products import create_product, edit_product
from alur.events.recording import Operation, attempt
from alur.exchange.mapping import FileMapping
from alur.exchange.operations.likely_same import LikelySame
from alur.exchange.operations.matching import Known
from alur.exchange.operations.rows import (
    CREATED,
    SKIPPED,
    UPDATED,
    Judged,
    Unready,
    Written,
    contacts_in,
    header_of,
    numbered,
)
from alur.exchange.remembering import Remembered
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization, Person
from alur.people.operations.bringing_in import bring_in_organizations, bring_in_persons
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import NewOrganization, edit_organization, organization_columns
from alur.people.operations.persons import NewPerson, edit_person
from alur.people.queries.regions import find_regions, region_path

INDONESIA = frozenset({"indonesia", "id", "idn"})


class RecordPlanner(Unready):
    """What the four have in common: known by their outside number, likely the same by the key of their name."""

    kind = ""
    model: Any = None
    key = "name"

    def __init__(self, mapping: FileMapping, known: Known, duplicates: str) -> None:
        self.mapping, self.known, self.duplicates = mapping, known, duplicates
        self.by_number: dict[str, int] = {}
        self.seen = Remembered()
        self.likely = self.likeness()

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None:
        numbers = [one["external_id"] for one in batch if "external_id" in one]
        workspace_id, source = self.known.workspace.id, self.mapping.external_source
        self.by_number = dict(numbered(self.model)(workspace_id=workspace_id, source=source, numbers=numbers))
        if self.likely is not None and self.duplicates != "new":
            rows = [one for one in batch if one.get("name") and one.get("external_id") not in self.by_number]
            named = {id(one): found for one in rows if (found := self.same(one)) is not None}
            self.likely.look(rows, named)

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged:
        name = values.get("name", "")
        if not name:
            raise Refusal(N_("This row has no name."), field=header_of(self.mapping, "name"))
        wanted = {**values, **self.checked(values)}
        outside = values.get("external_id")
        if outside in self.by_number:
            return Judged(number, UPDATED, wanted, self.by_number[outside])
        if self.duplicates != "new":
            likely = self.likely.of(values) if self.likely is not None else None
            same = likely[0] if likely is not None else self.same(values) if self.likely is None else None
            if same is not None:
                action = UPDATED if self.duplicates == "merge" else SKIPPED
                return Judged(number, action, wanted, same, likely[1].reasons if likely is not None else ())
        mark = outside or name_key(name) + str(values.get("organization", ""))
        if self.duplicates != "new" and self.seen.setdefault(mark, number) != number:
            return Judged(number, SKIPPED, wanted)
        if self.duplicates != "new" and self.likely is not None and outside is None:
            repeated = self.likely.repeats(number, values)
            if repeated is not None:
                before, says, likeness = repeated
                action = UPDATED if self.duplicates == "merge" else SKIPPED
                return Judged(number, action, wanted, None, likeness.reasons, (before, says))
        return Judged(number, CREATED, wanted)

    def write(self, batch: Sequence[Judged], act: Operation) -> Written:
        written = Written([], [], [])
        new = [one for one in batch if one.action == CREATED]
        written.made = [(self.kind, record_id, 1) for record_id in self.create_all(new, written)]
        for one in batch:
            if one.found is None and one.before is not None:
                one.found = self.same(one.before[1])
            if one.action == UPDATED and one.found is not None:
                self._try(one, written, act)
        written.made[:0] = self.known.take_made()
        return written

    def create_all(self, batch: Sequence[Judged], written: Written) -> list[int]:
        """Make these, one after the other; what is refused goes to `written`."""
        made = []
        for one in batch:
            mark = len(self.known.made)
            try:
                with attempt():
                    made.append(self.create(one.values))
            except Refusal as refusal:
                self.known.go_back(mark)
                written.refused.append((one, refusal))
        return made

    def _try(self, one: Judged, written: Written, act: Operation) -> None:
        mark, events = len(self.known.made), len(act.recorded)
        try:
            with attempt():
                is_known = one.values.get("external_id") in self.by_number
                self.update(one.found or 0, one.values, fills_only=not is_known)
                if len(act.recorded) > events:
                    written.changed.append((self.kind, one.found or 0, 0))
        except Refusal as refusal:
            self.known.go_back(mark)
            written.refused.append((one, refusal))

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields become. Refusal by header."""
        return {}

    def likeness(self) -> LikelySame | None:
        """What finds rows that are likely records under other names; None: the name alone says it."""
        return None

    def same(self, values: Mapping[str, Any]) -> int | None:
        """The record of the very same name."""
        raise NotImplementedError

    def create(self, values: Mapping[str, Any]) -> int:
        raise NotImplementedError

    def update(self, record_id: int, values: Mapping[str, Any], *, fills_only: bool) -> None:
        raise NotImplementedError

    def outside(self, values: Mapping[str, Any]) -> dict[str, Any]:
        if "external_id" not in values:
            return {}
        return {"external_source": self.mapping.external_source, "external_id": values["external_id"]}


class OrganizationPlanner(RecordPlanner):
    kind, model = "organization", Organization

    def likeness(self) -> LikelySame:
        ws, at = self.known.workspace.id, self.known.at
        return LikelySame(ws, self.kind, at=at, company=lambda _row: None, region=_region_code)

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        extra: dict[str, Any] = {
            name: values[name] for name in ("industry", "website", "postal_code", "note") if name in values
        }
        if "size" in values:
            digits = str(values["size"]).replace(".", "").replace(",", "")
            if not digits.isdigit() or len(digits) > 9:
                raise Refusal(N_("Type the number of people, like 120."), field=header_of(self.mapping, "size"))
            extra["size"] = int(digits)
        place = [values.get("street", "")]
        region = values.get("region", "")
        code = _region_code(region)
        if code:
            extra["region_code"] = code
        else:
            place.append(region)
        if values.get("country", "").casefold() not in INDONESIA:
            place.append(values.get("country", ""))
        if any(place):
            extra["street"] = ", ".join(filter(None, place))[:300]
        if "tags" in values:
            extra["tags"] = [tag for tag in values["tags"].replace(";", ",").split(",") if tag.strip()]
        contacts = contacts_in(values, self.mapping)
        if contacts:
            extra["contacts"] = contacts
        return {"extra": {**extra, **self.outside(values)}}

    def same(self, values: Mapping[str, Any]) -> int | None:
        return self.known.organizations.get(name_key(values["name"]))

    def create_all(self, batch: Sequence[Judged], written: Written) -> list[int]:
        known, news = self.known, []
        for one in batch:
            owner = known.owner(one.values.get("owner", ""))
            new = NewOrganization(one.values["name"], {**one.values["extra"], "owner_id": owner.id if owner else None})
            try:
                organization_columns({"name": new.name, **new.extra})
                news.append(new)
            except Refusal as refusal:
                written.refused.append((one, refusal))
        rows = bring_in_organizations(known.workspace.id, news, by=known.by, at=known.at)
        known.organizations.update((row.name_key, row.id) for row in rows)
        return [row.id for row in rows]

    def update(self, record_id: int, values: Mapping[str, Any], *, fills_only: bool) -> None:
        row = Organization.objects.get(workspace_id=self.known.workspace.id, id=record_id)
        changes = {**values["extra"], **({} if fills_only else {"name": values["name"]})}
        owner = self.known.member(values.get("owner", ""))
        if owner is not None:
            changes["owner_id"] = owner.id
        edit_organization(row, _wanted(row, changes, fills_only), by=self.known.by, at=self.known.at)


class PersonPlanner(RecordPlanner):
    kind, model = "person", Person

    def likeness(self) -> LikelySame:
        ws, at = self.known.workspace.id, self.known.at
        return LikelySame(ws, self.kind, at=at, company=self._company, region=_region_code)

    def _company(self, values: Mapping[str, Any]) -> int | None:
        return self.known.organizations.get(name_key(values.get("organization", "")))

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        extra: dict[str, Any] = {name: values[name] for name in ("job_title", "note") if name in values}
        contacts = contacts_in(values, self.mapping)
        if contacts:
            extra["contacts"] = contacts
        return {"extra": {**extra, **self.outside(values)}}

    def same(self, values: Mapping[str, Any]) -> int | None:
        organization_id = self._company(values)
        return self.known.persons.get((name_key(values["name"]), organization_id))

    def create_all(self, batch: Sequence[Judged], written: Written) -> list[int]:
        known = self.known
        known.bring_organizations((one.values.get("organization", ""), ()) for one in batch)
        news = []
        for one in batch:
            organization_id = known.organizations.get(name_key(one.values.get("organization", "")))
            extra = {**one.values["extra"], "organization_id": organization_id, "owner_id": known.owner_id}
            news.append(NewPerson(one.values["name"], extra))
        rows = bring_in_persons(known.workspace.id, news, by=known.by, at=known.at)
        known.persons.update(((row.name_key, row.organization_id), row.id) for row in rows)
        return [row.id for row in rows]

    def update(self, record_id: int, values: Mapping[str, Any], *, fills_only: bool) -> None:
        row = Person.objects.get(workspace_id=self.known.workspace.id, id=record_id)
        changes = {**values["extra"], **({} if fills_only else {"name": values["name"]})}
        organization_id = self.known.organization(values.get("organization", ""))
        if organization_id is not None:
            changes["organization_id"] = organization_id
        edit_person(row, _wanted(row, changes, fills_only), by=self.known.by, at=self.known.at)


class ProductPlanner(RecordPlanner):
    kind, model = "product", Product

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        extra = {name: values[name] for name in ("unit", "unit_price", "sku") if name in values}
        return {"extra": {**extra, **self.outside(values)}}

    def same(self, values: Mapping[str, Any]) -> int | None:
        found = self.known.products.get(name_key(values["name"]))
        return found[0] if found else None

    def create(self, values: Mapping[str, Any]) -> int:
        known = self.known
        fields = {**values["extra"], "name": values["name"], "family_id": known.family(values.get("family", ""))}
        row = create_product(known.workspace.id, fields, by=known.by, at=known.at)
        known.products[row.name_key] = (row.id, row.unit_price)
        return row.id

    def update(self, record_id: int, values: Mapping[str, Any], *, fills_only: bool) -> None:
        row = Product.objects.get(workspace_id=self.known.workspace.id, id=record_id)
        changes = {**values["extra"], **({} if fills_only else {"name": values["name"]})}
        if "family" in values:
            changes["family_id"] = self.known.family(values["family"])
        edit_product(row, _wanted(row, changes, fills_only), by=self.known.by, at=self.known.at)


def _wanted(row: Any, changes: Mapping[str, Any], fills_only: bool) -> dict[str, Any]:
    """All of it for a record known by its number; only what is empty yet for one that is likely the same."""
    if not fills_only:
        return dict(changes)
    wanted = {}
    for name, value in changes.items():
        if name == "contacts":
            if not contacts_of(row):
                wanted[name] = value
        elif name == "tags" or not getattr(row, name):
            wanted[name] = value
    return wanted


@lru_cache(maxsize=4096)  # a look through all places for each word, and a file of companies says the same few hundred
def _region_code(text: str) -> str:
    if not text:
        return ""
    if region_path(text):
        return text
    plain = text.casefold().removeprefix("kota ").removeprefix("kab. ").removeprefix("kabupaten ")
    for code, path in find_regions(text, 4):
        name = path.split(",")[0].casefold()
        if plain in (name, name.removeprefix("kota ").removeprefix("kabupaten ")):
            return code
    return ""
