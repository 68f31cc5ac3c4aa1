"""What the ids in a list are called. Each kind of name is read once, when the first is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from alur.campaigns.models import Campaign, Source
from alur.catalogue.models import ProductFamily
from alur.people.models import Person
from alur.pipeline.models import CloseReason, Pipeline, Stage
from alur.reporting.listing.columns import Column
from alur.reporting.listing.reading import Row
from alur.tenancy.models import Team
from alur.tenancy.names import names_of_members
from alur.tenancy.prepared import Prepared, Slot

_STAGES = Prepared(
    lambda: Stage.objects.filter(workspace_id=Slot("workspace_id")).order_by("pipeline_id", "position", "id")
)


class Names:
    """The names of a workspace in a language. What is gone keeps its name."""

    def __init__(self, workspace_id: int, language: str) -> None:
        self.workspace_id, self.language = workspace_id, language
        self._column = "name_id" if language.startswith("id") else "name_en"

    @cached_property
    def members(self) -> dict[int, str]:
        return names_of_members(self.workspace_id)

    @cached_property
    def teams(self) -> dict[int, str]:
        return dict(Team.objects.filter(workspace_id=self.workspace_id).values_list("id", "name"))

    @cached_property
    def stages(self) -> dict[int, Stage]:
        return {stage.id: stage for stage in _STAGES(workspace_id=self.workspace_id)}

    @cached_property
    def pipelines(self) -> dict[int, str]:
        return dict(Pipeline.objects.filter(workspace_id=self.workspace_id).values_list("id", "name"))

    @cached_property
    def sources(self) -> dict[int, str]:
        return dict(Source.objects.filter(workspace_id=self.workspace_id).values_list("id", self._column))

    @cached_property
    def campaigns(self) -> dict[int, str]:
        return dict(Campaign.objects.filter(workspace_id=self.workspace_id).values_list("id", "name"))

    @cached_property
    def reasons(self) -> dict[int, str]:
        return dict(CloseReason.objects.filter(workspace_id=self.workspace_id).values_list("id", self._column))

    @cached_property
    def families(self) -> dict[int, tuple[str, int]]:
        """Name and hue."""
        rows = ProductFamily.objects.filter(workspace_id=self.workspace_id).order_by("position", "id")
        return {row_id: (name, hue) for row_id, name, hue in rows.values_list("id", "name", "hue")}

    def persons(self, ids: set[int]) -> dict[int, str]:
        """Of these persons alone: a workspace has many."""
        if not ids:
            return {}
        return dict(Person.objects.filter(workspace_id=self.workspace_id, id__in=ids).values_list("id", "name"))

    def persons_in(self, columns: Sequence[Column], rows: Sequence[Row]) -> dict[int, str]:
        """The persons whom own fields of these rows name."""
        of_persons = [column.name for column in columns if column.shows == "own_person"]
        return self.persons({int(row[name]) for name in of_persons for row in rows if row[name]})


Reader = Callable[[Names], dict[int, str]]
