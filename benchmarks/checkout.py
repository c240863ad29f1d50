"""How many orders a second go through the whole checkout, by 16 buyers at once.

An order is what a browser sends for it: the form, what is typed, the review, the click.
The baseline is a bare view whose transaction takes a place and writes one row.
"""

import http.client
import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from flask_migrate import upgrade
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from benchmarks import bare
from benchmarks.figures import Figure
from benchmarks.serving import databases, served
from eventsite import commands, create_app
from eventsite.capacity.models import Pool
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.money import Money
from eventsite.events.models import Event, EventState, Host
from eventsite.products import actions as products
from eventsite.products.models import Audience
from eventsite.registration.models import Order

BENCH = "checkout"
BUYERS = 16
ORDERS = 400
BARE_ORDERS = 4000
WORKERS = 2
PLACES = 10**6
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class Browser:
    """Keeps a connection and a cookie, and knows the hidden fields of the last page."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""
        self.hidden: dict[str, str] = {}

    def send(self, method: str, path: str, data: dict[str, str] | None = None) -> str:
        """Send a request; return where it leads, "" for a page."""
        body = None if data is None else urlencode({**self.hidden, **data})
        headers = {**FORM, "Cookie": self.cookie}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status not in {200, 302}:
            raise RuntimeError(f"{answer.status} for {method} {path}")
        if said := answer.headers["Set-Cookie"]:
            crumbs = SimpleCookie(said).items()
            self.cookie = "; ".join(f"{name}={crumb.value}" for name, crumb in crumbs)
        pairs = (dict(_ATTRIBUTE.findall(each)) for each in _HIDDEN.findall(page))
        self.hidden = {pair["name"]: pair.get("value", "") for pair in pairs}
        return answer.headers["Location"] or ""


def run() -> Iterator[Figure]:
    rates = {}
    with databases() as urls:
        for name, url in urls.items():
            baseline = _bare_rate(url)
            product_path = _prepare(url)
            with served("eventsite", url, WORKERS) as server:
                rates[name], times = _measure(server.port, ORDERS, _buyer(product_path))
            yield Figure(
                BENCH, f"orders {name}", ORDERS, rates[name], "1/s", baseline, 0.1
            )
            if name == "postgresql":
                slow = sorted(times)[int(len(times) * 0.99)]
                yield _figure("p99 seconds", slow, "s", 0.5)
                yield _figure("sql per order", _statements(url, product_path), "", 25)
            _check(url)
    yield Figure(
        BENCH,
        "sqlite to postgresql",
        ORDERS,
        rates["sqlite"],
        "1/s",
        rates["postgresql"],
        0.5,
    )


def _figure(metric: str, value: float, unit: str, goal: float) -> Figure:
    return Figure(BENCH, metric, ORDERS, value, unit, goal=goal, lower_is_better=True)


def _bare_rate(url: str) -> float:
    bare.prepare(url, PLACES)
    with served("bare", url, WORKERS) as server:
        return _measure(
            server.port, BARE_ORDERS, lambda web: web.send("POST", "/order")
        )[0]


def _buyer(path: str) -> Callable[[Browser], object]:
    def buy(web: Browser) -> None:
        web.cookie = ""
        web.send("GET", path)
        buyer = f"ada-{secrets.token_hex(8)}@example.org"  # few unpaid orders for each
        review = web.send("POST", path, {"name": "Ada Lovelace", "email": buyer})
        web.send("GET", review)
        placed = web.send("POST", review.replace("/review/", "/place/"), {})
        if not placed.startswith("/orders/"):
            raise RuntimeError(f"the order led to {placed!r}")

    return buy


def _measure(
    port: int, times: int, act: Callable[[Browser], object]
) -> tuple[float, list[float]]:
    """Do it so often, by all buyers at once; return the rate and how long each took."""

    def buyer(count: int) -> list[float]:
        web, took = Browser(port), []
        for _ in range(count):
            started = time.perf_counter()
            act(web)
            took.append(time.perf_counter() - started)
        return took

    for _ in range(WORKERS * 4):
        buyer(1)
    started = time.perf_counter()
    with ThreadPoolExecutor(BUYERS) as pool:
        took = [t for each in pool.map(buyer, [times // BUYERS] * BUYERS) for t in each]
    return len(took) / (time.perf_counter() - started), took


def _prepare(url: str) -> str:
    """Make an event that sells; return where one says who comes."""
    app = _app(url)
    now = clock.now()
    begins = now.date() + timedelta(days=200)
    with app.app_context():
        upgrade()
        event = Event(
            host=Host(slug="bench", name="Bench"),
            slug="bench",
            name="Bench",
            state=EventState.ANNOUNCED,
            own_timezone="America/Los_Angeles",
            own_starts_on=begins,
            own_ends_on=date.max.replace(year=begins.year),
            created_at=now,
        )
        db.session.add(event)
        db.session.flush()
        sheet = products.Sheet(
            name="Individual",
            audience=Audience.INDIVIDUAL,
            prices=[products.Price(Money(400_00, "USD"), None)],
            quotas=[products.add_quota(event, "Hall", PLACES, now)],
        )
        product = products.add_product(event, sheet, now)
        db.session.commit()
        path = f"/events/bench/register/details?p{product.id}=1"
        db.session.remove()
        db.engine.dispose()
    return path


def _statements(url: str, path: str) -> float:
    """Count what the click on "Place the order" sends to the database."""
    app = _app(url)
    client = app.test_client()
    sent: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, *_rest: object
    ) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    data = {"name": "Ada", "email": "ada@example.org", "once_key": "k" * 32}
    review = client.post(path, data=data).location
    found = map(dict, map(_ATTRIBUTE.findall, _HIDDEN.findall(client.get(review).text)))
    hidden = {pair["name"]: pair.get("value", "") for pair in found}
    sa_event.listen(engine, "before_cursor_execute", note)
    client.post(review.replace("/review/", "/place/"), data=hidden)
    sa_event.remove(engine, "before_cursor_execute", note)
    engine.dispose()
    return float(len(sent))


def _check(url: str) -> None:
    """Every order that was placed has its place, and no place is taken by none."""
    app = _app(url)
    with app.app_context():
        orders = db.session.scalar(select(func.count()).select_from(Order))
        sold = db.session.scalar(select(func.sum(Pool.sold)))
        db.session.remove()
        db.engine.dispose()
    if orders != sold:
        raise RuntimeError(f"{orders} orders, {sold} places taken")


def _app(url: str) -> object:
    import config  # noqa: PLC0415  # the settings of this process, not of the servers

    settings = config.read(
        {"DATABASE_URL": url, "SECRET_KEYS": "k" * 40, "ENCRYPTION_KEYS": "k" * 40}
    )
    app = create_app({**settings, "WTF_CSRF_ENABLED": False})
    commands.add_to(app)
    return app
