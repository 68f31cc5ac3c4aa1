"""What is done to a deal, done to many at once: the same gates, facts, spells and totals, in a handful of statements.

    judged = judge_moves(deals, to)          # what would come of it; nothing is written
    write_moves(judged, to, act=act)         # inside an open operation, of the deals that may

A test holds each of them to doing the same one by one.
"""
