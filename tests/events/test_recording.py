"""Operations record what they did, in one transaction, with gapless positions; undo takes them back."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction

from alur.accounts.operations.joining import edit_member
from alur.events.facts import Fact, fact_named
from alur.events.models import Event, EventPersonal, EventSubject, FailedDelivery, Subscription
from alur.events.queries.timeline import SHOWN, timeline
from alur.events.recording import attempt, last_position, operation, via
from alur.events.relaying import relay, replay
from alur.events.submitting import OtherBody, begin, fingerprint, finish, forget_old
from alur.events.subscribing import after, within
from alur.events.undoing import NothingToUndo, undo
from alur.kernel.refusal import Conflict
from tests.world import NOW, World


@dataclass(frozen=True)
class BellRang(Fact):
    name: ClassVar[str] = "bell.rang"
    times: int


@dataclass(frozen=True)
class EchoHeard(Fact):
    name: ClassVar[str] = "echo.heard"
    times: int


@within(BellRang)
def hear(fact: BellRang, act: object) -> None:
    if fact.times == 13:
        raise RuntimeError("thirteen")
    if fact.times > 1:
        act.record(EchoHeard(fact.times - 1), about=[("bell", 1)])  # type: ignore[attr-defined]


heard: list[int] = []
is_deaf = False


@after("tests.listener", [BellRang])
def listen(event: Event) -> None:
    if is_deaf:
        raise RuntimeError("deaf")
    heard.append(event.payload["times"])


@pytest.fixture(autouse=True)
def silence() -> None:
    global is_deaf
    is_deaf = False
    heard.clear()


def ring(world: World, times: int = 1) -> int:
    with operation(world.workspace.id, by=world.sari, at=NOW) as act:
        act.record(BellRang(times), about=[("bell", 1)])
    return act.id


def positions(world: World) -> list[int]:
    rows = Event.objects.filter(workspace_id=world.workspace.id).order_by("position")
    return list(rows.values_list("position", flat=True))


def test_positions_have_no_gaps(world: World) -> None:
    for _ in range(3):
        ring(world, 2)
    assert positions(world) == list(range(1, len(positions(world)) + 1))


def test_what_fails_leaves_no_event_and_no_gap(world: World) -> None:
    before = last_position(world.workspace.id)
    with pytest.raises(RuntimeError):
        ring(world, 13)
    ring(world)
    assert last_position(world.workspace.id) == before + 1


def test_companies_count_apart(world: World) -> None:
    before = last_position(world.elsewhere.id)
    ring(world)
    assert last_position(world.elsewhere.id) == before


def test_a_listener_within_speaks_in_the_same_operation(world: World) -> None:
    operation_id = ring(world, 2)
    events = Event.objects.filter(workspace_id=world.workspace.id, operation_id=operation_id).order_by("position")
    assert [event.name for event in events] == ["bell.rang", "echo.heard"]


def test_an_operation_inside_another_is_part_of_it(world: World) -> None:
    with (
        operation(world.workspace.id, by=world.wati, at=NOW) as outer,
        operation(world.workspace.id, by=world.wati, at=NOW) as inner,
    ):
        inner.record(BellRang(1), about=[])
    assert inner.id == outer.id
    assert Event.objects.filter(workspace_id=world.workspace.id, operation_id=outer.id).count() == 1


def test_an_attempt_that_fails_takes_its_own_rows_and_facts_along(world: World) -> None:
    with operation(world.workspace.id, by=world.wati, at=NOW) as outer:
        outer.record(BellRang(1), about=[])
        with pytest.raises(ValueError, match="no"), attempt():
            give_up_half_way(world)
    names = Event.objects.filter(workspace_id=world.workspace.id, operation_id=outer.id).values_list("name", flat=True)
    assert list(names) == ["bell.rang"]
    assert world.reload(world.sari).role == "rep"


def test_rows_without_their_events_are_never_committed(world: World) -> None:
    with operation(world.workspace.id, by=world.wati, at=NOW), pytest.raises(ValueError, match="no"), attempt():
        with pytest.raises(ValueError, match="no"):
            give_up_half_way(world)
        assert transaction.get_rollback(), "whoever swallows it commits nothing"
        raise ValueError("no")
    assert world.reload(world.sari).role == "rep"


def give_up_half_way(world: World) -> None:
    with operation(world.workspace.id, by=world.wati, at=NOW):
        edit_member(world.sari, {"role": "viewer"}, by=world.wati, at=NOW)
        raise ValueError("no")


def test_no_operation_reaches_into_another_company(world: World) -> None:
    with (
        operation(world.workspace.id, by=world.wati, at=NOW),
        pytest.raises(RuntimeError),
        operation(world.elsewhere.id, by=world.citra, at=NOW),
    ):
        pass


def test_an_event_says_who_by_which_door_and_when(world: World) -> None:
    then = NOW - timedelta(days=90)
    with via("import"), operation(world.workspace.id, by=world.sari, at=NOW) as act:
        act.record(BellRang(1), about=[("bell", 1), ("bell", 1)], occurred_at=then, personal={"name": "Ratna"})
    event = Event.objects.get(workspace_id=world.workspace.id, operation_id=act.id)
    assert (event.actor_id, event.via, event.occurred_at) == (world.sari.id, "import", then)
    assert event.recorded_at > event.occurred_at
    assert EventSubject.objects.filter(workspace_id=world.workspace.id, event_id=event.id).count() == 1
    assert EventPersonal.objects.get(workspace_id=world.workspace.id, event_id=event.id).data == {"name": "Ratna"}


def test_a_fact_comes_back_as_it_was(world: World) -> None:
    ring(world, 5)
    event = Event.objects.filter(workspace_id=world.workspace.id, name="bell.rang").get()
    kind = fact_named(event.name)
    assert kind is not None
    assert kind.from_payload({**event.payload, "from_a_later_version": 1}) == BellRang(5)


def test_two_facts_do_not_share_a_name() -> None:
    with pytest.raises(TypeError):
        type("Other", (Fact,), {"name": "bell.rang", "__annotations__": {"name": ClassVar[str]}})


def test_a_timeline_is_paged_newest_first(world: World) -> None:
    for day in range(SHOWN + 2):
        with operation(world.workspace.id, by=world.sari, at=NOW - timedelta(days=day)) as act:
            act.record(BellRang(1), about=[("bell", 7)])
    first = timeline(world.workspace.id, "bell", 7)
    rest = timeline(world.workspace.id, "bell", 7, before=first.older)
    times = [one.occurred_at for one in first.happenings + rest.happenings]
    assert times == sorted(times, reverse=True)
    assert (len(first.happenings), len(rest.happenings), rest.older) == (SHOWN, 2, None)
    assert timeline(world.elsewhere.id, "bell", 7).happenings == []


def test_what_cannot_be_undone_says_so_and_changes_nothing(world: World) -> None:
    before = last_position(world.workspace.id)
    operation_id = ring(world)
    with pytest.raises(Conflict):
        undo(world.workspace.id, operation_id, by=world.wati, at=NOW)
    assert last_position(world.workspace.id) == before + 1


def test_an_operation_is_undone_once(world: World) -> None:
    edit_member(world.sari, {"role": "manager"}, by=world.wati, at=NOW)
    event = Event.objects.filter(workspace_id=world.workspace.id, name="member.edited").latest("position")
    undo(world.workspace.id, event.operation_id, by=world.wati, at=NOW)
    with pytest.raises(Conflict):
        undo(world.workspace.id, event.operation_id, by=world.wati, at=NOW)
    with pytest.raises(NothingToUndo):
        undo(world.workspace.id, 1, by=world.wati, at=NOW)


def test_the_relay_delivers_once_and_in_order(world: World) -> None:
    for times in (1, 2, 3):
        ring(world, times)
    relay(world.workspace.id, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert heard == [1, 2, 3]


def test_a_failed_delivery_is_tried_again_with_growing_pauses_then_parked(world: World) -> None:
    global is_deaf
    is_deaf = True
    ring(world, 4)
    at = NOW
    relay(world.workspace.id, at=at)
    for _ in range(12):
        at += timedelta(hours=3)
        relay(world.workspace.id, at=at)
    failed = FailedDelivery.objects.get(workspace_id=world.workspace.id, subscriber="tests.listener")
    assert failed.tries == 10
    assert failed.parked_at is not None
    assert heard == []


def test_a_delivery_that_failed_comes_through_later(world: World) -> None:
    global is_deaf
    is_deaf = True
    ring(world, 4)
    relay(world.workspace.id, at=NOW)
    is_deaf = False
    relay(world.workspace.id, at=NOW)
    assert heard == [], "not before its pause is over"
    relay(world.workspace.id, at=NOW + timedelta(minutes=1))
    assert heard == [4]
    assert not FailedDelivery.objects.filter(workspace_id=world.workspace.id).exists()


def test_a_replay_begins_at_an_instant(world: World) -> None:
    ring(world, 1)
    relay(world.workspace.id, at=NOW)
    since = Event.objects.filter(workspace_id=world.workspace.id).latest("position").recorded_at
    replay(world.workspace.id, since=since, at=NOW)
    assert heard == [1, 1]
    reached = Subscription.objects.get(workspace_id=world.workspace.id, subscriber="tests.listener")
    assert reached.position == last_position(world.workspace.id)


def test_a_repeated_submission_gets_its_answer(world: World) -> None:
    print_ = fingerprint("body")
    with transaction.atomic():
        assert begin(world.workspace.id, key="k", fingerprint=print_, at=NOW) is None
        finish(world.workspace.id, key="k", status=201, answer="made", operation_id=5)
    earlier = begin(world.workspace.id, key="k", fingerprint=print_, at=NOW)
    assert earlier is not None
    assert (earlier.status, earlier.answer, earlier.operation_id) == (201, "made", 5)
    with pytest.raises(OtherBody):
        begin(world.workspace.id, key="k", fingerprint=fingerprint("other"), at=NOW)
    assert begin(world.elsewhere.id, key="k", fingerprint=print_, at=NOW) is None
    assert forget_old(world.workspace.id, at=NOW + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_no_gap_and_no_double() -> None:
    from tests.world import make_world

    world = make_world()
    before = last_position(world.workspace.id)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                ring(world)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert last_position(world.workspace.id) == before + 40
    assert positions(world) == list(range(1, before + 41))
