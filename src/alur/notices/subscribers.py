"""Who is told follows from what happened, after it has happened."""

from __future__ import annotations

from alur.accounts.facts import MemberEdited, TeamEdited
from alur.conversations import facts as talk
from alur.events.models import Event
from alur.events.subscribing import after
from alur.notices.operations.following import end_hidden
from alur.notices.operations.noticing import notice, tell_owners_of_fit
from alur.notices.operations.noticing_rolling import notice_rolling
from alur.orders import facts as quotes
from alur.people.facts import OrganizationEdited
from alur.pipeline import facts as deals
from alur.rescue import facts as rolling
from alur.tenancy.models import Member
from alur.warmth.facts import WeightsRefitted

ROLLED = (rolling.DealReminded, rolling.DealRolled, rolling.DealOffered, rolling.DealTaken)
ROLLING = frozenset(fact.name for fact in ROLLED)


@after(
    "notices",
    [
        deals.DealCreated, deals.DealEdited, deals.DealMoved, deals.DealClosed, deals.DealReopened, deals.DealDeleted,
        quotes.QuoteSent, quotes.QuoteAccepted, quotes.QuoteDeclined, quotes.QuoteApprovalAsked,
        quotes.QuoteApproved, quotes.QuoteReturned, deals.LinesSet, deals.PeopleSet,
        deals.EvidenceAdded, talk.ActivityPlanned, talk.ActivityLogged,
        talk.ActivityDone, talk.ActivityEdited, OrganizationEdited, *ROLLED,
    ],
)  # fmt: skip
def tell_of_it(event: Event) -> None:
    if event.name in ROLLING:
        notice_rolling(event)
    else:
        notice(event, at=event.recorded_at)


@after("notices.fits", [WeightsRefitted])
def tell_of_a_fit(event: Event) -> None:
    tell_owners_of_fit(event)


@after("notices.sight", [MemberEdited, TeamEdited])
def end_what_is_hidden(event: Event) -> None:
    """Someone's role or team has changed: they may follow what they no longer see."""
    members = Member.objects.filter(workspace_id=event.workspace_id)
    if event.name == MemberEdited.name:
        members = members.filter(id=event.payload["member"])
    end_hidden(list(members), at=event.recorded_at)
