"""The words of notes, calls and visits beneath their lines of a timeline: the events keep the titles alone."""

from __future__ import annotations

from dataclasses import replace

from alur.conversations.queries.written import written_with
from alur.web.deals.sentences import Told


def with_what_was_written(workspace_id: int, told: list[Told]) -> list[Told]:
    """The same lines; beneath what was noted or planned its text unless its title says the same, beneath what was
    done what came of it."""
    names = ("activity.logged", "activity.planned", "activity.done")
    ids = {one.happening.data["activity"] for one in told if one.happening.name in names}
    written = written_with(workspace_id, ids)
    return [_with_words(one, written) if one.happening.name in names else one for one in told]


def _with_words(told: Told, written: dict[int, tuple[str, str, str]]) -> Told:
    title, body, outcome = written.get(told.happening.data["activity"], ("", "", ""))
    if told.happening.name == "activity.done":
        return replace(told, words=outcome)
    words = [body if body != title else "", outcome if told.happening.name == "activity.logged" else ""]
    return replace(told, words="\n".join(filter(None, words)))
