"""The letter that says that a webhook is disabled, because nobody answers there."""

from datetime import datetime

from eventsite.core.addresses import public_url
from eventsite.core.words import later, translated
from eventsite.mail.actions import queue_letter
from eventsite.webhooks.models import Webhook


def queue_disabled(webhook: Webhook, now: datetime) -> None:
    person, event = webhook.person, webhook.event
    queue_letter(
        to=person.email,
        name=person.name,
        languages=[person.language, *event.languages],
        template="webhooks/mail/webhook_disabled",
        now=now,
        event_id=event.id,
        person_id=person.id,
        trusted={
            "page": public_url(
                "webhooks_desk.webhook", slug=event.slug, webhook_id=webhook.id
            )
        },
        webhook_name=webhook.name,
        event_name=event.name,
        why=later(translated, webhook.disabled_why),
    )
