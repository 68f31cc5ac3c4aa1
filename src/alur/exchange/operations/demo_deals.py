"""The sample company's deals: eighteen months of them, busier before Ramadan and in autumn, quiet at Lebaran.

Open deals are those whose end has not come yet: at any day of the past there are about as many as there are now.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from alur.events.recording import Operation
from alur.exchange.operations.demo_answers import qualify
from alur.exchange.operations.demo_cast import DEMO, MONTHS, Cast, Customer, OfferedPrices, Rep
from alur.exchange.operations.demo_data import LEBARAN, SERVICE_TITLES, STEPS, SUPPLY_TITLES, TITLES
from alur.exchange.operations.demo_delays import Wait, as_open, put_off, waits_of
from alur.exchange.operations.demo_hours import past_hour
from alur.exchange.operations.seeding import activities_of
from alur.fields.models import RecordKind
from alur.kernel.ids import new_id
from alur.pipeline.models import Deal, Stage, Status
from alur.pipeline.operations.bringing_in import DealHistory, bring_in
from alur.pipeline.operations.tracking import start_track
from alur.pipeline.operations.valuing import Line
from alur.tenancy.inserting import insert_rows
from alur.warmth.operations.recomputing import begin_warm

DAYS = 30 * MONTHS
A_WHILE = timedelta(minutes=20)
HALF_A_DAY = timedelta(hours=5)
"""A deal that began later than that would have its three talks at one instant."""
LATELY = timedelta(days=4)
"""What has happened since shows as changes of temperature."""
DUE = (-3, -2, -1, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 13)
"""Days from now on which next steps fall."""
ACTIVITIES = 3
LACKING = {"source": 0.12, "close": 0.15, "lines": 0.25}
"""Of how many open deals it was not written down yet."""
EARLY = 2
"""Later than in its second stage no deal lacks its products: it may have a quote."""
# titles, families, most units, days that a deal takes, share of what comes in
KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...], int, tuple[int, int], float], ...] = (
    (TITLES, ("Mesin",), 4, (25, 110), 0.5),
    (SUPPLY_TITLES, ("Bahan", "Cup"), 80, (12, 60), 0.32),
    (SERVICE_TITLES, ("Servis", "Suku cadang"), 6, (10, 70), 0.18),
)
MONTHLY = (0.85, 1.0, 0.95, 0.9, 1.0, 1.05, 1.1, 1.0, 1.15, 1.25, 1.2, 0.8)
Plan = tuple[DealHistory, list[datetime], tuple[Wait, ...]]


def more_deals(cast: Cast, first: int, count: int, act: Operation, *, seed: int, at: datetime) -> None:
    """Deals number `first` and on, with their activities, inside an open operation. The same seed, the same deals."""
    plans: list[list[Plan]] = [[], [], []]
    for number in range(first, first + count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311  (a story, not a secret)
        place = chance.choices(range(len(KINDS)), weights=[kind[4] for kind in KINDS])[0]
        plans[place].append(_plan(cast, place, number, seed, chance, at))
    chance = random.Random(f"{seed}-talks-{first}")  # noqa: S311
    for stages, wanted in zip(cast.pipelines, plans, strict=True):
        histories = [as_open(history) if waits else history for history, _talks, waits in wanted]
        deals = bring_in(histories, stages, currency=cast.workspace.currency, act=act)
        rows = []
        for deal, (history, talks, _waits) in zip(deals, wanted, strict=True):
            rows.extend(activities_of(deal, history, talks, chance, act))
        insert_rows(rows)
        qualify(deals, [history for history, _talks, _waits in wanted], chance, act, at=at)
        sellers = {rep.member.id: rep.member for rep in cast.reps}
        lived = list(zip(deals, wanted, strict=True))
        begin_warm([deal for deal, (_, _, waits) in lived if deal.is_open and not waits], at=at - LATELY)
        for deal, (history, _talks, waits) in lived:
            if waits:
                put_off(deal, history, waits, sellers.get(history.owner_id or 0))
            else:
                _take_up_again(cast, deal, history, chance, at)


def _plan(cast: Cast, place: int, number: int, seed: int, chance: random.Random, now: datetime) -> Plan:
    titles, families, most, days, _share = KINDS[place]
    stages, zone = cast.pipelines[place], cast.workspace.zone
    customer, rep = _who(cast, chance)
    begun = past_hour(_begun(now, chance), zone, chance, before=now - HALF_A_DAY)
    lasts = timedelta(days=chance.randint(*days))
    is_won = chance.random() < 0.36 * rep.skill
    reached = len(stages) if is_won else chance.randint(1, len(stages))
    ends = begun + (lasts if is_won else lasts * 0.75)
    is_open = ends >= now
    until = min(ends, now)
    raw = (begun + (ends - begun) * chance.random() for _ in range(reached - 1))
    moments = _in_order(begun, [past_hour(moment, zone, chance, before=until) for moment in raw if moment < now])
    path = tuple(zip(stages, [begun, *moments], strict=False))
    ended = None if is_open else max(path[-1][1] + A_WHILE, past_hour(ends, zone, chance, before=now))
    reason = None if is_open or is_won else _reason(cast, chance)
    raw = (begun + (until - begun) * chance.random() for _ in range(ACTIVITIES))
    seller = rep.member.id
    talks = sorted(cast.diaries.past(seller, moment, chance, after=begun, before=until) for moment in raw)
    step = None
    if is_open and chance.random() < 0.8:
        kind, title = chance.choice(STEPS)
        day = now.astimezone(zone).date() + timedelta(days=chance.choice(DUE))
        due = cast.diaries.coming(seller, day, kind, chance)
        step, talks = (new_id(), kind, title, due), talks[:-1]
    price_list = _price_list(cast, families, customer)
    lines = _lines(cast, families, most, price_list, chance)
    forgets = random.Random(f"{seed}-lacks-{number}")  # noqa: S311
    lacks = {one for one, share in LACKING.items() if forgets.random() < share and is_open}
    if "lines" in lacks and len(path) <= EARLY:
        lines, price_list = (), None
    title = chance.choice(titles)
    source_id = chance.choice(cast.sources) if cast.sources else None
    closes = begun + lasts + timedelta(days=chance.randint(-5, 12))
    history = DealHistory(
        title=title,
        path=path,
        outcome=Status.OPEN if is_open else Status.WON if is_won else reason[0] if reason else Status.LOST,
        closed_at=ended,
        amount=sum(line.amount for line in lines),
        owner_id=seller,
        organization_id=customer.id,
        person_id=customer.person_id,
        source_id=None if "source" in lacks else source_id,
        expected_close_on=None if "close" in lacks else closes.date(),
        temperature="cold" if is_open else chance.choices(("cold", "warm", "hot"), (5 - len(path), 4, len(path)))[0],
        reason_id=reason[1] if reason else None,
        reason_text=reason[2] if reason else "",
        lines=lines,
        next_step=step,
        last_activity_at=talks[-1],
        external_source=DEMO,
        external_id=f"deal-{number:05d}",
        price_list_id=price_list.id if price_list else None,
        custom=cast.own.values(
            RecordKind.DEAL, f"deal-{seed}-{number}", at=path[-1][1], stages=len(path), families=families
        ),
    )
    return history, talks, waits_of(history, cast.reasons.get(Status.POSTPONED, []), zone, chance, now=now)


def _in_order(begun: datetime, moments: Sequence[datetime]) -> list[datetime]:
    """The stages were come to one after the other, though some on one day."""
    found: list[datetime] = []
    for moment in sorted(moments):
        found.append(max(moment, (found[-1] if found else begun) + A_WHILE))
    return found


def _who(cast: Cast, chance: random.Random) -> tuple[Customer, Rep]:
    """A customer, some more often than others, and the rep who looks after it; busy reps more often."""
    reps = {rep.member.id: rep for rep in cast.reps}
    weights = [
        (reps[one.owner_id].load if one.owner_id in reps else 0.5) * (3 if place % 9 == 0 else 1)
        for place, one in enumerate(cast.customers)
    ]
    customer = chance.choices(cast.customers, weights=weights)[0]
    return customer, reps.get(customer.owner_id or 0) or cast.reps[0]


def _begun(now: datetime, chance: random.Random) -> datetime:
    """A day of the past, likelier where more is sold; business has grown a little since."""
    while True:
        away = chance.random() * DAYS
        moment = now - timedelta(days=away)
        growth = 1 - 0.15 * away / DAYS
        if chance.random() < growth * season(moment.date()) / 2:
            return moment


def season(day: date) -> float:
    """How much comes in on a day, 1 on the average: stocking up before Ramadan, a standstill at Lebaran."""
    weight = MONTHLY[day.month - 1]
    for feast in LEBARAN:
        away = (day - date(*feast)).days
        if -70 <= away < -35:
            return weight * 1.5
        if -10 <= away < 12:
            return weight * 0.3
    return weight


def _reason(cast: Cast, chance: random.Random) -> tuple[str, int | None, str]:
    """(outcome, reason, its words): lost mostly, for the first reasons most."""
    outcome = "not_a_fit" if chance.random() < 0.18 else "lost"
    kept = cast.reasons.get(outcome, [])
    if not kept:
        return outcome, None, "Harga"
    reason = chance.choices(kept, weights=range(len(kept), 0, -1))[0]
    return outcome, reason.id, reason.name_id


def _price_list(cast: Cast, families: Sequence[str], customer: Customer) -> OfferedPrices | None:
    """The list by which this kind of customer buys such products."""
    fitting = (one for one in cast.price_lists if one.family in families and customer.industry in one.industries)
    return next(fitting, None)


def _lines(
    cast: Cast, families: Sequence[str], most: int, prices: OfferedPrices | None, chance: random.Random
) -> tuple[Line, ...]:
    """One or two products; a round discount beside the list's price, as a seller grants it for a whole package."""
    offered = [product for family in families for product in cast.products[family]]
    chosen = chance.sample(offered, min(len(offered), chance.choice((1, 1, 2))))
    lines = []
    for one in chosen:
        count = chance.randint(1, most)
        price = prices.price_of(one, count) if prices is not None else one.unit_price
        discount = chance.choice((0, 0, 0, 0, 250, 500) if prices is not None else (0, 0, 0, 250, 500, 500, 1000))
        lines.append(Line(one.id, count * 1000, price, discount))
    return tuple(lines)


def _take_up_again(cast: Cast, deal: Deal, history: DealHistory, chance: random.Random, now: datetime) -> None:
    """In some open deals the stage before goes on beside the present one."""
    if history.outcome != Status.OPEN or len(history.path) < 2 or chance.random() > 0.3:
        return
    stage: Stage = history.path[-2][0]
    when = history.path[-1][1] + timedelta(minutes=40)
    seller = next(rep.member for rep in cast.reps if rep.member.id == history.owner_id)
    if when < now:
        start_track(deal, stage, by=seller, at=when)
