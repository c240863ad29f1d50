"""Sponsors by tier, and the wall that shows them.

Tiers are an event's own data: their names, their order, how many sponsors each takes. A
tier's places are a pool, so that the last one goes once. A child's pages show its own
sponsors first and then, under the parent's name, those of the events above it: who pays
for the whole pays for its parts. A parent does not show its children's.
"""
