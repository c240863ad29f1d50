"""Which rooms answer for what they keep about people; see `privacy/`."""

from eventsite.agenda import privacy as agenda_privacy
from eventsite.checkout import privacy as checkout_privacy
from eventsite.conduct import privacy as conduct_privacy
from eventsite.events import privacy as events_privacy
from eventsite.exchange import privacy as exchange_privacy
from eventsite.favourites import privacy as favourites_privacy
from eventsite.privacy import privacy as own_privacy
from eventsite.proposals import privacy as proposals_privacy
from eventsite.registration import privacy as registration_privacy
from eventsite.schedule import privacy as schedule_privacy
from eventsite.scholarships import privacy as scholarships_privacy
from eventsite.sessions import privacy as sessions_privacy
from eventsite.teams import privacy as teams_privacy
from eventsite.tokens import privacy as tokens_privacy
from eventsite.webhooks import privacy as webhooks_privacy

OWN_DATA = (  # from the top of the house down: who erases finds what those below know
    webhooks_privacy.OWN_DATA,
    scholarships_privacy.OWN_DATA,
    checkout_privacy.OWN_DATA,
    registration_privacy.OWN_DATA,
    agenda_privacy.OWN_DATA,
    exchange_privacy.OWN_DATA,
    schedule_privacy.OWN_DATA,
    favourites_privacy.OWN_DATA,
    proposals_privacy.OWN_DATA,
    sessions_privacy.OWN_DATA,
    conduct_privacy.OWN_DATA,
    teams_privacy.OWN_DATA,
    tokens_privacy.OWN_DATA,
    events_privacy.OWN_DATA,
    own_privacy.AUDIT,
    own_privacy.LETTERS,
    own_privacy.ACCOUNT,
)
