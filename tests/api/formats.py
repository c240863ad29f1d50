"""What values of a format look like that Schemathesis cannot make up itself."""

from datetime import UTC

import schemathesis
from hypothesis import strategies

schemathesis.openapi.format(
    "language", strategies.sampled_from(["", "de", "EN-gb", "pt-BR", "zh-Hant", "Thai"])
)
schemathesis.openapi.format(  # whole minutes, as placements have them
    "date-time",
    strategies.datetimes(timezones=strategies.just(UTC)).map(
        lambda at: at.replace(second=0, microsecond=0).isoformat()
    ),
)
