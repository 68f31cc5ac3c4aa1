"""What happened, in the words of a sentence: who | verb | what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.web.activities.kinds import kind_names

Said = Callable[[], str]

VERBS: dict[str, Said] = {
    "accepted": lambda: _("accepted"),
    "added": lambda: _("added"),
    "archived": lambda: _("archived"),
    "begun": lambda: _("began"),
    "closed": lambda: _("closed"),
    "created": lambda: _("added"),
    "declined": lambda: _("declined"),
    "defined": lambda: _("added"),
    "deleted": lambda: _("deleted"),
    "done": lambda: _("finished"),
    "edited": lambda: _("edited"),
    "evidence_added": lambda: _("added evidence to"),
    "evidence_removed": lambda: _("removed evidence from"),
    "exported": lambda: _("exported"),
    "finished": lambda: _("finished"),
    "followed_pipeline": lambda: _("changed the pipeline, and with it"),
    "issued": lambda: _("made"),
    "lines_set": lambda: _("changed the products of"),
    "logged": lambda: _("noted"),
    "made": lambda: _("made"),
    "merged": lambda: _("merged"),
    "moved": lambda: _("moved"),
    "noted": lambda: _("noted"),
    "opened": lambda: _("opened"),
    "ordered": lambda: _("ordered"),
    "people_set": lambda: _("changed the people of"),
    "pinned": lambda: _("pinned"),
    "planned": lambda: _("planned"),
    "purged": lambda: _("removed for good what had lain in the trash for thirty days:"),
    "removed": lambda: _("removed"),
    "renamed": lambda: _("renamed"),
    "renewed": lambda: _("renewed"),
    "reopened": lambda: _("reopened"),
    "resent": lambda: _("sent again"),
    "restored": lambda: _("brought back"),
    "revoked": lambda: _("ended"),
    "saved": lambda: _("saved"),
    "sent": lambda: _("sent"),
    "set": lambda: _("fixed"),
    "skipped": lambda: _("skipped over"),
    "started": lambda: _("began"),
    "told_apart": lambda: _("told apart"),
    "turned_back": lambda: _("took back"),
    "temperature_changed": lambda: _("changed the temperature of"),
    "track_changed": lambda: _("changed the stages of"),
    "undone": lambda: _("took back"),
    "unmerged": lambda: _("took apart again"),
    "unpinned": lambda: _("unpinned"),
    "withdrawn": lambda: _("withdrew"),
}
"""By what stands after the point in an event's name; others say "changed"."""

PHRASES: dict[str, Said] = {
    "audit.exported": lambda: _("took out the audit trail as a file"),
    "bulk_change.undo_begun": lambda: _("began to take back"),
    "calendar_feed.closed": lambda: _("closed the calendar address of"),
    "calendar_feed.opened": lambda: _("opened a calendar address for"),
    "calendar_feed.set": lambda: _("changed the calendar address of"),
    "field.reordered": lambda: _("put fields into another order"),
    "hand_over.begun": lambda: _("handed over the work of"),
    "hand_over.finished": lambda: _("handed over the work of"),
    "hand_over.undone": lambda: _("took back the hand-over of"),
    "import.finished": lambda: _("imported"),
    "import.started": lambda: _("imported"),
    "import.undone": lambda: _("took back the import of"),
    "invitation.accepted": lambda: _("accepted an invitation"),
    "invitation.resent": lambda: _("sent the invitation again to"),
    "invitation.sent": lambda: _("invited"),
    "invitation.withdrawn": lambda: _("withdrew the invitation to"),
    "member.devices_signed_out": lambda: _("signed other devices out"),
    "member.joined": lambda: _("let in"),
    "member.password_asked": lambda: _("asked for a new password for"),
    "member.password_changed": lambda: _("changed the own password"),
    "member.recovery_code_used": lambda: _("used a recovery code"),
    "member.recovery_codes_made": lambda: _("made new recovery codes"),
    "member.second_step_added": lambda: _("added a second step"),
    "member.second_step_removed": lambda: _("removed a second step"),
    "member.signed_in": lambda: _("signed in"),
    "token.issued": lambda: _("made an API token"),
    "token.revoked": lambda: _("ended an API token of"),
    "weights.fitted": lambda: _("fitted the weights of"),
    "weights.adopted": lambda: _("took the new fit over for"),
    "weights.fit_left": lambda: _("left the new fit alone for"),
    "weights.refitted": lambda: _("found a better fit for"),
    "weights.set": lambda: _("changed the weights of"),
    "leave.added": lambda: _("set a leave for"),
    "leave.removed": lambda: _("took away a leave of"),
    "rolling.set": lambda: _("changed the rolling ownership of"),
    "deal.answered": lambda: _("answered the qualification of"),
    "deal.override_ended": lambda: _("ended the temperature set for"),
    "deal.snoozed": lambda: _("put off the reminder of"),
    "deal.temperature_overridden": lambda: _("set the temperature of"),
    "field.retyped": lambda: _("changed the type of"),
    "follow.began": lambda: _("began to follow"),
    "follow.ended": lambda: _("stopped following"),
    "invitation.renewed": lambda: _("made valid again the invitation to"),
    "member.notices_set": lambda: _("changed which news to receive"),
    "pipeline.change_begun": lambda: _("began to change"),
    "pipeline.needs_set": lambda: _("changed which data is needed in"),
    "pipeline.ordered": lambda: _("put the pipelines into another order"),
    "price_list.prices_set": lambda: _("changed the prices of"),
    "deal.reminded": lambda: _("reminded of"),
    "deal.rolled": lambda: _("passed on"),
    "deal.offered": lambda: _("offered the team"),
    "deal.taken": lambda: _("took"),
    "list.exported": lambda: _("took out a list as a file"),
    "quote.approval_asked": lambda: _("asked for approval of"),
    "quote.approved": lambda: _("approved"),
    "quote.returned": lambda: _("returned"),
    "quote_rules.set": lambda: _("changed how quotes are made"),
    "quote.pdf_asked": lambda: _("asked for a PDF of"),
    "quote.link_made": lambda: _("made a link to"),
    "quote.link_revoked": lambda: _("took back the link to"),
    "workspace.exported": lambda: _("exported the workspace"),
    "workspace.restored": lambda: _("restored the workspace"),
    "workspace.edited": lambda: _("changed the workspace"),
    "workspace.created": lambda: _("made the workspace"),
}

