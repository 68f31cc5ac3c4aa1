"""What was found out about a company: notes, what it could buy in a year, and who else sells to it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from alur.api.deal_inputs import Quantity
from alur.api.shell.answering import DayOut, IdOut, MoneyOut, answer, ident, nothing, writing
from alur.api.shell.finding import named, one_of
from alur.api.shell.reading import Body, Day, Id, Line, MoneyIn, PathId, Text
from alur.api.shell.requests import ApiRequest
from alur.api.shell.routing import Resource
from alur.kernel.quantity import quantity_to_decimal
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization
from alur.research.models import Competitor, Potential, ResearchNote
from alur.research.operations import remove, write, write_all
from alur.research.queries import research_on

routes = Resource("organizations")

MOST = 50
Source = Annotated[Line, StringConstraints(max_length=500)]


class NoteOut(TypedDict):
    id: IdOut
    noted_on: DayOut
    text: str
    source: str
    author: IdOut | None


class PotentialOut(TypedDict):
    """What it could buy in a year: `value`, or `quantity` in units; the other is null."""

    family: IdOut
    value: MoneyOut | None
    quantity: str | None
    note: str


class CompetitorOut(TypedDict):
    name: str
    family: IdOut | None
    strengths: str
    price_note: str


class ResearchOut(TypedDict):
    """The newest notes first, fifty at most."""

    notes: list[NoteOut]
    potentials: list[PotentialOut]
    competitors: list[CompetitorOut]


class NoteIn(Body):
    """Without a day: today. `source` is a link, or who said so."""

    text: Text
    source: Source = ""
    noted_on: Day | None = None


class PotentialIn(Body):
    family: Id
    value: MoneyIn | None = None
    quantity: Quantity | None = None
    note: Annotated[Line, StringConstraints(max_length=200)] = ""


class PotentialsIn(Body):
    """All of them: what is not named is removed."""

    potentials: Annotated[list[PotentialIn], Field(max_length=MOST)]


class CompetitorIn(Body):
    name: Annotated[Line, StringConstraints(max_length=120)]
    family: Id | None = None
    strengths: Annotated[Line, StringConstraints(max_length=500)] = ""
    price_note: Annotated[Line, StringConstraints(max_length=200)] = ""


class CompetitorsIn(Body):
    """All of them: who is not named is removed."""

    competitors: Annotated[list[CompetitorIn], Field(max_length=MOST)]


@routes.get("/organizations/{organization_id}/research", ResearchOut)
def show_research(request: ApiRequest, organization_id: PathId) -> HttpResponse:
    return _answer(request, _of(request, organization_id))


@routes.post("/organizations/{organization_id}/research", ResearchOut)
def note_down(request: ApiRequest, organization_id: PathId, new: NoteIn) -> HttpResponse:
    with writing(request):
        company = _of(request, organization_id)
        values = {"text": new.text, "source": new.source, "noted_on": new.noted_on}
        write(ResearchNote, company, values, **_doing(request))
    return _answer(request, company, status=201)


@routes.delete("/organizations/{organization_id}/research/{note_id}")
def remove_note(request: ApiRequest, organization_id: PathId, note_id: PathId) -> HttpResponse:
    with writing(request):
        company = _of(request, organization_id)
        rows = ResearchNote.objects.filter(
            workspace_id=request.workspace.id, organization_id=company.id, deleted_at__isnull=True
        )
        remove(one_of(rows, note_id), by=request.member, at=request.now)
    return nothing()


@routes.put("/organizations/{organization_id}/potentials", ResearchOut)
def set_potentials(request: ApiRequest, organization_id: PathId, wanted: PotentialsIn) -> HttpResponse:
    with writing(request):
        company = _of(request, organization_id)
        rows = [
            {"family_id": one.family, "amount": _amount(request, one), "quantity": one.quantity, "note": one.note}
            for one in wanted.potentials
        ]
        write_all(Potential, company, rows, **_doing(request))
    return _answer(request, company)


@routes.put("/organizations/{organization_id}/competitors", ResearchOut)
def set_competitors(request: ApiRequest, organization_id: PathId, wanted: CompetitorsIn) -> HttpResponse:
    with writing(request):
        company = _of(request, organization_id)
        rows = [
            {"name": one.name, "family_id": one.family, "strengths": one.strengths, "price_note": one.price_note}
            for one in wanted.competitors
        ]
        write_all(Competitor, company, rows, **_doing(request))
    return _answer(request, company)


def _of(request: ApiRequest, organization_id: int) -> Organization:
    rows = Organization.objects.filter(workspace_id=request.workspace.id)
    return named(request, "organization", rows, organization_id)


def _doing(request: ApiRequest) -> dict[str, Any]:
    today = request.now.astimezone(request.workspace.zone).date()
    return {"by": request.member, "at": request.now, "today": today}


def _amount(request: ApiRequest, one: PotentialIn) -> int | None:
    if one.value is None:
        return None
    currency = request.workspace.currency
    if one.value.currency != currency:
        raise Refusal(N_("Prices are in %(currency)s."), field="value.currency", currency=currency)
    return one.value.amount


def _answer(request: ApiRequest, company: Organization, *, status: int = 200) -> HttpResponse:
    found = research_on(request.workspace.id, company.id)
    shown: ResearchOut = {
        "notes": [
            {
                "id": str(one.id),
                "noted_on": one.noted_on.isoformat(),
                "text": one.text,
                "source": one.source,
                "author": ident(one.author_id),
            }
            for one in found.notes
        ],
        "potentials": [
            {
                "family": str(one.family_id),
                "value": None if one.amount is None else {"amount": one.amount, "currency": request.workspace.currency},
                "quantity": None if one.quantity is None else quantity_to_decimal(one.quantity),
                "note": one.note,
            }
            for one in found.potentials
        ],
        "competitors": [
            {
                "name": one.name,
                "family": ident(one.family_id),
                "strengths": one.strengths,
                "price_note": one.price_note,
            }
            for one in found.competitors
        ],
    }
    return answer(shown, status=status)
