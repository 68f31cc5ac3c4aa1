"""Why a deal is forgotten and what to do about it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.fields.models import FieldDefinition
from alur.kernel.dates import NEAR
from alur.pipeline.queries.needs import LABELS, own_key
from alur.rescue.models import StageLimit
from alur.rescue.queries.queue import Row
from alur.rescue.words import Advice
from alur.web.deals.names import Names
from alur.web.shell.formats import Formats

GLYPHS = {"silent": "rot", "unplanned": "none", "lacking": "edit", "returned": "history"}


def reason_names() -> dict[str, str]:
    """As filters, in the order of REASONS."""
    return {
        "silent": _("Silent"),
        "unplanned": _("No next step"),
        "lacking": _("Missing data"),
        "returned": _("Back again"),
    }


class Words:
    """The names of fields, owners and stages are read once for a page of rows."""

    def __init__(self, workspace_id: int, f: Formats, names: Names, lacks: Iterable[str]) -> None:
        self._workspace_id, self._f, self._names, self._lacks = workspace_id, f, names, lacks
        self.glyphs = GLYPHS

    @cached_property
    def _own_fields(self) -> dict[str, str]:
        ids = {int(key[1:]) for name in self._lacks if (key := own_key(name))}
        if not ids:
            return {}
        found = FieldDefinition.objects.filter(workspace_id=self._workspace_id, id__in=ids)
        is_indonesian = self._f.language.startswith("id")
        return {f"f{one.id}": one.name_id if is_indonesian else one.name_en for one in found}

    def fields(self, lacks: Iterable[str]) -> str:
        """Telephone or e-mail, region."""
        names = [_(LABELS[name]) if name in LABELS else self._own_fields.get(own_key(name), name) for name in lacks]
        return ", ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])]) if names else ""

    def tag(self, row: Row, reason: str) -> str:
        """A reason in two or three words."""
        if reason == "silent":
            return self.silent(row)
        if reason == "unplanned":
            return _("No next step")
        if reason == "returned":
            return _("Back since %(day)s") % {"day": self.day(row.returned_from)}
        return _("Missing: %(fields)s") % {"fields": self.fields(row.lacks).lower()}

    def day(self, day: date | datetime) -> str:
        """A day inside a sentence: yesterday, Monday, 18 Nov."""
        text = self._f.within(day)
        near = NEAR["id" if self._f.language.startswith("id") else "en"].values()
        return text.lower() if text in near else text

    def silent(self, row: Row) -> str:
        return _("Silent for %(days)s") % {"days": self._f.days(row.silent_days(self._f.now))}

    def is_bad(self, row: Row, reason: str) -> bool:
        """Silence that is twice the limit is red."""
        return reason == "silent" and row.silent_days(self._f.now) >= 2 * (row.limit_days or 1)

    def limit(self, row: Row) -> str:
        """Where the limit comes from."""
        learned = StageLimit.objects.filter(workspace_id=self._workspace_id, stage_id=row.stage_id).first()
        days = self._f.days(row.limit_days or 0)
        stage = self._names.stage(row.stage_id)
        if learned is None or learned.days is None:
            return _("In %(stage)s, silence may last %(days)s, as set for the stage.") % {"stage": stage, "days": days}
        sentence = ngettext(
            "In %(stage)s, nine in ten won deals moved on within %(days)s (%(num)s counted).",
            "In %(stage)s, nine in ten won deals moved on within %(days)s (%(num)s counted).",
            learned.moved,
        )
        return sentence % {"stage": stage, "days": days, "num": self._f.number(learned.moved)}

    def advice(self, row: Row, who: str) -> str:
        """What to do next."""
        whom = who or row.name
        return {
            Advice.FIND_CONTACT: _("Find a number or an address first: without one, nobody can be reached."),
            Advice.CALL: _("Call %(who)s today.") % {"who": whom},
            Advice.PLAN: _("Agree on a next step with %(who)s, and write down the day.") % {"who": whom},
            Advice.FILL: _("Fill in what is missing; then the next stage is open."),
        }[row.advice]

    def advice_why(self, row: Row) -> str:
        if row.advice is Advice.CALL:
            return _("Each further month of silence counts as half of what is at stake.")
        if row.advice is Advice.PLAN:
            return _("A deal with a planned step leaves this list until that step is due.")
        return _("%(percent)s%% of what this stage needs is there.") % {"percent": row.completeness}
