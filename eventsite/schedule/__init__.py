"""Where and when: drafts are worked on, releases are what the public sees.

A tree of events shares one venue and so one current *draft*, kept at its root; its
*slots* place sessions. A *release* freezes placement and content of one or more events
of the tree for good; what the public sees of an event is the newest release covering it.
"""
