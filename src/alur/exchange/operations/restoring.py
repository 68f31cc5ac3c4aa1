"""An export back as a new workspace with the same record ids, beside the original or in another installation.

First all of the zip is read and compared with its manifest; only then rows are written, in batches that each hold the
database for some tens of milliseconds. Until the last of them the workspace is not whole: nobody enters it, no job runs
in it. What fails or is stopped half way is taken out again, and what was killed is taken out by the next to come by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from alur.accounts.operations.creating import free_slug
from alur.accounts.operations.joining import add_member, edit_member
from alur.exchange.models import DataImport, ImportState, VaultJob, VaultKind, VaultState
from alur.exchange.operations.checking import Checked, check_export
from alur.exchange.operations.erasing import BEAT, erase_unfinished, erase_workspace
from alur.exchange.operations.restoring_rows import fill_late, restore_rows
from alur.exchange.steps import Steps
from alur.exchange.vault.archive import ArchiveReader, damaged
from alur.exchange.vault.cells import NotThis
from alur.exchange.vault.contents import tables
from alur.exchange.vault.stored import restore_files
from alur.kernel.ids import new_id
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.operations.losing import count_losses
from alur.tenancy.models import Member, Role, User, Workspace

LONGEST_NAME = 110  # of 120: a number may have to follow


@dataclass(frozen=True, slots=True)
class Restored:
    """`with_sign_in` of the `members` can enter the workspace at once."""

    workspace: Workspace
    rows: int
    files: int
    members: int
    with_sign_in: int


def restore_workspace(
    path: Path, *, name: str | None = None, by_user: User | None = None, at: datetime
) -> Steps[Restored]:
    """Make a workspace of an export; the first half of the steps is the check. NotOurs leaves nothing behind.

    A member can sign in where a user of this installation has the member's address; `by_user`, who asked for it on a
    screen, becomes an owner.
    """
    erase_unfinished(at=timezone.now())
    checked = yield from _checked(path)
    whole = done = sum(checked.rows.values())
    workspace, mark = _begin(checked, name, at)
    file, files = "", 0
    try:
        with ArchiveReader(path) as archive:
            for table in tables():
                file = table.file
                for count in restore_rows(archive, table, workspace.id):
                    done += count
                    _beat(mark)
                    yield done, 2 * whole
            for table in tables():
                fill_late(archive, table, workspace.id)
            for count in restore_files(archive, workspace.id, origin_id=checked.workspace_id):
                files += count
                _beat(mark)
                yield done, 2 * whole
            is_older = "pipeline.LossTotal" not in archive.manifest["tables"]
        with_sign_in = _finish(workspace, mark, by_user, at, counts_losses=is_older)
    except (IntegrityError, DataError, NotThis) as error:
        erase_workspace(workspace.id)
        raise damaged(file) from error
    except BaseException:
        erase_workspace(workspace.id)
        raise
    members = Member.objects.filter(workspace_id=workspace.id, is_active=True).count()
    return Restored(workspace, whole, files, members, with_sign_in)


def _checked(path: Path) -> Steps[Checked]:
    """The check, on the scale of the rows that are to come."""
    steps = check_export(path)
    while True:
        try:
            done, whole = next(steps)
        except StopIteration as end:
            checked: Checked = end.value
            return checked
        yield done, 2 * max(whole, 1)


def _beat(mark: VaultJob) -> None:
    """Say now and then that the unfinished workspace is still at work."""
    now = timezone.now()
    if mark.beat_at is None or now - mark.beat_at > BEAT:
        mark.beat_at = now
        mark.save(update_fields=["beat_at"])


def _begin(checked: Checked, name: str | None, at: datetime) -> tuple[Workspace, VaultJob]:
    about: dict[str, Any] = {**checked.workspace, "name": _free_name(name or checked.workspace["name"])}
    with transaction.atomic():
        workspace = Workspace.everything.create(id=new_id(), slug=free_slug(about["name"]), is_whole=False, **about)
        mark = VaultJob.objects.create(
            workspace_id=workspace.id, kind=VaultKind.RESTORE, state=VaultState.RUNNING, target_id=workspace.id,
            created_at=at, beat_at=timezone.now(),
        )  # fmt: skip
    return workspace, mark


def _free_name(name: str) -> str:
    """The name, with a number behind it where another workspace here has it."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refusal(N_("Type the name of your company."), field="name")
    free, number = name, 1
    while Workspace.everything.filter(name=free).exists():
        number += 1
        free = f"{name} ({number})"
    return free


def _finish(workspace: Workspace, mark: VaultJob, by_user: User | None, at: datetime, *, counts_losses: bool) -> int:
    """Open the doors: members get their sign-in, work that was on its way stands still. Returns how many can enter."""
    at_work = (ImportState.READY, ImportState.RUNNING, ImportState.STOPPING, ImportState.UNDOING)
    with transaction.atomic():
        VaultJob.objects.filter(workspace_id=workspace.id, id=mark.id).delete()
        workspace.is_whole = True
        workspace.save(update_fields=["is_whole"])
        if counts_losses:  # the export is older than these totals
            count_losses(workspace.id)
        DataImport.objects.filter(workspace_id=workspace.id, state__in=at_work).update(state=ImportState.STOPPED)
        linked = _link(workspace.id)
        if by_user is not None:
            _let_in(workspace, by_user, at)
            linked.add(by_user.id)
    return len(linked)


def _link(workspace_id: int) -> set[int]:
    """Members to the users of this installation who have their addresses; one member for each user."""
    members = Member.objects.filter(workspace_id=workspace_id).exclude(email="").order_by("-is_active", "id")
    by_email: dict[str, int] = {}
    for member_id, email in members.values_list("id", "email"):
        by_email.setdefault(email.lower(), member_id)
    users = dict(User.objects.filter(email__in=list(by_email)).values_list("id", "email"))
    for user_id, email in users.items():
        Member.objects.filter(workspace_id=workspace_id, id=by_email[email]).update(user_id=user_id)
    return set(users)


def _let_in(workspace: Workspace, user: User, at: datetime) -> None:
    member = Member.objects.filter(workspace_id=workspace.id, user_id=user.id).first()
    if member is None:
        add_member(workspace, email=user.email, name=user.name, role=Role.OWNER, by=None, at=at)
    elif not member.is_owner:
        edit_member(member, {"role": Role.OWNER, "is_active": True}, by=None, at=at)
