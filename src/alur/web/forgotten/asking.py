"""What the address of the queue asks for: `?reason=`, `?owner=` (an id, `me` or `none`), `?deal=`, `?from=`, and what
the report of the causes leads to: `?team=`, `?source=` (an id or `none`), `?stage=`, `?cause=`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from alur.kernel.ids import id_from
from alur.pipeline.queries.board_filter import NO_OWNER
from alur.rescue.queries.causes import CAUSES, owners_with
from alur.rescue.queries.queue import Asked, Place
from alur.rescue.words import REASONS
from alur.web.shell.requests import MemberRequest

ME, NONE = "me", "none"
NARROWED = ("team", "source", "stage", "cause")


@dataclass(frozen=True, slots=True)
class Address:
    """`then` is the deal that comes when `deal` has left the queue; `after` where the list begins."""

    reason: str = ""
    owner: str = ""
    team: str = ""
    source: str = ""
    stage: str = ""
    cause: str = ""
    deal: int = 0
    then: int = 0
    after: Place | None = None

    def to(self, **changed: str | int) -> str:
        """The address with something else, at the beginning of its list."""
        values = {name: getattr(self, name) for name in ("reason", "owner", *NARROWED)} | changed
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/forgotten/?{query}" if query else "/forgotten/"

    @property
    def is_narrowed(self) -> bool:
        """By what only the report of the causes leads to?"""
        return any(getattr(self, name) for name in NARROWED)

    def page(self, place: Place) -> str:
        return self.to(**{"from": ".".join(map(str, place))})

    def case(self, deal_id: int | None) -> str:
        return self.to(deal=deal_id or 0)


def address_of(request: MemberRequest) -> Address:
    get = request.GET
    reason, owner = get.get("reason", ""), get.get("owner", "")
    return Address(
        reason=reason if reason in REASONS else "",
        owner=owner if owner in (ME, NONE) or id_from(owner) else "",
        **{name: get.get(name, "") for name in NARROWED if _is_known(name, get.get(name, ""))},
        deal=id_from(get.get("deal", "")),
        then=id_from(get.get("then", "")),
        after=_place(get.get("from", "")),
    )


def asked_of(request: MemberRequest, address: Address) -> Asked:
    named = {ME: request.member.id, NONE: NO_OWNER}
    owners = frozenset({named.get(address.owner, id_from(address.owner))}) if address.owner else None
    by_cause = owners_with(request.member, team_id=_id(address.team), cause=address.cause)
    if by_cause is not None:
        owners = by_cause if owners is None else owners & by_cause
    return Asked(request.member, request.now, address.reason, owners, _id(address.source), _id(address.stage))


def _id(text: str) -> int | None:
    return id_from(text) if text else None  # 0 for `none`


def _is_known(name: str, text: str) -> bool:
    return text in CAUSES if name == "cause" else bool(id_from(text)) or (text == NONE and name != "stage")


def _place(text: str) -> Place | None:
    parts = text.split(".")
    try:
        part, rank, row_id = (int(one) for one in parts)
    except ValueError:
        return None
    is_ours = part in (0, 1) and abs(rank) < 2**63 and abs(row_id) < 2**63
    return (part, rank, row_id) if is_ours else None
