"""What is counted of the stars by the clock."""

from collections import Counter
from itertools import chain

from eventsite.core.db import read_tx, write_tx
from eventsite.core.jobs import Payload
from eventsite.favourites import actions, queries, rules


def count(_payload: Payload) -> None:
    """Count how often each session, and which two together, are starred, tree by tree.

    No transaction is open while it counts, and what is kept names nobody.
    """
    with read_tx():
        trees = list(queries.list_starred_trees())
    for root_id in trees:
        with read_tx():
            stars = queries.list_stars(root_id)
        counts = Counter(chain.from_iterable(stars.values()))
        pairs = rules.find_pairs(stars)
        with write_tx():
            actions.keep_counts(root_id, counts, pairs)