OWN = frozenset(
    name
    for name in PHRASES
    if name.startswith(("member.", "workspace.")) and name not in ("member.joined", "member.password_asked")
) | {"token.issued", "invitation.accepted", "field.reordered", "pipeline.ordered", "audit.exported", "quote_rules.set"}
"""Sentences that need no object: it is the actor's own account, or the workspace."""

OUTCOMES: dict[str, Said] = {
    "won": lambda: _("won the deal"),
    "lost": lambda: _("lost the deal"),
    "not_a_fit": lambda: _("set the deal aside"),
    "postponed": lambda: _("put the deal off"),
}

NOUNS: dict[str, Said] = {
    "bulk_change": lambda: _("a change of many records"),
    "close_reason": lambda: _("the reason"),
    "dashboard": lambda: _("the dashboard"),
    "duplicates": lambda: _("two that are alike"),
    "field": lambda: _("the field"),
    "file": lambda: _("the file"),
    "objection": lambda: _("the objection"),
    "objection_answer": lambda: _("the answer"),
    "objection_heard": lambda: _("the objection"),
    "order": lambda: _("the order"),
    "pipeline": lambda: _("the pipeline"),
    "price_list": lambda: _("the price list"),
    "product_family": lambda: _("the product family"),
    "question": lambda: _("the question"),
    "quote": lambda: _("the quote"),
    "research_note": lambda: _("the research note"),
    "potential": lambda: _("the potential of"),
    "competitor": lambda: _("the competitor"),
    "rate": lambda: _("the rate of"),
    "tax_rate": lambda: _("the rate of PPN from"),
    "team": lambda: _("the team"),
    "view": lambda: _("the view"),
}
"""Kinds whose name alone would not say what they are."""

SEVERAL: dict[str, Callable[[int], str]] = {
    "deal": lambda num: ngettext("%(num)d deal", "%(num)d deals", num) % {"num": num},
    "activity": lambda num: ngettext("%(num)d activity", "%(num)d activities", num) % {"num": num},
    "organization": lambda num: ngettext("%(num)d customer", "%(num)d customers", num) % {"num": num},
    "person": lambda num: ngettext("%(num)d contact", "%(num)d contacts", num) % {"num": num},
    "product": lambda num: ngettext("%(num)d product", "%(num)d products", num) % {"num": num},
}


def several(kind: str, count: int) -> str:
    """`7 deals`, and of kinds that have no word for it `7 records`."""
    if kind in SEVERAL:
        return SEVERAL[kind](count)
    return ngettext("%(num)d record", "%(num)d records", count) % {"num": count}


DOORS: dict[str, Said] = {
    "web": lambda: _("Web"),
    "api": lambda: _("API"),
    "import": lambda: _("Import"),
    "automation": lambda: _("Rule"),
    "mail": lambda: _("Mail"),
    "link": lambda: _("Link"),
    "cli": lambda: _("Command line"),
    "system": lambda: _("By itself"),
}


def kind_of(name: str) -> str:
    return name.partition(".")[0]


def verb_of(name: str, data: dict[str, Any]) -> str:
    if name == "deal.closed" and data.get("outcome") in OUTCOMES:
        return OUTCOMES[data["outcome"]]()
    if name == "member.edited" and "is_active" in data.get("changes", {}):
        is_open = data["changes"]["is_active"][1]
        return _("gave access again to") if is_open else _("closed the access of")
    if name in PHRASES:
        return PHRASES[name]()
    return VERBS.get(name.partition(".")[2], lambda: _("edited"))()


def untitled_words(name: str, kind: str, verb: str) -> tuple[str, str]:
    """Verb and noun of what was done with an activity that has no subject line: the kind tells which."""
    if kind == "note" and name == "activity.logged":
        return _("wrote a note on"), ""
    title = kind_names().get(kind, "")
    return verb, _("%(kind)s on") % {"kind": title if title == "WhatsApp" else title.lower()} if title else ""


def noun_of(name: str) -> str:
    said = NOUNS.get(kind_of(name))
    return said() if said is not None else ""


def door_of(via: str) -> str:
    said = DOORS.get(via)
    return said() if said is not None else via
