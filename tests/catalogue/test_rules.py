from datetime import timedelta

import pytest

from eventsite.catalogue import rules
from eventsite.events.models import Event, SessionType, Track

ROOT = Event(id=1, name="Root")
CHILD = Event(id=2, name="Child", parent=ROOT)


def track(event, name):
    return Track(event=event, event_id=event.id, name=name)


def test_a_name_is_one_of_a_kind_in_any_case():
    there = [track(CHILD, "Cloud"), track(ROOT, "Kernel")]
    rules.check_name("Storage", CHILD, there)
    with pytest.raises(rules.NameTaken, match=r"There is one with this name"):
        rules.check_name("CLOUD", CHILD, there)
    with pytest.raises(rules.NameTaken, match=r"Root has one with this name"):
        rules.check_name("kernel", CHILD, there)


def test_features_are_typed_with_commas():
    assert rules.split_features(" projector , Stream,stream,, ") == [
        "projector",
        "Stream",
    ]
    assert rules.split_features("") == []
    with pytest.raises(rules.TooManyFeatures):
        rules.split_features(",".join(str(n) for n in range(21)))
    with pytest.raises(rules.FeatureTooLong):
        rules.split_features("x" * 61)


def test_the_usual_types_that_are_missing():
    there = [SessionType(name="talk"), SessionType(name="Demo")]
    missing = rules.missing_types(there)
    assert [name for name, _ in missing] == [
        "Keynote", "Panel", "Case study", "Tutorial", "Lightning talk", "Workshop",
    ]  # fmt: skip
    assert dict(missing)["Lightning talk"] == timedelta(minutes=5)
    assert len(rules.missing_types([])) == 7
