"""The API does what its description says, whatever it is sent.

Schemathesis reads the OpenAPI document and makes up requests, right ones and wrong ones;
each answer must be one that is described. The same requests are made each time; to look
further, give others: `CONTRACT_SEED=7 CONTRACT_EXAMPLES=50 pytest tests/api/test_contract.py`.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from eventsite.core.db import db
from tests import factories
from tests.proposals.things import proposal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
HERE = Path(__file__).parent
# What is there is asked for, and changed beside it: another session, so that Ada keeps a
# stage. Whatever is right by the description must be taken: only a change may be refused
# because of what is there already (409), and what is deleted is gone the second time
# (404). If-Match is “*”, so nothing is out of date (412): test_session_changes.py has that.
PLACES = """
hooks = "formats.py"

[checks]
positive_data_acceptance.expected-statuses = ["2xx", "304"]

[parameters]
"path.slug" = "conf"
"path.version" = "1"
"header.If-Match" = "*"

[[operations]]
include-name-regex = "^(POST|PUT|PATCH|DELETE) .*/sessions/"
checks.positive_data_acceptance.expected-statuses = ["2xx", "409"]
parameters = { "path.code" = "NEXT22" }

[[operations]]
include-name-regex = "^DELETE "
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "409"]
parameters = { "path.code" = "BOB222", "path.name" = "spare" }

[[operations]]
include-name-regex = "^(POST|PUT|PATCH) "
checks.positive_data_acceptance.expected-statuses = ["2xx", "409"]

[[operations]]
include-path-regex = "/sessions/"
parameters = { "path.code" = "PEN222" }

[[operations]]
include-path-regex = "/speakers/"
parameters = { "path.code" = "ADA222" }

[[operations]]
include-path-regex = "/proposals/"
parameters = { "path.code" = "PRO222" }

[[operations]]
include-path-regex = "/rooms/"
parameters = { "path.name" = "cave" }

[[operations]]
include-path-regex = "/tracks/"
parameters = { "path.name" = "cloud" }
"""


class QuietHandler(WSGIRequestHandler):
    def log(self, *_args):
        pass


@pytest.fixture
def address(make_app, conf):
    """Serve the conference; what breaks is answered, as in production."""
    assert conf
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    server = make_server("127.0.0.1", 0, app, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_schemathesis_finds_nothing(address, conf, tmp_path):
    proposal(conf.event, code="PRO222")
    factories.speaker(conf.event, code="BOB222")
    factories.room(conf.event, name="Spare", slug="spare")
    factories.track(conf.event, name="Spare", slug="spare")
    secret = factories.token(factories.owner(conf.event))
    db.session.commit()
    (tmp_path / "schemathesis.toml").write_text(PLACES)
    (tmp_path / "formats.py").write_bytes((HERE / "formats.py").read_bytes())
    found = subprocess.run(
        [
            SCHEMATHESIS,
            "--config-file", "schemathesis.toml",
            "run", f"{address}/api/v1/openapi.json",
            "--checks", "all",
            "--mode", "all",
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", os.environ.get("CONTRACT_EXAMPLES", "3"),
            "--seed", os.environ.get("CONTRACT_SEED", "1"),
            "--generation-database", "none",
            "--continue-on-failure",
            "--no-color",
            "-H", f"Authorization: Bearer {secret}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
