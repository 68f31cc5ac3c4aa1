"""Changes of many records in words: how many of what, and why some stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.automation.models import BulkChange
from alur.automation.operations.bulk.acting import Verdict
from alur.automation.operations.bulk.others import JudgedRecord
from alur.automation.operations.bulk.refusing import Groups
from alur.reporting.listing.asking import LISTINGS
from alur.web.activities.kinds import kind_names
from alur.web.lists.asking import PATHS
from alur.web.shell.requests import MemberRequest

MOST_NAMED = 3
_NAMES = {"deal": ("organization__name", "title"), "activity": ("title", "kind")}


@dataclass(frozen=True)
class Told:
    """One reason: how many it concerns, and some of them as (address, name)."""

    sentence: str
    count: int
    records: Sequence[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.records)


def groups_told(request: MemberRequest, kind: str, groups: Groups) -> list[Told]:
    """The reasons in the reader's language, the most frequent first; records that the reader sees are named."""
    ids = {int(one) for group in groups for one in group[3][:MOST_NAMED]}
    columns = _NAMES.get(kind, ("name",))
    rows = LISTINGS[kind].rows(request.member).filter(id__in=ids).values_list("id", *columns) if ids else []
    kinds = kind_names() if kind == "activity" else {}
    named = {row[0]: _named(kind, row[1:], kinds) for row in rows}
    told = []
    for message, values, count, some in sorted(groups, key=lambda one: -one[2]):
        shown = [int(one) for one in some[:MOST_NAMED] if int(one) in named]
        records = [(f"{PATHS[kind]}{one}/", named[one]) for one in shown]
        told.append(Told(_sentence(request, message, values), count, records))
    return told


def _named(kind: str, words: tuple[str | None, ...], kinds: dict[str, str]) -> str:
    """A company may have several deals: of those the title is told as well."""
    known = list(dict.fromkeys(filter(None, words)))
    if kind == "deal":
        return ", ".join(known)
    return kinds.get(known[0], known[0]) if known else ""


def counted(request: MemberRequest, kind: str, count: int) -> str:
    """12 deals, 3,000 deals."""
    words = {
        "deal": ngettext("%(num)s deal", "%(num)s deals", count),
        "organization": ngettext("%(num)s company", "%(num)s companies", count),
        "person": ngettext("%(num)s person", "%(num)s persons", count),
        "activity": ngettext("%(num)s activity", "%(num)s activities", count),
        "product": ngettext("%(num)s product", "%(num)s products", count),
    }
    return words[kind] % {"num": request.f.number(count)}


def example_told(request: MemberRequest, first: Verdict | None) -> str:
    """What becomes of the first price that changes; nothing where no price does."""
    if not isinstance(first, JudgedRecord) or "unit_price" not in first.changes:
        return ""
    old, new = (request.f.money(one) for one in (first.record.unit_price, first.changes["unit_price"]))
    return _("%(name)s: %(old)s becomes %(new)s") % {"name": first.record.name, "old": old, "new": new}


def changed_told(request: MemberRequest, job: BulkChange) -> str:
    """For the toast."""
    if not job.changed:
        return _("All of them were like this already.")
    what = {"what": counted(request, job.kind, job.changed)}
    if job.act["do"] == "step":
        return _("A step is planned for %(what)s.") % what
    if job.act["do"] == "done":
        return _("%(what)s done.") % what
    if job.act["do"] == "delete" and job.kind == "activity":
        return _("%(what)s removed.") % what
    if job.act["do"] == "delete":
        return _("%(what)s put into the trash.") % what
    return _("%(what)s changed.") % what


def _sentence(request: MemberRequest, message: str, values: dict[str, Any]) -> str:
    if "names" in values:
        place = 0 if request.f.language.startswith("id") else 1
        return _(message) % {"what": ", ".join(one[place] for one in values["names"])}
    return _(message) % values if values else _(message)
