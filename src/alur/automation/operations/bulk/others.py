"""What can be done to many companies, people or products: the verbs of their domain, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alur.automation.operations.bulk.wanting import is_own, own_wanted
from alur.events.recording import Operation
from alur.fields.models import RecordKind
from alur.kernel.refusal import N_, Refusal
from alur.people.models import OrganizationTag
from alur.people.operations.organizations import delete_organization, edit_organization
from alur.people.operations.persons import delete_person, edit_person
from alur.tenancy.models import Member


@dataclass(slots=True)
class JudgedRecord:
    """A record that changes, or stays as it is."""

    record: Any
    is_changed: bool
    changes: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def record_id(self) -> int:
        return int(self.record.id)


@dataclass(frozen=True, slots=True)
class Change:
    """The same values for all; `custom` holds own fields by key."""

    changes: Mapping[str, Any]
    edit: Callable[..., Any]

    def judge(self, rows: Sequence[Any], *, at: datetime) -> list[JudgedRecord]:
        return [JudgedRecord(row, self._differs(row), dict(self.changes)) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        edit_each(judged, self.edit, act)

    def _differs(self, row: Any) -> bool:
        own = self.changes.get("custom") or {}
        return any(getattr(row, name) != value for name, value in self.changes.items() if name != "custom") or any(
            row.custom.get(key) != value for key, value in own.items()
        )


@dataclass(frozen=True, slots=True)
class Tag:
    add: list[str]
    remove: list[str]
    edit: Callable[..., Any]

    def judge(self, rows: Sequence[Any], *, at: datetime) -> list[JudgedRecord]:
        have = _tags_of(rows)
        judged = []
        for row in rows:
            before = have[row.id]
            known = {name.casefold() for name in before}
            gone = {name.casefold() for name in self.remove} - {name.casefold() for name in self.add}
            after = [name for name in before if name.casefold() not in gone]
            after += [name for name in self.add if name.casefold() not in known]
            judged.append(JudgedRecord(row, before != after, {"tags": after}))
        return judged

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        edit_each(judged, self.edit, act)


@dataclass(frozen=True, slots=True)
class Delete:
    delete: Callable[..., Any]

    def judge(self, rows: Sequence[Any], *, at: datetime) -> list[JudgedRecord]:
        return [JudgedRecord(row, is_changed=True) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        for one in judged:
            self.delete(one.record, by=act.by, at=act.at)


@dataclass(frozen=True, slots=True)
class Records:
    """A kind of record by its verbs. `fields` reads a plain value of each field that many are given at once."""

    kind: str
    edit: Callable[..., Any]
    delete: Callable[..., Any]
    fields: Mapping[str, Callable[[Any, Member], Mapping[str, Any]]]

    def giving(self, owner_id: int | None) -> Change:
        return Change({"owner_id": owner_id}, self.edit)

    def changing(self, plain: Mapping[str, Any], by: Member) -> Change:
        """One of `fields`, or one of the workspace's own."""
        name, value = str(plain.get("field", "")), plain.get("value")
        if is_own(name):
            own = own_wanted(self.kind, by.workspace_id, name, value)
            return Change({"custom": {name: own}}, self.edit)
        if name not in self.fields:
            raise Refusal(N_("Choose a field."), field="field")
        return Change(self.fields[name](value, by), self.edit)

    def tagging(self, add: list[str], remove: list[str]) -> Tag:
        return Tag(add, remove, self.edit)

    def deleting(self) -> Delete:
        return Delete(self.delete)


def words(name: str, longest: int) -> Callable[[Any, Member], Mapping[str, Any]]:
    """A reader of one line of text, of so many letters; none empties it."""
    return lambda value, by: {name: " ".join(str(value or "").split())[:longest]}


ORGANIZATIONS = Records(
    RecordKind.ORGANIZATION, edit_organization, delete_organization, {"industry": words("industry", 80)}
)
PERSONS = Records(RecordKind.PERSON, edit_person, delete_person, {"job_title": words("job_title", 120)})


def edit_each(judged: Sequence[JudgedRecord], edit: Callable[..., Any], act: Operation) -> None:
    for one in judged:
        if one.is_changed:
            edit(one.record, one.changes, by=act.by, at=act.at)


def _tags_of(rows: Sequence[Any]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if rows:
        links = OrganizationTag.objects.filter(
            workspace_id=rows[0].workspace_id, organization_id__in=[row.id for row in rows]
        )
        for _, organization_id, name in sorted(links.values_list("id", "organization_id", "tag__name")):
            found[organization_id].append(name)
    return found
