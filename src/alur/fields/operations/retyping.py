"""Another type for a field that is filled in: tried without writing, then made beside the old one.

A new field of the new type takes over name, place and whoever asks for it; the old one goes into the archive with its
values as they were, so that nothing is lost and the way back is to take it up again. Values are converted in pieces:
at once where they are few, else by the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.db import DatabaseError, transaction

from alur.events.recording import Operation, operation
from alur.events.undoing import inverse_of
from alur.fields.access import can_edit_fields
from alur.fields.facts import FieldRetyped
from alur.fields.models import FieldDefinition, FieldType, RecordKind
from alur.fields.operations.filling import check_value, from_text
from alur.fields.queries.records import records_of
from alur.kernel.currency import digits_of
from alur.kernel.dates import format_day, parse_day
from alur.kernel.ids import new_id
from alur.kernel.money import format_money, signs_of
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, Workspace

A_PIECE = 250
"""Records in one transaction: some 100 ms."""

AT_ONCE = 1_000
EXAMPLES = 12
MOST_ANSWERS = 50
TARGETS = (
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.MONEY,
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.YES_NO,
)
_log = structlog.get_logger()
_SAID = {
    **dict.fromkeys(("ya", "yes", "y", "true", "1", "ada"), True),
    **dict.fromkeys(("tidak", "no", "n", "false", "0", "bukan"), False),
}


@dataclass(slots=True)
class Trial:
    """What converting would do: how many values can be read, and examples of those that cannot (record id, value)."""

    readable: int = 0
    unreadable: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.readable + self.unreadable


def try_retyping(definition: FieldDefinition, to: str) -> Trial:
    """Read every value as the new type would have it, and write nothing. Raises Refusal by `type`."""
    made = _made(definition, to)
    trial = Trial(answers=[choice["name_id"] for choice in made.choices])
    read = _Reader(definition, made)
    for record_id, value in _values(definition):
        if read(value) is not None:
            trial.readable += 1
            continue
        trial.unreadable += 1
        if len(trial.examples) < EXAMPLES:
            trial.examples.append((record_id, read.text_of(value)))
    return trial


def retype(definition: FieldDefinition, to: str, *, by: Member | None, at: datetime) -> FieldDefinition:
    """The new field, whose values are still to be converted (`convert`). Raises Refusal by `type`, Conflict."""
    if by is not None and (not can_edit_fields(by) or by.workspace_id != definition.workspace_id):
        raise Refusal(N_("Only owners and supervisors change fields."))
    with operation(definition.workspace_id, by=by, at=at) as act:
        old = FieldDefinition.objects.select_for_update().get(workspace_id=definition.workspace_id, id=definition.id)
        if old.archived_at is not None or old.type != definition.type or old.converted_up_to is not None:
            raise Conflict(N_("This field was changed meanwhile. Look at it again."))
        made = _made(old, to)
        made.converts_from_id, made.converted_up_to = old.id, 0
        made.save(force_insert=True)
        FieldDefinition.objects.filter(workspace_id=old.workspace_id, id=old.id).update(archived_at=at)
        _record(old, made, act)
    return made


def convert(made: FieldDefinition) -> None:
    """All of it, while the button waits."""
    while convert_piece(made):
        pass


def convert_piece(made: FieldDefinition) -> bool:
    """Convert some of what is left. False: that was the last. What someone has filled in meanwhile stays."""
    with transaction.atomic():
        now = FieldDefinition.objects.select_for_update().get(workspace_id=made.workspace_id, id=made.id)
        if now.converted_up_to is None:
            return False
        old = FieldDefinition.objects.get(workspace_id=now.workspace_id, id=now.converts_from_id or 0)
        left = records_of(old.record_kind, old.workspace_id).filter(custom__has_key=old.key, id__gt=now.converted_up_to)
        piece = list(left.order_by("id").select_for_update()[:A_PIECE])
        read = _Reader(old, now)
        for record in piece:
            value = read(record.custom[old.key])
            if value is not None:
                record.custom = {now.key: value, **record.custom}
        if piece:
            type(piece[0])._base_manager.bulk_update(piece, ["custom"])
        is_last = len(piece) < A_PIECE
        FieldDefinition.objects.filter(workspace_id=now.workspace_id, id=now.id).update(
            converted_up_to=None if is_last else piece[-1].id
        )
    return not is_last


def work() -> int:
    """A piece of some field that is being converted; the worker calls it. Returns how many pieces."""
    waiting = FieldDefinition.objects.filter(converted_up_to__isnull=False).first()
    if waiting is None:
        return 0
    try:
        convert_piece(waiting)
    except DatabaseError:
        raise
    except Exception:  # whatever is wrong with this one, the worker goes on; it is tried again
        _log.exception("field not converted", field=waiting.id)
        return 0
    return 1


@inverse_of(FieldRetyped)
def take_back_retyping(fact: FieldRetyped, act: Operation) -> None:
    """The old field is taken up again with its values as they were; the new one goes into the archive with its own."""
    rows = FieldDefinition.objects.filter(workspace_id=act.workspace_id)
    old, made = (rows.filter(id=one).first() for one in (fact.record, fact.made))
    if old is None or made is None or old.archived_at is None or made.archived_at is not None:
        raise Conflict(N_("“%(title)s” was changed since; this cannot be undone."), title=fact.title)
    rows.filter(id=old.id).update(archived_at=None)
    rows.filter(id=made.id).update(archived_at=act.at, converted_up_to=None)
    _record(made, old, act)


def _record(old: FieldDefinition, made: FieldDefinition, act: Operation) -> None:
    fact = FieldRetyped(old.id, str(old), made.id, old.type, str(made.type))
    act.record(fact, about=[("field", old.id), ("field", made.id)])


def _made(old: FieldDefinition, to: str) -> FieldDefinition:
    """The field of the new type, not saved. Raises Refusal."""
    if to not in TARGETS or to == old.type:
        raise Refusal(N_("Choose what the field holds."), field="type")
    made = FieldDefinition(
        workspace_id=old.workspace_id,
        id=new_id(),
        record_kind=old.record_kind,
        name_id=old.name_id,
        name_en=old.name_en,
        type=to,
        position=old.position,
        hint=old.hint,
        places=old.places,
        families=old.families,
        choices=[],
    )
    if to == FieldType.CHOICE:
        read = _Reader(old, made)
        by_fold: dict[str, str] = {}
        for _id, value in _values(old):
            answer = read.text_of(value)[:60]
            if answer:
                by_fold.setdefault(answer.casefold(), answer)
        if len(by_fold) > MOST_ANSWERS:
            raise Refusal(
                N_("There are %(count)d different values; a choice has %(most)d answers at most."),
                field="type",
                count=len(by_fold),
                most=MOST_ANSWERS,
            )
        made.choices = [
            {"key": f"c{number}", "name_id": answer, "name_en": answer}
            for number, answer in enumerate(sorted(by_fold.values(), key=str.casefold), start=1)
        ]
    return made


def _values(definition: FieldDefinition) -> Iterator[tuple[int, Any]]:
    """By record. The whole column is read: asked for one key of it, Django takes the text "3.500" for 3.5 on SQLite."""
    records = records_of(definition.record_kind, definition.workspace_id).filter(custom__has_key=definition.key)
    for record_id, custom in records.order_by("id").values_list("id", "custom").iterator(chunk_size=2_000):
        yield record_id, custom[definition.key]


class _Reader:
    """A kept value of the old field as the new one would keep it; None for what cannot be read so."""

    def __init__(self, old: FieldDefinition, made: FieldDefinition) -> None:
        self.old, self.made = old, made
        workspace = Workspace.objects.get(id=old.workspace_id)
        self.currency, self.language = workspace.currency, workspace.language
        self.answers = {choice["name_id"].casefold(): choice["key"] for choice in made.choices}
        self.names = self._names()

    def __call__(self, value: Any) -> Any:
        text = self.text_of(value)
        try:
            if self.made.type == FieldType.CHOICE:
                return self.answers.get(text[:60].casefold())
            if self.made.type == FieldType.YES_NO:
                return _SAID.get(text.strip().casefold())
            kept = from_text(self.made, text, currency=self.currency, language=self.language)
            return None if kept is None else check_value(self.made, kept)
        except Refusal:
            return None

    def text_of(self, value: Any) -> str:
        """As someone would type it."""
        told = _TEXTS.get(self.old.type)
        return told(self, value) if told is not None else str(value)

    def number(self, value: Any) -> str:
        decimal_sign, _group = signs_of(self.language)
        return str(value).replace(".", decimal_sign)

    def money(self, value: Any) -> str:
        if self.made.type == FieldType.NUMBER:
            return self.number(f"{Decimal(value).scaleb(-digits_of(self.currency)):f}")
        return format_money(int(value), self.currency, self.language)

    def date(self, value: Any) -> str:
        return format_day(parse_day(value), self.language)

    def named(self, value: Any) -> str:
        return self.names.get(str(value), "")

    def yes_no(self, value: Any) -> str:
        return ("Ya" if value else "Tidak") if self.language == "id" else ("Yes" if value else "No")

    def _names(self) -> dict[str, str]:
        """What choices, members and persons are called, by the form in which they are kept."""
        if self.old.type == FieldType.CHOICE:
            name = "name_id" if self.language == "id" else "name_en"
            return {choice["key"]: choice[name] for choice in self.old.choices}
        if self.old.type == FieldType.MEMBER:
            members = Member.objects.filter(workspace_id=self.old.workspace_id)
            return {str(one): name for one, name in members.values_list("id", "name")}
        if self.old.type == FieldType.PERSON:
            used = {int(value) for _id, value in _values(self.old)}
            persons = records_of(RecordKind.PERSON, self.old.workspace_id).filter(id__in=used)
            return {str(one): name for one, name in persons.values_list("id", "name")}
        return {}


_TEXTS: dict[str, Callable[[_Reader, Any], str]] = {
    FieldType.NUMBER: _Reader.number,
    FieldType.MONEY: _Reader.money,
    FieldType.DATE: _Reader.date,
    FieldType.CHOICE: _Reader.named,
    FieldType.MEMBER: _Reader.named,
    FieldType.PERSON: _Reader.named,
    FieldType.YES_NO: _Reader.yes_no,
}
