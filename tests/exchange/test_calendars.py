"""A calendar becomes activities of whoever brings it: once, with whom it was about, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alur.conversations.models import Activity
from alur.conversations.operations.planning import edit
from alur.events.undoing import undo
from alur.exchange.calendars import EVENT_HEADERS, read_events
from alur.exchange.mapping import FileMapping
from alur.exchange.models import DataImport, FailedRow
from alur.exchange.operations.drafting import guess_mapping
from alur.exchange.operations.importing import prepare_import, run_import, try_out
from alur.exchange.operations.importing_activities import unheld
from alur.exchange.operations.rhythms import rhythm_of
from alur.kernel import recurring
from alur.kernel.refusal import Refusal
from alur.people.operations.persons import NewPerson, create_person
from tests.world import NOW, World

JAKARTA = ZoneInfo("Asia/Jakarta")
AHEAD, AGO = (f"{NOW + timedelta(days=days):%Y%m%d}" for days in (5, -5))
CALENDAR = f"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:satu@kalender
SUMMARY:Rapat penawaran
DTSTART;TZID=Asia/Jakarta:{AHEAD}T100000
DTEND;TZID=Asia/Jakarta:{AHEAD}T113000
LOCATION:Dago
DESCRIPTION:Bawa contoh\\, dan
  harganya
ATTENDEE;CN=Ibu Ratna:MAILTO:Ratna@melati.example
ATTENDEE:mailto:orang@lain.example
END:VEVENT
BEGIN:VEVENT
UID:dua@kalender
SUMMARY:Telepon Bu Ratna
DTSTART:{AGO}T020000Z
DURATION:PT20M
ORGANIZER:mailto:ratna@melati.example
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:tiga@kalender
SUMMARY:Kunjungan mingguan
DTSTART:{AGO}T090000
RRULE:FREQ=WEEKLY;COUNT=10
ATTENDEE:mailto:ratna@melati.example
END:VEVENT
BEGIN:VEVENT
UID:empat@kalender
SUMMARY:Dua minggu sekali
DTSTART;VALUE=DATE:{AHEAD}
RRULE:FREQ=WEEKLY;INTERVAL=2
ATTENDEE:mailto:ratna@melati.example
END:VEVENT
BEGIN:VEVENT
UID:lima@kalender
SUMMARY:Makan siang keluarga
DTSTART:{AHEAD}T120000
END:VEVENT
BEGIN:VEVENT
UID:enam@kalender
STATUS:CANCELLED
SUMMARY:Batal
DTSTART:{AHEAD}T120000
ATTENDEE:mailto:ratna@melati.example
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def calendar(world: World, tmp_path: Path) -> Path:
    """In a world where Ibu Ratna of Hotel Melati is known by her address."""
    company = world.make_organization("Hotel Melati")
    contacts = [("email", "ratna@melati.example", "")]
    create_person(
        world.workspace.id,
        NewPerson("Ibu Ratna", {"organization_id": company.id, "contacts": contacts}),
        by=world.sari,
        at=NOW,
    )
    path = tmp_path / "kalender.ics"
    path.write_text(CALENDAR)
    return path


def mapping_of(world: World, path: Path) -> FileMapping:
    return guess_mapping(path, "activity", by=world.sari)


def bring_in(world: World, path: Path) -> DataImport:
    mapping = mapping_of(world, path)
    job = prepare_import(world.workspace, [(path.name, path)], mapping, duplicates="skip", by=world.sari, at=NOW)
    return run_import(job)


def told(world: World) -> dict[str, Activity]:
    return {one.title: one for one in Activity.objects.filter(workspace_id=world.workspace.id, deleted_at__isnull=True)}


def test_every_column_finds_its_place_and_a_trial_counts_and_says_what_stays_out(world: World, calendar: Path) -> None:
    mapping = mapping_of(world, calendar)
    assert [one.header for one in mapping.columns] == list(EVENT_HEADERS)
    counts, failed = try_out(
        world.workspace, [(calendar.name, calendar)], mapping, duplicates="skip", by=world.sari, at=NOW
    )
    assert counts == {"created": 4, "updated": 0, "skipped": 1, "failed": 1}
    assert failed[0].cells[0] == ["Judul", "Makan siang keluarga"]
    assert "known here by e-mail" in failed[0].message
    assert unheld(calendar, mapping, JAKARTA) == 1
    assert told(world) == {}


def test_events_become_the_own_activities_of_who_brings_them(world: World, calendar: Path) -> None:
    bring_in(world, calendar)
    found = told(world)
    assert {one.owner_id for one in found.values()} == {world.sari.id}
    assert {one.person.name if one.person else "" for one in found.values()} == {"Ibu Ratna"}
    meeting = found["Rapat penawaran"]
    assert (meeting.kind, meeting.minutes, meeting.done_at) == ("meeting", 90, None)
    assert meeting.due_at == datetime.strptime(AHEAD, "%Y%m%d").replace(hour=3, tzinfo=UTC)
    assert meeting.body == "Dago\nBawa contoh, dan harganya\norang@lain.example"
    assert meeting.organization is not None
    assert meeting.organization.name == "Hotel Melati"
    call = found["Telepon Bu Ratna"]
    assert (call.kind, call.minutes) == ("call", 20)
    assert call.done_at == datetime.strptime(AGO, "%Y%m%d").replace(hour=2, minute=20, tzinfo=UTC)
    visits = found["Kunjungan mingguan"]
    begin = datetime.strptime(AGO, "%Y%m%d").replace(hour=9, tzinfo=JAKARTA)
    assert (visits.kind, visits.recurrence, visits.series_number) == ("visit", "weekly", 1)
    assert (visits.series_from, visits.due_at) == (begin, begin + timedelta(days=7))
    assert visits.repeats_until == (begin + timedelta(weeks=9)).date()
    odd = found["Dua minggu sekali"]
    assert (odd.is_timed, odd.recurrence, odd.body) == (False, "", "↻ FREQ=WEEKLY;INTERVAL=2")


def test_a_second_import_makes_nothing_twice_and_brings_what_changed(world: World, calendar: Path) -> None:
    bring_in(world, calendar)
    again = bring_in(world, calendar)
    assert (again.created, again.updated, again.skipped) == (0, 0, 5)
    calendar.write_text(CALENDAR.replace("Rapat penawaran", "Rapat harga"))
    changed = bring_in(world, calendar)
    assert (changed.created, changed.updated, changed.skipped) == (0, 1, 4)
    assert sorted(told(world)) == ["Dua minggu sekali", "Kunjungan mingguan", "Rapat harga", "Telepon Bu Ratna"]
    undo(world.workspace.id, changed.operation_id, by=world.sari, at=NOW)
    assert "Rapat penawaran" in told(world)


def test_a_series_that_was_changed_in_the_calendar_is_changed_here_and_goes_on_where_it_stands(
    world: World, calendar: Path
) -> None:
    bring_in(world, calendar)
    before = told(world)["Kunjungan mingguan"]
    calendar.write_text(CALENDAR.replace("Kunjungan mingguan", "Kunjungan rutin"))
    assert bring_in(world, calendar).updated == 1
    renamed = told(world)["Kunjungan rutin"]
    assert (renamed.due_at, renamed.series_number) == (before.due_at, 1)
    calendar.write_text(CALENDAR.replace(f"{AGO}T090000", f"{AGO}T140000"))
    moved = bring_in(world, calendar)
    later = told(world)["Kunjungan mingguan"]
    assert before.due_at is not None
    assert before.series_from is not None
    assert later.due_at == before.due_at + timedelta(hours=5)
    assert later.series_from == before.series_from + timedelta(hours=5)
    assert bring_in(world, calendar).updated == 0
    undo(world.workspace.id, moved.operation_id, by=world.sari, at=NOW)
    assert told(world)["Kunjungan rutin"].due_at == before.due_at


def test_an_event_that_is_called_off_later_leaves_the_agenda_and_comes_back_with_the_undo(
    world: World, calendar: Path
) -> None:
    bring_in(world, calendar)
    calendar.write_text(CALENDAR.replace("BEGIN:VEVENT", "METHOD:CANCEL\nBEGIN:VEVENT", 1))
    gone = bring_in(world, calendar)
    assert (gone.created, gone.updated, gone.skipped, gone.failed) == (0, 3, 3, 0)
    assert list(told(world)) == ["Telepon Bu Ratna"], "what has happened stays written down"
    undo(world.workspace.id, gone.operation_id, by=world.sari, at=NOW)
    assert len(told(world)) == 4


ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
RRULE:%s
TZOFFSETFROM:%s
TZOFFSETTO:%s
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Rapat
DTSTART;TZID="Customized Time Zone":20261203T100000
END:VEVENT"""


