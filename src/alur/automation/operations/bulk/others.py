"""What can be done to many companies or people: the verbs of `people`, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alur.events.recording import Operation
from alur.kernel.refusal import Refusal
from alur.people.models import OrganizationTag
from alur.people.operations.organizations import delete_organization, edit_organization
from alur.people.operations.persons import delete_person, edit_person


@dataclass(slots=True)
class JudgedRecord:
    """A company or person that changes, or stays as it is."""

    record: Any
    is_changed: bool
    changes: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def record_id(self) -> int:
        return int(self.record.id)


@dataclass(frozen=True, slots=True)
class Give:
    owner_id: int | None
    edit: Callable[..., Any]

    def judge(self, rows: Sequence[Any], *, at: datetime) -> list[JudgedRecord]:
        return [JudgedRecord(row, row.owner_id != self.owner_id, {"owner_id": self.owner_id}) for row in rows]

    def write(self, judged: Sequence[JudgedRecord], *, act: Operation) -> None:
        _edit_each(judged, self.edit, act)


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
        _edit_each(judged, self.edit, act)


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
    """A kind of record by its verbs."""

    edit: Callable[..., Any]
    delete: Callable[..., Any]

    def giving(self, owner_id: int | None) -> Give:
        return Give(owner_id, self.edit)

    def tagging(self, add: list[str], remove: list[str]) -> Tag:
        return Tag(add, remove, self.edit)

    def deleting(self) -> Delete:
        return Delete(self.delete)


ORGANIZATIONS = Records(edit_organization, delete_organization)
PERSONS = Records(edit_person, delete_person)


def _edit_each(judged: Sequence[JudgedRecord], edit: Callable[..., Any], act: Operation) -> None:
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
