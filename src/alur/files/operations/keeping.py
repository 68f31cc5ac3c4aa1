"""Files: hung on a record, put away, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.recording import Operation, Subject, operation
from alur.events.undoing import inverse_of
from alur.files.access import holder_of
from alur.files.facts import FileAdded, FileDeleted, FileRestored
from alur.files.models import StoredFile
from alur.files.operations.staging import Staged
from alur.kernel.refusal import N_, Conflict
from alur.tenancy.models import Member


def add_files(
    workspace_id: int, kind: str, record_id: int, staged: Sequence[Staged], *, by: Member | None, at: datetime
) -> list[StoredFile]:
    """Make staged files known on a record, which the caller found through its member."""
    with operation(workspace_id, by=by, at=at) as act:
        files = [
            StoredFile(
                workspace_id=workspace_id,
                id=one.id,
                record_kind=kind,
                record_id=record_id,
                name=one.name,
                media_type=one.media_type,
                size=one.size,
                sha256=one.sha256,
                by_id=by.id if by else None,
                created_at=at,
            )
            for one in staged
        ]
        StoredFile.everything.bulk_create(files)
        for file in files:
            fact = FileAdded(file.id, file.name, kind, record_id, file.media_type, file.size)
            act.record(fact, about=about(file))
    return files


def delete_file(file: StoredFile, *, by: Member | None, at: datetime) -> None:
    """Into the trash; its bytes stay for 30 days. What rests on it hears of it."""
    with operation(file.workspace_id, by=by, at=at) as act:
        file = _locked(file)
        if file.deleted_at is not None:
            raise Conflict(N_("“%(title)s” is in the trash already."), title=file.name)
        _put(file, at)
        act.record(FileDeleted(file.id, file.name, file.record_kind, file.record_id), about=about(file))


def restore_file(file: StoredFile, *, by: Member | None, at: datetime) -> None:
    with operation(file.workspace_id, by=by, at=at) as act:
        file = _locked(file)
        if file.deleted_at is None:
            raise Conflict(N_("“%(title)s” is not in the trash."), title=file.name)
        _put(file, None)
        act.record(FileRestored(file.id, file.name, file.record_kind, file.record_id), about=about(file))


def about(file: StoredFile) -> list[Subject]:
    """The records on whose timeline a file shows."""
    holder = holder_of(file.record_kind)
    return [("file", file.id), *(holder.about(file.workspace_id, file.record_id) if holder else ())]


def _put(file: StoredFile, deleted_at: datetime | None) -> None:
    file.deleted_at = deleted_at
    file.save(update_fields=["deleted_at"])


def _locked(file: StoredFile) -> StoredFile:
    found = StoredFile.everything.select_for_update().filter(workspace_id=file.workspace_id, id=file.id).first()
    if found is None:
        raise Conflict(N_("“%(title)s” was removed for good."), title=file.name)
    return found


def _any(act: Operation, file_id: int, title: str) -> StoredFile:
    found = StoredFile.everything.filter(workspace_id=act.workspace_id, id=file_id).first()
    if found is None:
        raise Conflict(N_("“%(title)s” was removed for good."), title=title)
    return found


@inverse_of(FileAdded)
def take_back_adding(fact: FileAdded, act: Operation) -> None:
    delete_file(_any(act, fact.file, fact.title), by=act.by, at=act.at)


@inverse_of(FileDeleted)
def take_back_deletion(fact: FileDeleted, act: Operation) -> None:
    restore_file(_any(act, fact.file, fact.title), by=act.by, at=act.at)


@inverse_of(FileRestored)
def take_back_restoration(fact: FileRestored, act: Operation) -> None:
    delete_file(_any(act, fact.file, fact.title), by=act.by, at=act.at)
