"""The one language in which Alur is asked for records: on lists, boards, exports, dashboards, the API and by rules.

    temperature:is:hot,warm;expected_close:before:in_14d;(owner:is:me|owner:empty)

A condition is `field:operator:value,value`; `;` is and, `|` is or, and binds less; brackets group. A value with one
of `: ; | ( ) , "` in it stands in double quotes, in which `\\` takes the next sign as it is. Days are `2026-12-31`,
`today`, `yesterday`, `tomorrow`, `14d_ago`, `in_2w` (d, w, m, y); periods `this_quarter`, `last_month`, `next_7_days`,
`past` and so on: they are kept as they are and mean something else every day.

    tree = read_filter(text)                             # Refusal: it is not written well
    view = Viewpoint(member, now=request.now, zone=request.workspace.zone)
    deals = Deal.objects.visible_to(member).filter(condition_of("deal", tree, view))    # Refusals: by condition
    text = write_filter(tree)                            # the one writing of it, for addresses and saved views

What may be asked for is declared where the rows are: `declare("deal", [Text(...), Moment(...)])` in
`<domain>/filters.py`; a domain above may add to what one below is asked by. A workspace's own fields are `f<id>`,
without a declaration.

A filter narrows what its reader sees and never widens it: it goes on rows found through the member, ids that are not
there match nothing, and what is asked of other records (the deals of a company) is asked of those the reader sees.
"""
