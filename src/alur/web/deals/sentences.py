"""Every event of a timeline as a sentence a salesperson reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alur.events.queries.timeline import Happening
from alur.kernel.dates import parse_day
from alur.pipeline.models import Question, QuestionKind
from alur.pipeline.queries.qualification import YES, Asked
from alur.web.deals.names import Names
from alur.web.deals.told_fields import edited, warmth_word
from alur.web.forgotten.sentences import ROLLING_SENTENCES
from alur.web.people.sentences import RESEARCH_SENTENCES
from alur.web.quotes.sentences import QUOTE_SENTENCES


@dataclass(frozen=True)
class Told:
    """A line of the timeline: a glyph, the sentence, and what a person wrote."""

    happening: Happening
    icon: str
    sentence: str
    actor: str
    words: str = ""


def tell(happening: Happening, names: Names) -> Told:
    """The sentence of an event; an unknown one says its name."""
    icon, sentence = tell_of(happening.name, happening.data, names)
    nobody = _("by its link") if happening.via == "link" else _("Alur")
    actor = names.members.get(happening.actor_id or 0, "") or nobody
    words = str(happening.data.get("label") or "") if happening.name.startswith("deal.evidence") else ""
    return Told(happening, icon, sentence, actor, words)


def tell_of(name: str, data: dict[str, Any], names: Names) -> tuple[str, str]:
    """The glyph and the sentence of a fact."""
    icon, build = _SENTENCES.get(name, ("history", lambda _data, _names: name))
    return icon, build(data, names)


def known_events() -> frozenset[str]:
    return frozenset(_SENTENCES)


def _refitted(data: dict[str, Any], names: Names) -> str:
    """AUC as it is told beside the weights, and by how much their chances miss."""
    sign = "," if names.f.language == "id" else "."
    old, new = (round(one * 100) for one in data["auc"])
    missed, misses = (f"{one:.3f}".replace(".", sign) for one in data["brier"])
    return _(
        "A new fit of the temperature tells %(count)s later deals apart better: right order %(old)d%% to %(new)d%%, "
        "missed by %(missed)s to %(misses)s. Nothing changes until you take it over."
    ) % {"count": names.f.number(data["tested"]), "old": old, "new": new, "missed": missed, "misses": misses}


def _merged(data: dict[str, Any], names: Names) -> str:
    return _("%(loser)s was merged into %(title)s") % {"loser": data["loser_title"], "title": data["title"]}


def _unmerged(data: dict[str, Any], names: Names) -> str:
    return _("%(loser)s was taken out of %(title)s again") % {"loser": data["loser_title"], "title": data["title"]}


def _moved(data: dict[str, Any], names: Names) -> str:
    sentence = _("Moved from %(from)s to %(to)s") % {
        "from": names.stage(data["from_stage"]),
        "to": names.stage(data["to_stage"]),
    }
    if data.get("override_reason"):
        sentence += ", " + _("past the gate: %(why)s") % {"why": data["override_reason"]}
    return sentence


def _followed(data: dict[str, Any], names: Names) -> str:
    chance = _("%(old)d%% → %(new)d%%") % {"old": data["from_probability"], "new": data["to_probability"]}
    if data["from_stage"] != data["to_stage"]:
        sentence = _("Moved from %(from)s to %(to)s, as the pipeline was changed") % {
            "from": names.stage(data["from_stage"]),
            "to": names.stage(data["to_stage"]),
        }
        return sentence if data["from_probability"] == data["to_probability"] else f"{sentence}; {chance}"
    if data["from_probability"] == data["to_probability"]:
        return _("Stages changed in the pipeline")
    return _("Probability follows its stage: %(chance)s") % {"chance": chance}


def _closed(data: dict[str, Any], names: Names) -> str:
    reason = names.reasons.get(data.get("reason") or "", data.get("reason") or "")
    if data["outcome"] == "won":
        return _("Won, %(value)s") % {"value": names.f.money(data["amount"])}
    if data["outcome"] == "postponed":
        until = names.f.day(parse_day(data["until"])) if data.get("until") else ""
        sentence = _("Postponed until %(day)s") % {"day": until}
    else:
        sentence = _("Lost") if data["outcome"] == "lost" else _("Not a fit")
        if data.get("until"):
            sentence = _("Not a fit, ask again on %(day)s") % {"day": names.f.day(parse_day(data["until"]))}
    return f"{sentence}: {reason}" if reason else sentence


def _answered(data: dict[str, Any], names: Names) -> str:
    said = []
    for question_id, _old, new in data["answers"]:
        question = names.questions.get(question_id)
        if question is not None:
            said.append(f"{question.name_in(names.f.language)} {answer_told(question, new, names) or _('no answer')}")
    return "; ".join(said) or _("Qualification changed")


def answer_told(question: Question, value: str, names: Names) -> str:
    """What was answered, in words; "" for no answer."""
    if question.kind == QuestionKind.YES_NO and value:
        return _("yes") if value == YES else _("no")
    if question.kind == QuestionKind.NUMBER and value:
        return names.f.number(int(value))
    return Asked(question, value, None).words_in(names.f.language)


def _reopened(data: dict[str, Any], names: Names) -> str:
    return _("Back on the board after its delay") if data["outcome"] == "postponed" else _("Reopened")


def _track(data: dict[str, Any], names: Names) -> str:
    state = data["new"][0] if data.get("new") else "waiting"
    place = {"stage": names.stage(data["stage"])}
    if state == "active":
        return _("%(stage)s began, beside what runs") % place
    if state == "done":
        return _("%(stage)s done") % place
    return _("%(stage)s set aside") % place


def _warmed(data: dict[str, Any], names: Names) -> str:
    change = {"old": warmth_word(data["old"]), "new": warmth_word(data["new"]), "score": data["score"]}
    return _("Temperature by its evidence: %(old)s → %(new)s, %(score)s points") % change


def _overridden(data: dict[str, Any], names: Names) -> str:
    sentence = _("Temperature set by hand: %(old)s → %(new)s") % {
        "old": warmth_word(data["old"]),
        "new": warmth_word(data["new"]),
    }
    return f"{sentence}, “{data['reason']}”" if data.get("reason") else sentence


def _override_ended(data: dict[str, Any], names: Names) -> str:
    change = {"old": warmth_word(data["old"]), "new": warmth_word(data["new"])}
    if data.get("is_expired"):
        return _("Temperature set by hand has run out: %(old)s → %(new)s") % change
    return _("Temperature back to its evidence: %(old)s → %(new)s") % change


def _lines(data: dict[str, Any], names: Names) -> str:
    if data["old_amount"] == data["new_amount"]:
        return _("Products changed")
    return _("Products changed, value %(value)s") % {"value": names.f.money(data["new_amount"])}


def _activity(verb: Callable[[], str]) -> Callable[[dict[str, Any], Names], str]:
    def build(data: dict[str, Any], names: Names) -> str:
        kind = {
            "call": _("Call"),
            "email": _("E-mail"),
            "whatsapp": _("WhatsApp"),
            "meeting": _("Meeting"),
            "visit": _("Visit"),
            "task": _("Task"),
            "note": _("Note"),
        }.get(data["kind"], data["kind"])
        words = f"{kind} {verb()}".strip().replace(" :", ":")
        return f"{words} {data['title']}" if data.get("title") else words.removesuffix(":")

    return build


def _fixed(text: Callable[[], str]) -> Callable[[dict[str, Any], Names], str]:
    return lambda data, names: text()


_SENTENCES: dict[str, tuple[str, Callable[[dict[str, Any], Names], str]]] = {
    **QUOTE_SENTENCES,
    "weights.refitted": ("target", _refitted),
    "deal.created": ("plus", lambda data, names: _("Added in %(stage)s") % {"stage": names.stage(data["stage"])}),
    "deal.edited": ("edit", edited),
    "deal.moved": ("right", _moved),
    "deal.temperature_changed": ("warmth", _warmed),
    "deal.temperature_overridden": ("flame", _overridden),
    "deal.override_ended": ("warmth", _override_ended),
    "deal.followed_pipeline": ("settings", _followed),
    "deal.track_changed": ("lane", _track),
    "deal.closed": ("flag", _closed),
    "deal.answered": ("help", _answered),
    "deal.reopened": ("undo", _reopened),
    "deal.deleted": ("trash", _fixed(lambda: _("Put into the trash"))),
    "deal.restored": ("undo", _fixed(lambda: _("Taken out of the trash"))),
    "deal.lines_set": ("product", _lines),
    "deal.people_set": ("users", _fixed(lambda: _("People changed"))),
    "deal.evidence_added": (
        "check",
        lambda data, names: _("Evidence for “%(step)s”") % {"step": names.steps.get(data["step"], "")},
    ),
    "deal.evidence_removed": (
        "x",
        lambda data, names: _("Evidence for “%(step)s” removed") % {"step": names.steps.get(data["step"], "")},
    ),
    "activity.planned": ("cal", _activity(lambda: _("planned:"))),
    "activity.logged": ("note", _activity(lambda: ":")),
    "activity.edited": ("edit", _activity(lambda: _("changed:"))),
    "activity.done": ("check", _activity(lambda: _("done:"))),
    "activity.reopened": ("undo", _activity(lambda: _("open again:"))),
    "activity.skipped": ("right", _activity(lambda: _("skipped:"))),
    "activity.deleted": ("trash", _activity(lambda: _("removed:"))),
    "activity.restored": ("undo", _activity(lambda: _("brought back:"))),
    "objection_heard.noted": ("chat", lambda data, names: _("Objection heard: %(title)s") % {"title": data["title"]}),
    "file.added": ("file", lambda data, names: _("Added the file %(name)s") % {"name": data["title"]}),
    "file.deleted": ("trash", lambda data, names: _("Put the file %(name)s into the trash") % {"name": data["title"]}),
    "file.restored": ("undo", lambda data, names: _("Brought the file %(name)s back") % {"name": data["title"]}),
    "organization.created": ("org", _fixed(lambda: _("Company added"))),
    "organization.edited": ("edit", edited),
    "organization.deleted": ("trash", _fixed(lambda: _("Company put into the trash"))),
    "organization.restored": ("undo", _fixed(lambda: _("Company taken out of the trash"))),
    **ROLLING_SENTENCES,
    **RESEARCH_SENTENCES,
    **{f"{kind}.merged": ("link", _merged) for kind in ("deal", "organization", "person")},
    **{f"{kind}.unmerged": ("undo", _unmerged) for kind in ("deal", "organization", "person")},
    "duplicates.told_apart": ("x", _fixed(lambda: _("Told apart from one that is alike"))),
    "person.created": ("user", _fixed(lambda: _("Person added"))),
    "person.edited": ("edit", edited),
    "person.deleted": ("trash", _fixed(lambda: _("Person put into the trash"))),
    "person.restored": ("undo", _fixed(lambda: _("Person taken out of the trash"))),
}
