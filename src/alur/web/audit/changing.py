"""What an event changed: label, before and after, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alur.web.audit import told_sales, told_setup
from alur.web.audit.columns import UNTOLD, label_of, value_of
from alur.web.audit.names import Change, Words, changed
from alur.web.settings.custom import told as custom_told

TOLD = {**told_sales.TOLD, **told_setup.TOLD}


def changes_of(name: str, data: dict[str, Any], words: Words) -> list[Change]:
    """An empty list for what changed nothing that can be told as two values."""
    if name == "quote.edited":
        return [*_edited(name, data["changes"], words), *_quote_lines(data, words)]
    if name == "pipeline.edited":
        return _reshaped(data, words)
    if "changes" in data:
        return _edited(name, data["changes"], words)
    told = TOLD.get(name)
    changes = told(data, words) if told is not None else []
    return [one for one in changes if one.before != one.after]


def _edited(name: str, changes: dict[str, list[Any]], words: Words) -> list[Change]:
    told: list[Change] = []
    for column, (old, new) in changes.items():
        if column in UNTOLD and len(changes) > 1:
            continue
        if column == "custom":
            told += _custom(old or {}, new or {}, words)
        elif name.startswith("product.") and column == "is_active":
            told.append(Change(_("On sale"), *(_("Yes") if value else _("No") for value in (old, new))))
        elif column not in UNTOLD:
            before, after = value_of(column, old, words), value_of(column, new, words)
            # What has no words of its own is "set" before and after: that it changed is all there is to say.
            told.append(changed(label_of(column) or _("Details"), before, after))
    return list(dict.fromkeys(told))


def _custom(old: dict[str, Any], new: dict[str, Any], words: Words) -> list[Change]:
    told = []
    for key in [key for key in {**old, **new} if old.get(key) != new.get(key)]:
        definition = words.names.fields.get(key)
        if definition is not None:
            before, after = (custom_told(definition, values.get(key), words.f) for values in (old, new))
            told.append(Change(definition.name_in(words.f.language), before, after))
    return told


def _quote_lines(data: dict[str, Any], words: Words) -> list[Change]:
    if data.get("old_lines") == data.get("new_lines"):
        return []
    totals = [words.f.money(data[key]) for key in ("old_total", "new_total") if data.get(key) is not None]
    return [changed(_("Total"), *totals)] if len(totals) == 2 else [Change(_("Products"), "", _("changed"))]


def _reshaped(data: dict[str, Any], words: Words) -> list[Change]:
    """A pipeline: its own columns, and how many of its stages and steps were changed."""
    told = _edited("pipeline.edited", data["changes"], words)
    counted = (
        (_("New stages"), len(data.get("added") or [])),
        (_("Removed stages"), len(data.get("removed") or [])),
        (_("Changed stages"), len({one[0] for one in data.get("stages") or []} - set(data.get("added") or []))),
        (_("Changed steps"), len(data.get("criteria") or [])),
    )
    return told + [Change(label, "", words.f.number(count)) for label, count in counted if count]
