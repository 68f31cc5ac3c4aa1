"""Rows that become members, and their teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alur.accounts.operations.joining import edit_member
from alur.exchange.operations.importing_records import RecordPlanner
from alur.exchange.operations.rows import CREATED, SKIPPED, UPDATED, Judged, header_of
from alur.kernel.names import name_key
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member, Role


class MemberPlanner(RecordPlanner):
    """Names in sales files: members who cannot sign in, until someone invites them. A known name changes its team."""

    kind, model = "member", Member

    def prepare(self, batch: Sequence[Mapping[str, Any]]) -> None:
        pass

    def judge(self, number: int, values: Mapping[str, Any]) -> Judged:
        if not values.get("name"):
            raise Refusal(N_("This row has no name."), field=header_of(self.mapping, "name"))
        found = self.known.members.get(name_key(values["name"]))
        if found is None:
            return Judged(number, CREATED, values)
        return Judged(number, UPDATED if "team" in values or "lead" in values else SKIPPED, values, found.id)

    def create(self, values: Mapping[str, Any]) -> int:
        member = self.known.member(values["name"])
        assert member is not None
        self.known.made.remove(("member", member.id, 1))
        self._join(member, values)
        return member.id

    def update(self, record_id: int, values: Mapping[str, Any], *, fills_only: bool) -> None:
        self._join(Member.objects.get(workspace_id=self.known.workspace.id, id=record_id), values)

    def _join(self, member: Member, values: Mapping[str, Any]) -> None:
        """Into the team of the row: a team has one lead, so that an office with two is two teams."""
        lead = self.known.member(values.get("lead", ""), Role.MANAGER)
        name = " · ".join(filter(None, (values.get("team", ""), lead.name if lead else "")))
        if not name:
            return
        team = self.known.team(name[:80], lead)
        for one in filter(None, (member, lead)):
            if one.team_id != team.id:
                edit_member(one, {"team_id": team.id}, by=self.known.by, at=self.known.at)
                one.team_id = team.id
