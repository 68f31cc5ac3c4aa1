"""What ids in events are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from alur.fields.models import FieldDefinition
from alur.pipeline.models import CloseReason, Question, Stage, Step
from alur.tenancy.names import Named, everyone
from alur.tenancy.prepared import Prepared, Slot
from alur.web.shell.formats import Formats

_STAGES = Prepared(lambda: Stage.objects.filter(workspace_id=Slot("workspace_id")))


@dataclass
class Names:
    """What ids in events are called: each kind is read once for a page of them, when the first event mentions one."""

    workspace_id: int
    f: Formats

    @cached_property
    def members(self) -> dict[int, str]:
        return {one.id: one.name for one in self.everyone}

    @cached_property
    def everyone(self) -> list[Named]:
        return everyone(self.workspace_id)

    @cached_property
    def stages(self) -> dict[int, str]:
        return {one.id: one.name_in(self.f.language) for one in _STAGES(workspace_id=self.workspace_id)}

    @cached_property
    def steps(self) -> dict[int, str]:
        return {one.id: one.name_in(self.f.language) for one in self._all(Step)}

    @cached_property
    def reasons(self) -> dict[str, str]:
        """By either name: an import or the sample company wrote down the Indonesian one."""
        return {
            name: one.name_in(self.f.language) for one in self._all(CloseReason) for name in (one.name_id, one.name_en)
        }

    @cached_property
    def questions(self) -> dict[int, Question]:
        return {one.id: one for one in self._all(Question)}

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        return {one.key: one for one in self._all(FieldDefinition)}

    def _all(self, model: Any) -> Any:
        return model.objects.filter(workspace_id=self.workspace_id)

    def member(self, member_id: int | None) -> str:
        return self.members.get(member_id or 0, "") or _("Nobody")

    def stage(self, stage_id: int) -> str:
        return self.stages.get(stage_id, "") or _("a removed stage")
