"""The named cast of the tests, and what they work on.

Sari and Dewi sell in the team Jawa, which Budi leads; Tono sells in Bali; Wati owns the company; Vina only looks.
Citra owns another company and is a stranger here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from alur.accounts.operations.creating import create_workspace
from alur.accounts.operations.joining import add_member, add_team, edit_team
from alur.accounts.operations.tokens import issue
from alur.kernel.names import name_key
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, Pipeline, Stage
from alur.pipeline.operations.creating import NewDeal, create
from alur.tenancy.models import Member, Role, Team, User, Workspace
from alur.web.accounts.coming_in import CONFIRMED

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=JAKARTA)
PASSWORD = "kopi-tubruk-manis"


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@dataclass(slots=True)
class World:
    """Two companies: Arunika Niaga, where nearly everything happens, and Lain Jaya, which must never notice."""

    workspace: Workspace
    jawa: Team
    bali: Team
    sari: Member
    dewi: Member
    tono: Member
    budi: Member
    wati: Member
    vina: Member
    elsewhere: Workspace
    citra: Member
    _stages: list[Stage] = field(default_factory=list)

    @property
    def pipeline(self) -> Pipeline:
        """The default pipeline of Arunika Niaga."""
        found: Pipeline = Pipeline.objects.get(workspace_id=self.workspace.id, id=self.stages[0].pipeline_id)
        return found

    @property
    def stages(self) -> list[Stage]:
        """The five stages of the default pipeline, in order."""
        if not self._stages:
            self._stages = list(Stage.objects.filter(workspace_id=self.workspace.id).order_by("position"))
        return self._stages

    def reload(self, record: Any) -> Any:
        """The record as the database has it now, in the trash or not."""
        manager = getattr(type(record), "everything", type(record).objects)
        return manager.get(workspace_id=record.workspace_id, id=record.id)

    def make_organization(self, name: str = "Hotel Puri Melati", **values: Any) -> Organization:
        return make_organization(self.workspace, name, **values)

    def make_person(self, name: str = "Ibu Ratna", **values: Any) -> Person:
        return make_person(self.workspace, name, **values)

    def make_deal(self, title: str = "Mesin espresso", **values: Any) -> Deal:
        """A deal of Sari's in the first stage; `owner=None` makes it nobody's, `stage` may be a number from 0 to 4."""
        return make_deal(self, title, **values)


def make_world() -> World:
    workspace = create_workspace("Arunika Niaga", at=days_ago(400))
    elsewhere = create_workspace("Lain Jaya", at=days_ago(400))
    wati = _join(workspace, "Wati Kusuma", Role.OWNER, by=None)
    jawa = add_team(workspace.id, name="Jawa", by=wati, at=days_ago(399))
    bali = add_team(workspace.id, name="Bali", by=wati, at=days_ago(399))
    budi = _join(workspace, "Budi Santoso", Role.MANAGER, by=wati, team=jawa)
    edit_team(jawa, {"lead_id": budi.id}, by=wati, at=days_ago(399))
    jawa.lead_id = budi.id
    return World(
        workspace=workspace,
        jawa=jawa,
        bali=bali,
        sari=_join(workspace, "Sari Dewanti", Role.REP, by=wati, team=jawa),
        dewi=_join(workspace, "Dewi Lestari", Role.REP, by=wati, team=jawa),
        tono=_join(workspace, "Tono Wijaya", Role.REP, by=wati, team=bali),
        budi=budi,
        wati=wati,
        vina=_join(workspace, "Vina Hartati", Role.VIEWER, by=wati),
        elsewhere=elsewhere,
        citra=_join(elsewhere, "Citra Anggraini", Role.OWNER, by=None),
    )


def _join(workspace: Workspace, name: str, role: str, *, by: Member | None, team: Team | None = None) -> Member:
    """Addresses are first names: sari@arunika.example, citra@lain.example. All know the same password."""
    host = workspace.name.split()[0].lower()
    return add_member(
        workspace,
        email=f"{name.split()[0].lower()}@{host}.example",
        name=name,
        role=role,
        password=PASSWORD,
        team=team,
        by=by,
        at=days_ago(399),
    )


def make_organization(workspace: Workspace, name: str = "Hotel Puri Melati", **values: Any) -> Organization:
    at = values.pop("at", NOW)
    made: Organization = Organization.objects.create(
        **{
            "workspace_id": workspace.id,
            "name": name,
            "name_key": name_key(name),
            "created_at": at,
            "updated_at": at,
            **values,
        }
    )
    return made


def make_person(workspace: Workspace, name: str = "Ibu Ratna", **values: Any) -> Person:
    at = values.pop("at", NOW)
    made: Person = Person.objects.create(
        **{
            "workspace_id": workspace.id,
            "name": name,
            "name_key": name_key(name),
            "created_at": at,
            "updated_at": at,
            **values,
        }
    )
    return made


def make_deal(world: World, title: str = "Mesin espresso", **values: Any) -> Deal:
    """A deal by the operation that people's deals are made with: with its event, spell, track and counters."""
    stage = values.pop("stage", None)
    if isinstance(stage, int):
        stage = world.stages[stage]
    owner: Member | None = values.pop("owner", world.sari)
    by: Member | None = values.pop("by", world.wati)
    at: datetime = values.pop("at", NOW)
    amount = values.pop("amount", None)
    new = NewDeal(title=title, owner=owner, stage=stage, currency_amount=amount, **values)
    return create(world.workspace, new, by=by, at=at).deal


def sign_in(client: Client, member: Member) -> Client:
    """Put the member in front of this client, in the workspace that the member is of, as if just signed in."""
    client.force_login(user_of(member))
    session = client.session
    session["workspace"] = member.workspace_id
    session[CONFIRMED] = timezone.now().isoformat()
    session.save()
    return client


def user_of(member: Member) -> User:
    """The user as the database has it now."""
    assert member.user_id is not None
    return User.objects.get(id=member.user_id)


def token_of(member: Member, scopes: str = "read,write") -> str:
    """A fresh API token of the member."""
    return issue(member, scopes=scopes, by=member, at=NOW)
