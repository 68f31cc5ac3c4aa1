"""A page while it is composed: what stands in its form, and what the form's buttons do to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from alur.kernel.ids import id_from
from alur.reporting.models import Dashboard, Sharing
from alur.reporting.operations.composing import (
    CHART,
    CHARTS,
    FIGURE,
    FIGURES,
    NOTE,
    VIEW,
    WIDTHS,
    Block,
    DashboardDesign,
    blocks_of,
)

USUAL_WIDTHS = {FIGURE: 3, CHART: 6, VIEW: 8, NOTE: 6}


@dataclass
class Draft:
    """`shown` is the block whose settings are open."""

    name: str
    blocks: list[Block]
    sharing: str
    period: str
    pipeline_id: int | None
    version: int
    shown: str = ""
    said: str = field(default="")

    def design(self) -> DashboardDesign:
        return DashboardDesign(self.name, self.blocks, self.sharing, self.period, self.pipeline_id)

    def differs_from(self, page: Dashboard) -> bool:
        return self.design() != draft_of(page).design()


def draft_of(page: Dashboard) -> Draft:
    return Draft(page.name, blocks_of(page), str(page.sharing), page.period, page.pipeline_id, page.version)


def typed_draft(post: QueryDict) -> Draft:
    """Blocks in the order of their hidden fields; what is no block of ours is left out."""
    blocks = []
    for key in dict.fromkeys(post.getlist("block")):
        width = post.get(f"b.{key}.width", "")
        block = Block(
            key[:12],
            post.get(f"b.{key}.kind", ""),
            post.get(f"b.{key}.of", ""),
            int(width) if width.isdecimal() and int(width) in WIDTHS else 6,
            post.get(f"b.{key}.text", ""),
        )
        if is_block(block):
            blocks.append(block)
    version = post.get("version", "")
    return Draft(
        post.get("name", ""),
        blocks,
        post.get("sharing", Sharing.PRIVATE),
        post.get("period", ""),
        id_from(post.get("pipeline", "")) or None,
        int(version) if version.isdecimal() and len(version) < 9 else 0,
        post.get("shown", ""),
    )


def is_block(block: Block) -> bool:
    """Can it be shown at all?"""
    return {
        FIGURE: block.of in FIGURES,
        CHART: block.of in CHARTS,
        VIEW: bool(id_from(block.of)),
        NOTE: not block.of,
    }.get(block.kind, False)


def press(draft: Draft, do: str) -> None:
    """Change the draft as a button says: a verb, and after a colon what it is for. An unknown one changes nothing."""
    verb, _colon, rest = do.partition(":")
    if verb == "add":
        kind, _colon, of = rest.partition(":")
        block = Block(_free(draft), kind, of, USUAL_WIDTHS.get(kind, 6))
        if is_block(block):
            draft.blocks.append(block)
            draft.shown = block.id
        return
    key, _colon, value = rest.partition(":")
    place = next((number for number, block in enumerate(draft.blocks) if block.id == key), None)
    if place is None:
        return
    block = draft.blocks[place]
    if verb == "earlier" and place > 0:
        draft.blocks[place - 1 : place + 1] = [block, draft.blocks[place - 1]]
    elif verb == "later" and place + 1 < len(draft.blocks):
        draft.blocks[place : place + 2] = [draft.blocks[place + 1], block]
    elif verb == "remove":
        del draft.blocks[place]
    elif verb == "copy":
        draft.blocks.insert(place + 1, replace(block, id=_free(draft)))
    elif verb == "width" and value.isdecimal() and int(value) in WIDTHS:
        draft.blocks[place] = replace(block, width=int(value))
    draft.shown = key


def _free(draft: Draft) -> str:
    taken, number = {block.id for block in draft.blocks}, 1
    while f"b{number}" in taken:
        number += 1
    return f"b{number}"
