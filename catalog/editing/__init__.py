"""The editing kit: drafts, revisions, review, locks and the clock, for anything that has a `Kind`.

Saving writes a draft revision and never a live row; publishing applies it. The kit knows no shop and no rate
card: what is edited is declared in `catalog.kinds`.
"""
