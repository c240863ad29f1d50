from eventsite.core.db import db
from eventsite.privacy.rules import Leaving
from eventsite.webhooks.privacy import OWN_DATA
from tests import factories
from tests.factories import NOW
from tests.webhooks.conftest import SECRET


def test_who_made_a_webhook_sees_it_and_leaves_it_behind(hook, owner):
    [shown] = OWN_DATA.export(owner)
    assert shown["name"] == hook.name
    assert SECRET not in str(shown)
    [fate] = OWN_DATA.fates(owner, NOW)
    assert fate.what == "1 webhook"
    OWN_DATA.erase(Leaving(owner, keep_public=True, now=NOW))
    db.session.commit()
    assert (hook.disabled_at, hook.disabled_why) == (NOW, "who made it has left")
    assert list(OWN_DATA.fates(owner, NOW)) == []
    stranger = factories.person()
    assert OWN_DATA.export(stranger) == list(OWN_DATA.fates(stranger, NOW)) == []
