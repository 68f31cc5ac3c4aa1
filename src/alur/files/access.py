"""Who sees and changes a file: whoever sees, and may change, the record it hangs on.

The domains above say for their records who that is; files know only a kind and an id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from alur.events.recording import Subject
from alur.files.models import StoredFile
from alur.tenancy.models import Member

Seen = Callable[[Member, Collection[int]], Collection[int]]
About = Callable[[int, int], list[Subject]]

_holders: dict[str, Holder] = {}


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of record that files hang on.

    `seen` gives which of these ids a member sees; `about` the records on whose timeline a file of it shows.
    """

    kind: str
    seen: Seen
    about: About


def holds_files(kind: str, *, about: About | None = None) -> Callable[[Seen], Seen]:
    """Register the function that says which records of a kind a member sees, none of them in the trash."""

    def register(seen: Seen) -> Seen:
        _holders[kind] = Holder(kind, seen, about or (lambda _workspace_id, record_id: [(kind, record_id)]))
        return seen

    return register


def holder_of(kind: str) -> Holder | None:
    return _holders.get(kind)


def sees_record(member: Member, kind: str, record_id: int) -> bool:
    holder = _holders.get(kind)
    return holder is not None and record_id in holder.seen(member, [record_id])


def file_seen_by(member: Member, file_id: int) -> StoredFile | None:
    """The file, if it is kept and the member sees what it hangs on."""
    found = StoredFile.objects.filter(workspace_id=member.workspace_id, id=file_id).first()
    return found if found is not None and sees_record(member, found.record_kind, found.record_id) else None


def seen_files(member: Member, files: Iterable[StoredFile]) -> list[StoredFile]:
    """Those of the files whose records the member sees: one question for each kind."""
    files = list(files)
    open_to: set[tuple[str, int]] = set()
    for kind in {one.record_kind for one in files}:
        holder = _holders.get(kind)
        ids = {one.record_id for one in files if one.record_kind == kind}
        open_to |= {(kind, record_id) for record_id in (holder.seen(member, ids) if holder else ())}
    return [one for one in files if (one.record_kind, one.record_id) in open_to]
