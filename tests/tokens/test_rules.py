import re
from datetime import timedelta

import pytest

from eventsite.permissions import Right
from eventsite.tokens import rules
from eventsite.tokens.rules import MoreThanYours, TooMany, Wish
from tests.factories import NOW

pytestmark = pytest.mark.one_database
RANDOM = "a" * rules.RANDOM


def wish(*rights):
    return Wish("Signage", frozenset(rights), may_write=False, lasts=timedelta(1))


def test_a_token_is_told_from_all_else_without_asking():
    secret = rules.whole(RANDOM)
    assert re.fullmatch(r"evs_[0-9A-Za-z]{42}", secret)
    assert rules.is_token(secret)
    for other in (
        "",
        secret[:-1],
        f"{secret}0",
        f" {secret}",
        f"{secret}\n",
        secret.replace("a", "b", 1),
        secret.swapcase(),
        f"evs_{'٣' * 42}",
        f"evs_{'0' * 42}",
        "\ud800",
    ):
        assert not rules.is_token(other), other


def test_a_token_does_no_more_than_its_maker_and_what_the_api_serves():
    held = {Right.SEE_EVENT, Right.EDIT_SESSIONS, Right.MANAGE_TEAM}
    rules.check_wish(wish(Right.SEE_EVENT, Right.EDIT_SESSIONS), held, 0)
    for more in (Right.EDIT_SCHEDULE, Right.MANAGE_TEAM):
        with pytest.raises(MoreThanYours):
            rules.check_wish(wish(Right.SEE_EVENT, more), held, 0)


def test_nobody_has_more_than_anyone():
    held = {Right.SEE_EVENT}
    rules.check_wish(wish(*held), held, rules.MOST - 1)
    with pytest.raises(TooMany):
        rules.check_wish(wish(*held), held, rules.MOST)


def test_a_use_is_noted_now_and_then():
    assert rules.is_worth_noting(None, NOW)
    assert not rules.is_worth_noting(NOW, NOW + timedelta(minutes=4))
    assert rules.is_worth_noting(NOW, NOW + timedelta(minutes=5))


def test_who_applies_for_a_scholarship_is_no_programs_business():
    assert Right.READ_APPLICATIONS not in rules.OFFERED
    assert Right.MANAGE_TEAM not in rules.OFFERED
