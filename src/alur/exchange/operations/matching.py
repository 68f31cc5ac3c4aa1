"""What a workspace has already, by the names that files use; what a file names and is not there is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from alur.accounts.operations.joining import add_member_without_user, add_team
from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.catalogue.operations.products import create_family, create_product
from alur.exchange.access import brings_own
from alur.exchange.operations.spelling import Spellings, spelled
from alur.exchange.remembering import Remembered
from alur.fields.models import Tag
from alur.fields.operations.tagging import tag_key, tags_named
from alur.kernel.ids import new_id
from alur.kernel.names import name_key
from alur.people.models import Organization, Person
from alur.people.operations.bringing_in import bring_in_organizations, bring_in_persons
from alur.people.operations.contacts import Contact
from alur.people.operations.organizations import NewOrganization
from alur.people.operations.persons import NewPerson
from alur.tenancy.models import Member, Role, Team, Workspace

K = TypeVar("K")
T = TypeVar("T")
Made = tuple[str, int, int]
"""(kind, id, version) of a record that was made."""


class Known:
    """Records by the key of their name, read once for a run. `made` collects what was created on the way."""

    def __init__(self, workspace: Workspace, *, by: Member | None, at: datetime) -> None:
        self.workspace, self.by, self.at = workspace, by, at
        self.is_own = brings_own(by)
        self.owner_id = by.id if by is not None and self.is_own else None
        self.made: list[Made] = []
        self.read()

    def go_back(self, mark: int) -> None:
        """A row was taken back, and with it what it made after `mark` of `made`: read all again."""
        if len(self.made) > mark:
            del self.made[mark:]
            self.read()

    def read(self) -> None:
        ws = self.workspace.id
        self.spellings = Spellings(ws)
        self.organizations = Remembered(
            Organization.objects.filter(workspace_id=ws).order_by("-id").values_list("name_key", "id").iterator()
        )
        self.persons = Remembered(
            ((key, organization_id), person_id)
            for key, organization_id, person_id in Person.objects.filter(workspace_id=ws)
            .order_by("-id")
            .values_list("name_key", "organization_id", "id")
            .iterator()
        )
        self.products = {
            key: (product_id, price)
            for key, product_id, price in Product.objects.filter(workspace_id=ws)
            .order_by("-id")
            .values_list("name_key", "id", "unit_price")
        }
        families = ProductFamily.objects.filter(workspace_id=ws, deleted_at__isnull=True)
        self.families = {name_key(one.name): one.id for one in families}
        self.members = {name_key(one.name): one for one in Member.objects.filter(workspace_id=ws).order_by("-id")}
        self.teams = {one.name: one for one in Team.objects.filter(workspace_id=ws)}
        self.tags = dict(Tag.objects.filter(workspace_id=ws).values_list("name_key", "id"))
        self.sources = {
            name.casefold(): one.id
            for one in Source.objects.filter(workspace_id=ws, deleted_at__isnull=True)
            for name in (one.name_id, one.name_en)
        }

    def take_made(self) -> list[Made]:
        made, self.made = self.made, []
        return made

    def organization(self, name: str, contacts: Sequence[Contact] = ()) -> int | None:
        self.bring_organizations([(name, contacts)])
        return self.organizations.get(name_key(name))

    def person(self, name: str, organization_id: int | None, contacts: Sequence[Contact] = ()) -> int | None:
        self.bring_persons([(name, organization_id, contacts)])
        return self.persons.get((name_key(name), organization_id))

    def bring_organizations(self, named: Iterable[tuple[str, Sequence[Contact]]]) -> None:
        """Make at once what of these is not there yet, in this spelling or another."""
        new: dict[str, NewOrganization] = {}
        spelling: dict[str, str] = {}
        for name, contacts in named:
            key = name_key(name)
            if key and key not in self.organizations and key not in spelling:
                spelling[key] = one = spelled(name)
                new.setdefault(one, NewOrganization(name.strip(), {"owner_id": self.owner_id, "contacts": contacts}))
        if not new:
            return
        known = self.spellings.known(new)
        new = {one: company for one, company in new.items() if one not in known}
        rows = bring_in_organizations(self.workspace.id, list(new.values()), by=self.by, at=self.at) if new else []
        made = {one: self._note("organization", row.id) for one, row in zip(new, rows, strict=True)}
        self.spellings.keep(made)
        self.organizations.update((key, made.get(one) or known[one]) for key, one in spelling.items())

    def bring_persons(self, named: Iterable[tuple[str, int | None, Sequence[Contact]]]) -> None:
        new: dict[tuple[str, int | None], NewPerson] = {}
        for name, organization_id, contacts in named:
            key = (name_key(name), organization_id)
            if key[0] and key not in self.persons:
                extra = {"organization_id": organization_id, "owner_id": self.owner_id, "contacts": contacts}
                new.setdefault(key, NewPerson(name.strip(), extra))
        if not new:
            return
        rows = bring_in_persons(self.workspace.id, list(new.values()), by=self.by, at=self.at)
        for key, row in zip(new, rows, strict=True):
            self.persons[key] = self._note("person", row.id)

    def product(self, name: str) -> tuple[int, int] | None:
        """(id, list price in minor units)"""

        def make(typed: str) -> tuple[int, int]:
            row = create_product(self.workspace.id, {"name": typed}, by=self.by, at=self.at)
            return self._note("product", row.id), 0

        return self._of(self.products, name_key(name), name, make)

    def family(self, name: str) -> int | None:
        def make(typed: str) -> int:
            return self._note("product_family", create_family(self.workspace.id, typed, by=self.by, at=self.at).id)

        return self._of(self.families, name_key(name), name, make)

    def member(self, name: str, role: str = Role.REP) -> Member | None:
        def make(typed: str) -> Member:
            row = add_member_without_user(self.workspace.id, name=typed, role=role, by=self.by, at=self.at)
            self._note("member", row.id)
            return row

        return self._of(self.members, name_key(name), name, make)

    def owner(self, name: str) -> Member | None:
        """Who a row is for: whom it names, or who brings it."""
        return self.by if self.is_own else self.member(name)

    def team(self, name: str, lead: Member | None) -> Team:
        if name not in self.teams:
            self.teams[name] = add_team(self.workspace.id, name=name, lead=lead, by=self.by, at=self.at)
            self._note("team", self.teams[name].id)
        return self.teams[name]

    def source(self, name: str) -> int | None:
        def make(typed: str) -> int:
            row = Source.objects.create(
                workspace_id=self.workspace.id, id=new_id(), name_id=typed[:60], name_en=typed[:60], position=99
            )
            return self._note("source", row.id)

        return self._of(self.sources, name.casefold(), name, make)

    def tag_ids(self, names: Sequence[str]) -> tuple[int, ...]:
        """Tags of these names, each once; new ones are made."""
        keys = [tag_key(name) for name in names if name.strip()]
        if not all(key in self.tags for key in keys):
            self.tags.update({tag.name_key: tag.id for tag in tags_named(self.workspace.id, names)})
        return tuple(self.tags[key] for key in dict.fromkeys(keys))

    def _note(self, kind: str, record_id: int) -> int:
        self.made.append((kind, record_id, 1))
        return record_id

    @staticmethod
    def _of(known: dict[K, T], key: K, name: str, make: Callable[[str], T]) -> T | None:
        if not name.strip():
            return None
        if key not in known:
            known[key] = make(name.strip())
        return known[key]