@pytest.mark.parametrize(
    ("rule", "offset", "begin"),
    [
        ("FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "+0800", "2026-12-03T10:00:00+08:00"),
        ("FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "+0900", "2026-12-03T10:00:00+09:00"),
        ("FREQ=SECONDLY", "+0800", "2026-12-03T10:00:00"),
        ("FREQ=YEARLY;BYSECOND=1,2,3;BYHOUR=1", "+0800", "2026-12-03T10:00:00"),
    ],
)
def test_a_zone_that_a_file_makes_for_itself_counts_in_that_file_alone(rule: str, offset: str, begin: str) -> None:
    (row,) = read_events((ZONE % (rule, offset, offset)).splitlines())
    assert row[2] == begin


def test_a_whole_import_is_taken_back_but_for_what_was_worked_on_and_can_come_again(
    world: World, calendar: Path
) -> None:
    job = bring_in(world, calendar)
    edit(told(world)["Rapat penawaran"], {"title": "Rapat besar"}, by=world.sari, at=NOW)
    undo(world.workspace.id, job.operation_id, by=world.sari, at=NOW)
    assert list(told(world)) == ["Rapat besar"]
    assert bring_in(world, calendar).created == 3


def test_a_colleague_who_brings_the_same_meeting_has_it_too(world: World, calendar: Path) -> None:
    bring_in(world, calendar)
    mapping = guess_mapping(calendar, "activity", by=world.dewi)
    job = prepare_import(
        world.workspace, [(calendar.name, calendar)], mapping, duplicates="skip", by=world.dewi, at=NOW
    )
    assert run_import(job).created == 4
    assert FailedRow.objects.filter(data_import_id=job.id).count() == 1


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("FREQ=DAILY", ("daily", None)),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=MO", ("weekly", None)),
        ("FREQ=WEEKLY;BYDAY=TU", None),
        ("FREQ=WEEKLY;BYDAY=MO,WE", None),
        ("FREQ=MONTHLY;BYMONTHDAY=30", None),
        ("FREQ=MONTHLY;BYDAY=1MO", None),
        ("FREQ=YEARLY", None),
        ("FREQ=DAILY;UNTIL=20261203T170000Z", ("daily", "2026-12-04")),
        ("FREQ=DAILY;UNTIL=20261203", ("daily", "2026-12-03")),
        ("FREQ=DAILY;COUNT=2", ("daily", "2026-12-01")),
        ("FREQ=DAILY;COUNT=0", None),
        ("FREQ=DAILY;COUNT=99999999999", None),
        ("FREQ=DAILY;EXDATE", None),
        ("RDATE", None),
        ("", None),
    ],
)
def test_only_what_an_activity_can_hold_is_held(rule: str, held: tuple[str, str | None] | None) -> None:
    found = rhythm_of(rule, datetime(2026, 11, 30, 9, tzinfo=JAKARTA))  # a Monday
    assert (found and (found.rule, found.until.isoformat() if found.until else None)) == held


@given(
    st.sampled_from(["daily", "weekly", "monthly"]),
    st.integers(1, 60),
    st.integers(0, 3000),
    st.integers(1, 28),
)
def test_a_counted_series_falls_as_often_as_it_says(rule: str, times: int, days: int, day: int) -> None:
    begin = (datetime(2020, 1, 1, 9, tzinfo=JAKARTA) + timedelta(days=days)).replace(day=day)
    found = rhythm_of(f"FREQ={rule.upper()};COUNT={times}", begin)
    assert found is not None
    end = begin + timedelta(days=times * 31 + 40)
    assert 1 + len(recurring.between(begin, rule, 0, begin, end, until=found.until)) == times


@given(st.lists(st.sampled_from([*CALENDAR.splitlines(), "", "X", "DTSTART:besok", "RRULE:FREQ=", "\x00"])))
def test_whatever_lines_there_are_rows_come_of_it_or_none(lines: list[str]) -> None:
    for row in read_events(lines):
        assert len(row) == len(EVENT_HEADERS)


def test_a_calendar_without_events_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "kosong.ics"
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(Refusal, match="no event"):
        mapping_of(world, path)
