from eventsite.events.models import Event
from eventsite.speakers import rules


def test_a_devroom_may_change_only_its_own_people():
    root = Event(name="Root")
    devroom = Event(name="Devroom", parent=root)
    assert rules.may_edit_speaker(root, [7])
    assert rules.may_edit_speaker(devroom, [])
    assert not rules.may_edit_speaker(devroom, [7])
