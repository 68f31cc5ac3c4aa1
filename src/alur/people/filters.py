"""What companies and persons can be asked by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q

from alur.fields.filtering.dated import Moment
from alur.fields.filtering.declaring import declare
from alur.fields.filtering.fields import EMPTINESS, MANY, Kept, Label, Reference, Text, Whole
from alur.fields.filtering.places import Column
from alur.fields.filtering.through import Through
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_, Refusal
from alur.people.models import ContactKind, ContactPoint, OrganizationTag, PersonTag

COMPANY = N_("Company")
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Kept):
    """A region of Indonesia by its code, with all that lies in it: `32` is West Java, `32.73` Bandung. `column` is the
    company's `region_code`, `province` its `province_code`.
    """

    operators: ClassVar = {"is": MANY, "not": MANY, **EMPTINESS}
    province: str

    def _condition(self, operator: str, values: tuple[str, ...], view: Viewpoint) -> Q:
        if operator in EMPTINESS:
            return self._emptiness(operator, view)
        province = Column(self.province)
        positive = Q()
        for code in values:
            if not _CODE.fullmatch(code):
                raise Refusal(N_("“%(text)s” is no region. Write its code, like 32.73."), field="filter", text=code)
            if "." not in code:
                positive |= province.test(view, "exact", code)
                continue
            positive |= self.at().test(view, "exact", code) | self.at().test(view, "startswith", f"{code}.")
        return positive if operator == "is" else self._without(positive, view)

    def _none(self, view: Viewpoint) -> Q:
        return self.at().is_null(view) | self.at().test(view, "exact", "")


def region(prefix: str = "", group: str = "") -> Region:
    """The region of a company that `prefix` leads to."""
    return Region(
        name="region",
        title=N_("Region"),
        group=group,
        column=f"{prefix}region_code",
        province=f"{prefix}province_code",
    )


def contact(kind: str, title: str, key: str) -> Through:
    """Telephone numbers or addresses by what was typed."""
    return Through(
        name=kind,
        title=title,
        rows=lambda view: ContactPoint.objects.filter(
            workspace_id=view.workspace_id, kind=kind, **{f"{key}__isnull": False}
        ),
        key=key,
        inner=Text(name=kind, title=title, column="typed"),
    )


declare(
    "organization",
    [
        Text(name="name", title=N_("Name"), column="name"),
        Text(name="industry", title=N_("Industry"), column="industry"),
        Whole(name="size", title=N_("Number of people"), column="size"),
        region(),
        Reference(name="owner", title=N_("Owner"), column="owner_id", to="member"),
        Reference(name="team", title=N_("Team"), column="owner__team_id", to="team"),
        Reference(name="parent", title=N_("Part of"), column="parent_id", to="organization"),
        Through(
            name="tag",
            title=N_("Tag"),
            rows=lambda view: OrganizationTag.objects.filter(workspace_id=view.workspace_id),
            key="organization_id",
            inner=Label(name="tag", title=N_("Tag"), column="tag__name_key"),
        ),
        contact(ContactKind.PHONE, N_("Telephone"), "organization_id"),
        contact(ContactKind.EMAIL, N_("E-mail"), "organization_id"),
        Text(name="website", title=N_("Website"), column="website"),
        Text(name="note", title=N_("Note"), column="note"),
        Moment(name="do_not_contact", title=N_("Do not contact since"), column="do_not_contact_since"),
        Text(name="external_source", title=N_("Outside system"), column="external_source"),
        Text(name="external_id", title=N_("Outside number"), column="external_id"),
        Moment(name="created", title=N_("Created"), column="created_at"),
        Moment(name="updated", title=N_("Last change"), column="updated_at"),
    ],
)

declare(
    "person",
    [
        Text(name="name", title=N_("Name"), column="name"),
        Text(name="job_title", title=N_("Job title"), column="job_title"),
        Reference(name="organization", title=N_("Company"), column="organization_id", to="organization"),
        Text(name="company", title=N_("Company's name"), group=COMPANY, column="organization__name"),
        Text(name="industry", title=N_("Industry"), group=COMPANY, column="organization__industry"),
        region("organization__", COMPANY),
        Reference(name="owner", title=N_("Owner"), column="owner_id", to="member"),
        Reference(name="team", title=N_("Team"), column="owner__team_id", to="team"),
        Through(
            name="tag",
            title=N_("Tag"),
            rows=lambda view: PersonTag.objects.filter(workspace_id=view.workspace_id),
            key="person_id",
            inner=Label(name="tag", title=N_("Tag"), column="tag__name_key"),
        ),
        contact(ContactKind.PHONE, N_("Telephone"), "person_id"),
        contact(ContactKind.EMAIL, N_("E-mail"), "person_id"),
        Text(name="note", title=N_("Note"), column="note"),
        Moment(name="do_not_contact", title=N_("Do not contact since"), column="do_not_contact_since"),
        Text(name="external_source", title=N_("Outside system"), column="external_source"),
        Text(name="external_id", title=N_("Outside number"), column="external_id"),
        Moment(name="created", title=N_("Created"), column="created_at"),
        Moment(name="updated", title=N_("Last change"), column="updated_at"),
    ],
)
