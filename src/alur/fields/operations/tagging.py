"""Tags by name: made when first used."""

from __future__ import annotations

from collections.abc import Iterable

from alur.fields.models import Tag
from alur.kernel.refusal import N_, Refusal

LONGEST = 40


def tag_key(name: str) -> str:
    """One key for all ways to write a tag."""
    return " ".join(name.split()).casefold()


def tags_named(workspace_id: int, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, in order, without doubles; new ones are made."""
    wanted: dict[str, str] = {}
    for name in names:
        cleaned = " ".join(name.split())
        if len(cleaned) > LONGEST:
            raise Refusal(N_("A tag has %(count)d letters at most."), field="tags", count=LONGEST)
        if cleaned:
            wanted.setdefault(tag_key(name), cleaned)
    if not wanted:
        return []
    known = {tag.name_key: tag for tag in Tag.objects.filter(workspace_id=workspace_id, name_key__in=wanted)}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Tag.objects.create(workspace_id=workspace_id, name=name, name_key=key)
    return [known[key] for key in wanted]
