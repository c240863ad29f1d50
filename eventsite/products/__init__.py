"""What is on sale at an event: for whom, at which price until when, out of which places.

A *product* is sold out of *quotas* (named numbers of places; none means no limit) and
costs what its first *price window* says whose deadline has not passed. It may *include*
events below its own: whoever buys it is admitted there, too, at no price.
"""
