"""People, tags and evidence of a deal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alur.events.recording import operation
from alur.fields.operations.tagging import tags_named
from alur.files.models import StoredFile
from alur.files.operations.keeping import about
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Person
from alur.pipeline.facts import EvidenceAdded, EvidenceRemoved, PeopleSet
from alur.pipeline.models import Deal, DealPerson, DealTag, Evidence, EvidenceKind, Step
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.tracking import begin_early
from alur.pipeline.queries.gates import field_is_gone
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot

Part = tuple[int, str]
"""(person id, role)"""


def set_people(deal: Deal, people: Sequence[Part], *, by: Member | None, at: datetime) -> None:
    """Replace who takes part in a deal, and as what."""
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        wanted = list(dict(people).items())
        old = people_of(deal)
        if old == wanted:
            return
        write_people(deal, wanted)
        about = [("deal", deal.id), *(("person", person_id) for person_id, _ in wanted)]
        event_id = act.record(
            PeopleSet(deal.id, [list(part) for part in old], [list(part) for part in wanted]), about=about
        )
        restand(deal, {}, at=at, event_id=event_id)


def people_of(deal: Deal) -> list[Part]:
    rows = DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).order_by("position", "id")
    return list(rows.values_list("person_id", "role"))


def write_people(deal: Deal, people: Sequence[Part]) -> None:
    """Replace the rows. Refuses people who are not there."""
    ids = {person_id for person_id, _ in people}
    if ids and Person.objects.filter(workspace_id=deal.workspace_id, id__in=ids).count() != len(ids):
        raise Refusal(N_("This person is no longer there."), field="people")
    DealPerson.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).delete()
    DealPerson.objects.bulk_create(
        DealPerson(
            workspace_id=deal.workspace_id, deal_id=deal.id, person_id=person_id, role=role[:60], position=position
        )
        for position, (person_id, role) in enumerate(people)
    )


def tags_of(deal: Deal) -> list[str]:
    return _TAGS(workspace_id=deal.workspace_id, deal_id=deal.id)


_TAGS = Prepared(
    lambda: (
        DealTag.objects.filter(workspace_id=Slot("workspace_id"), deal_id=Slot("deal_id"))
        .order_by("id")
        .values_list("tag__name", flat=True)
    )
)


def write_tags(deal: Deal, names: Sequence[str]) -> None:
    DealTag.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).delete()
    DealTag.objects.bulk_create(
        DealTag(workspace_id=deal.workspace_id, deal_id=deal.id, tag_id=tag.id)
        for tag in tags_named(deal.workspace_id, names)
    )


def add_evidence(
    deal: Deal,
    step: Step,
    *,
    label: str,
    by: Member | None,
    at: datetime,
    kind: str = EvidenceKind.NOTE,
    rests_on: tuple[str, int] | None = None,
) -> Evidence:
    """Show that a step was done. Refused without words to read, or of a kind the step does not take.

    A step that may start early begins the track of its stage; the deal stays in its leading stage.
    """
    label = label.strip()[:500]
    if not label:
        raise Refusal(N_("Write what shows that this is done."), field="label")
    if step.stage.deleted_at is not None or step.deleted_at is not None or step.stage.pipeline_id != deal.pipeline_id:
        raise Refusal(N_("This step is not part of the deal's pipeline."), field="step")
    kind = _kind_taken(deal, step, kind, rests_on)
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if step.may_start_early and deal.is_open:
            begin_early(act, deal, step.stage_id)
        evidence = Evidence.objects.create(
            workspace_id=deal.workspace_id,
            deal_id=deal.id,
            step_id=step.id,
            kind=kind,
            label=label,
            rests_on_kind=rests_on[0] if rests_on else "",
            rests_on_id=rests_on[1] if rests_on else None,
            by_id=by.id if by else None,
            given_at=at,
        )
        event_id = act.record(EvidenceAdded(deal.id, step.id, evidence.id, kind, label), about=[("deal", deal.id)])
        restand(deal, {}, at=at, event_id=event_id)
    return evidence


def _kind_taken(deal: Deal, step: Step, kind: str, rests_on: tuple[str, int] | None) -> str:
    """Which of the step's kinds this is. Refused where it takes none like it; words do where it can have no other."""
    is_activity = rests_on is not None and rests_on[0] == "activity"
    is_file = rests_on is not None and rests_on[0] == "file"
    if step.takes(EvidenceKind.NOTE) and not (is_file and step.takes(EvidenceKind.FILE, EvidenceKind.PHOTO)):
        return kind
    if is_activity and step.takes(EvidenceKind.ACTIVITY):
        return EvidenceKind.ACTIVITY
    if step.takes(EvidenceKind.FILE, EvidenceKind.PHOTO) and (is_file or not step.takes(EvidenceKind.ACTIVITY)):
        return _check_file(deal, step, rests_on)
    if step.takes(EvidenceKind.FILE, EvidenceKind.PHOTO):
        raise Refusal(N_("This step needs an activity or a file as its evidence."), field="step")
    if step.takes(EvidenceKind.ACTIVITY):
        raise Refusal(N_("This step needs an activity as its evidence."), field="step")
    if not all(field_is_gone(deal.workspace_id, name) for name in step.fields):
        raise Refusal(N_("This step is done once its field is filled in."), field="step")
    return kind


def _check_file(deal: Deal, step: Step, rests_on: tuple[str, int] | None) -> str:
    """A file of the deal itself or of something done in it, kept; where a photo is needed, a picture. Which it is."""
    given = rests_on[1] if rests_on and rests_on[0] == "file" else 0
    file = StoredFile.objects.filter(workspace_id=deal.workspace_id, id=given).first()
    takes_any = step.takes(EvidenceKind.FILE)
    if file is None or ("deal", deal.id) not in about(file):
        if not takes_any:
            raise Refusal(N_("This step needs a photo as its evidence."), field="file")
        raise Refusal(N_("This step needs a file as its evidence."), field="file")
    if not takes_any and not file.is_photo:
        raise Refusal(N_("“%(name)s” is not a photo."), field="file", name=file.name)
    return EvidenceKind.PHOTO if file.is_photo and step.takes(EvidenceKind.PHOTO) else EvidenceKind.FILE


def remove_evidence(evidence: Evidence, *, by: Member | None, at: datetime) -> None:
    with operation(evidence.workspace_id, by=by, at=at) as act:
        deal = locked(evidence.deal)
        if evidence.removed_at is not None:
            raise Conflict(N_("This evidence was removed already."))
        evidence.removed_at = at
        evidence.save(update_fields=["removed_at"])
        event_id = act.record(
            EvidenceRemoved(deal.id, evidence.step_id, evidence.id, evidence.kind, evidence.label),
            about=[("deal", deal.id)],
        )
        restand(deal, {}, at=at, event_id=event_id)
