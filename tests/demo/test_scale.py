from itertools import pairwise

import pytest

from eventsite.demo import scale

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("size", [1, 21, 668, 5000])
def test_a_conference_of_any_size_has_no_clash(size):
    made = scale.programme(size)
    assert len(made.sessions) == len({s.guid for s in made.sessions}) == size
    for key in (lambda s: [s.room], lambda s: [p.person for p in s.people]):
        taken = {}
        for session in made.sessions:
            for thing in key(session):
                taken.setdefault(thing, []).append((session.starts_at, session.ends_at))
        for spans in taken.values():
            spans.sort()
            assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_the_proportions_are_those_of_a_real_one():
    made = scale.programme(668)
    assert (len(made.rooms), len(made.tracks), len(made.people)) == (31, 56, 610)


def test_it_is_the_same_every_time():
    assert scale.programme(50) == scale.programme(50)
