"""The inputs of a condition: what they offer, how they show what is asked, how they read what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from alur.campaigns.models import Campaign, Source
from alur.catalogue.models import Product, ProductFamily
from alur.fields.filtering.dated import Age, Dated
from alur.fields.filtering.fields import Choice, Field, Label, Money, Number, Percent, Reference, YesNo
from alur.fields.filtering.through import Latest
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.models import Tag
from alur.kernel.ids import id_from
from alur.kernel.money import number_text, parse_money, parse_number
from alur.kernel.refusal import N_, Refusal
from alur.people.filters import Region
from alur.people.models import Organization, Person
from alur.people.queries.regions import provinces, region_path
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import CloseReason, Deal, Pipeline, Stage
from alur.tenancy.models import Member, Team
from alur.web.lists.telling import day_told, day_typed, leaf_of, period_titles, period_told, span_told
from alur.web.shell.formats import Formats

MOST_OPTIONS = 300
OFFERED_PERIODS = ("next_7_days", "next_30_days", "last_7_days", "last_30_days", "last_90_days")
UNOFFERED = ("organization", "person", "deal")
"""Too many to choose from in a list: asked for by their names, or from their pages."""


@dataclass(frozen=True, slots=True)
class ValueInput:
    """`kind` is which input: none, choice, text, number, day, span, period. `options` are offered; `chosen` and `typed`
    what is asked; `count` how many inputs there are.
    """

    kind: str
    options: Sequence[tuple[str, str]] = ()
    chosen: Sequence[str] = ()
    typed: Sequence[str] = ()
    count: int = 1


class ValueInputs:
    """For one reader's builder; what several conditions offer is read once."""

    def __init__(self, view: Viewpoint, f: Formats) -> None:
        self.view, self.f = view, f

    def input_of(self, field: Field, operator: str, values: Sequence[str]) -> ValueInput:
        leaf = leaf_of(field)
        most = field.takes().get(operator, (1, 1))[1]
        if most == 0:
            return ValueInput("none")
        options = self.options_of(leaf, values)
        if options is not None:
            return ValueInput("choice", [*options, *self._gone(leaf, options, values)], values)
        if isinstance(leaf, Dated | Latest):
            return self._dated(operator, values, most)
        if isinstance(leaf, Number | Age):
            typed = [self._figure_told(leaf, value) for value in values]
            return ValueInput("number", typed=typed, count=2 if most == 2 else max(1, len(values)))
        return ValueInput("text", typed=values, count=max(1, len(values)))

    def told(self, field: Field, operator: str, values: Sequence[str]) -> list[str]:
        """The values as words."""
        leaf = leaf_of(field)
        options = self.options_of(leaf, values)
        if options is not None:
            titles = dict([*options, *self._gone(leaf, options, values)])
            return [titles[value] for value in values]
        if isinstance(leaf, Dated | Latest):
            tell = {"within": period_told, "older": span_told, "newer": span_told}.get(operator)
            return [tell(value) if tell else day_told(value, self.f) for value in values]
        if isinstance(leaf, Age):
            return [self.f.days(int(value)) for value in values]
        if isinstance(leaf, Money):
            return [self.f.compact(int(value)) for value in values]
        return [self._figure_told(leaf, value) if isinstance(leaf, Number) else value for value in values]

    def read(self, field: Field, operator: str, typed: Sequence[str], units: Sequence[str]) -> list[str]:
        """The values as the language writes them, from what was typed or chosen. Refusal for what cannot be read."""
        leaf, most = leaf_of(field), field.takes().get(operator, (1, 1))[1]
        texts = [text.strip() for text in typed if text.strip()]
        if most == 0:
            return []
        if isinstance(leaf, Dated | Latest) and operator in ("older", "newer"):
            return [f"{text}{unit}" for text, unit in zip(texts, units or ["d"], strict=False)]
        if isinstance(leaf, Dated | Latest) and operator != "within":
            return [day_typed(text, self.f) for text in texts]
        if isinstance(leaf, Number):
            return [self._figure_typed(leaf, text) for text in texts]
        if isinstance(leaf, Age):
            return [text.split()[0] for text in texts]
        return texts

    def options_of(self, leaf: Field, values: Sequence[str]) -> Sequence[tuple[str, str]] | None:
        """What a field offers to choose from; None where one types."""
        if isinstance(leaf, Choice):
            return leaf.options(self.view)
        if isinstance(leaf, YesNo):
            return [("yes", _("Yes")), ("no", _("No"))]
        if isinstance(leaf, Region):
            named = dict(provinces())
            return [*named.items(), *((one, region_path(one) or one) for one in values if one not in named)]
        if isinstance(leaf, Label):
            return self._tags
        if isinstance(leaf, Reference):
            return self._references(leaf.to, values)
        return None

    def _gone(self, leaf: Field, options: Sequence[tuple[str, str]], values: Sequence[str]) -> list[tuple[str, str]]:
        """What is asked for and not offered: it stays chosen until someone takes it out."""
        offered = {value for value, _title in options}
        gone = [value for value in values if value not in offered]
        return [(value, value if isinstance(leaf, Label) else _("no longer there")) for value in gone]

    def _dated(self, operator: str, values: Sequence[str], most: int) -> ValueInput:
        if operator == "within":
            offered = [*period_titles(), *OFFERED_PERIODS]
            options = [(one, period_told(one)) for one in dict.fromkeys([*offered, *values])]
            return ValueInput("period", options, values)
        if operator in ("older", "newer"):
            value = values[0] if values else "14d"
            return ValueInput("span", chosen=[value[-1]], typed=[value[:-1]])
        return ValueInput("day", typed=[day_told(value, self.f) for value in values], count=most)

    def _figure_told(self, leaf: Field, value: str) -> str:
        if isinstance(leaf, Money):
            return ("-" if value.startswith("-") else "") + self.f.plain_money(abs(int(value)))
        return number_text(value, self.f.language)

    def _figure_typed(self, leaf: Field, text: str) -> str:
        if isinstance(leaf, Money):
            return str(parse_money(text, self.f.currency, self.f.language, field="filter"))
        if isinstance(leaf, Percent):
            text = text.removesuffix("%").strip()
        sign = "-" if text.startswith(("-", "−")) else ""
        digits = text.lstrip("-−")
        if not digits[:1].isdigit():
            raise Refusal(N_("“%(text)s” is not a number."), field="filter", text=text)
        return f"{sign}{parse_number(digits, self.f.language, field='filter'):f}"

    # What references offer: names that the reader may know.

    def _references(self, kind: str, values: Sequence[str]) -> Sequence[tuple[str, str]]:
        if kind in UNOFFERED:
            return self._named(kind, values)
        offered: Callable[[], Sequence[tuple[str, str]]] | None = getattr(self, f"_{kind}_options", None)
        return offered() if offered else []

    def _named(self, kind: str, values: Sequence[str]) -> Sequence[tuple[str, str]]:
        ids = [found for found in map(id_from, values) if found]
        ws = self.view.workspace_id
        if kind == "deal":
            rows = Deal.objects.visible_to(self.view.member).filter(id__in=ids).values_list("id", "title")
        else:
            model = Organization if kind == "organization" else Person
            rows = model.objects.filter(workspace_id=ws, id__in=ids).values_list("id", "name")
        return [(str(row_id), name) for row_id, name in rows]

    @cached_property
    def _tags(self) -> Sequence[tuple[str, str]]:
        rows = Tag.objects.filter(workspace_id=self.view.workspace_id).order_by("name_key")[:MOST_OPTIONS]
        return list(rows.values_list("name_key", "name"))

    def _member_options(self) -> Sequence[tuple[str, str]]:
        seen = owners_seen_by(self.view.member)
        members = Member.objects.filter(workspace_id=self.view.workspace_id).order_by("name")
        members = members if seen is None else members.filter(id__in=seen)
        return [("me", _("Me")), *((str(row_id), name) for row_id, name in members.values_list("id", "name"))]

    def _team_options(self) -> Sequence[tuple[str, str]]:
        teams = Team.objects.filter(workspace_id=self.view.workspace_id).order_by("name").values_list("id", "name")
        return [("mine", _("My team")), *((str(row_id), name) for row_id, name in teams)]

    def _pipeline_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(Pipeline, "name", "position")

    def _stage_options(self) -> Sequence[tuple[str, str]]:
        stages = Stage.objects.filter(workspace_id=self.view.workspace_id, deleted_at__isnull=True)
        rows = list(stages.select_related("pipeline").order_by("pipeline__position", "pipeline_id", "position"))
        several = len({stage.pipeline_id for stage in rows}) > 1
        language = self.f.language
        return [
            (str(one.id), f"{one.pipeline.name}: {one.name_in(language)}" if several else one.name_in(language))
            for one in rows
            if one.pipeline.deleted_at is None
        ]

    def _source_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(Source, self._name, "position")

    def _reason_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(CloseReason, self._name, "outcome", "position")

    def _campaign_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(Campaign, "name", "name")

    def _family_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(ProductFamily, "name", "position")

    def _product_options(self) -> Sequence[tuple[str, str]]:
        return self._plain(Product, "name", "name_key")

    @property
    def _name(self) -> str:
        return "name_id" if self.f.language.startswith("id") else "name_en"

    def _plain(self, model: object, name: str, *order: str) -> Sequence[tuple[str, str]]:
        rows = model.objects.filter(workspace_id=self.view.workspace_id, deleted_at__isnull=True).order_by(*order, "id")  # type: ignore[attr-defined]
        return [(str(row_id), title) for row_id, title in rows.values_list("id", name)[:MOST_OPTIONS]]
