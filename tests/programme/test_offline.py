"""What a phone is told to keep of a programme, and the event as an app."""

import io
import json
import re

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from eventsite.core.db import db
from eventsite.core.files import store_image
from eventsite.events.models import EventState
from eventsite.permissions import Role
from tests import factories
from tests.factories import NOW
from tests.schedule.test_releases import placed

ADDRESSES = ("offline.json", "offline/pages.json", "app.webmanifest", "icon-192.png")


def contents(client, slug="conf"):
    return client.get(f"/events/{slug}/offline.json").json


def pages(client):
    return client.get("/events/conf/offline/pages.json").json


@pytest.mark.usefixtures("conf")
class TestWhatIsKept:
    def test_everything_listed_is_there(self, client):
        told = contents(client)
        for address in [*told["pages"], *told["assets"], told["shell"], told["bundle"]]:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "no-store" not in answer.headers.get("Cache-Control", "")

    def test_the_pages_find_their_scripts_and_styles_there(self, client):
        told = contents(client)
        for address in [*told["pages"], told["shell"]]:
            page = client.get(address).text
            used = re.findall(r'(?:src|rel="stylesheet"\s+href)="([^"]+)"', page)
            assert used
            assert set(used) <= set(told["assets"]), address

    def test_scripts_find_what_they_import(self, client):
        told = contents(client)
        for address in told["assets"]:
            if address.endswith(".js"):
                names = re.findall(r'from "\./([\w.]+)"', client.get(address).text)
                folder = address.rpartition("/")[0]
                assert {f"{folder}/{name}" for name in names} <= set(told["assets"])

    def test_the_bundle_has_the_middle_of_every_page(self, client):
        found = pages(client)
        assert set(found) == {
            "/events/conf/sessions/PEN222", "/events/conf/sessions/NEXT22",
            "/events/conf/sessions/THER22", "/events/side/sessions/BEL222",
            "/events/conf/rooms/aula", "/events/conf/rooms/cave",
            "/events/conf/tracks/cloud", "/events/conf/speakers/ADA222",
        }  # fmt: skip
        for path, (title, middle) in found.items():
            page = client.get(path).text
            main = re.search(r"<article.*</article>|<h1>.*?</h1>", middle, re.DOTALL)[0]
            if path.startswith("/events/conf/"):  # below, links stay in this programme
                assert f"<title>{title} · Conf</title>" in page
                assert main in page, path
            assert "<script" not in middle
            assert "\0" not in middle

    def test_a_release_changes_the_version_and_nothing_else_does(
        self, client, conf, release
    ):
        before = contents(client)["version"]
        assert contents(client)["version"] == before
        conf.opening.title = "Retold"
        db.session.commit()
        assert contents(client)["version"] == before
        release(conf.event)
        assert contents(client)["version"] != before
        assert "Retold" in json.dumps(pages(client))

    def test_hiding_an_event_below_changes_the_version(self, client, conf):
        before = contents(client)["version"]
        conf.child.state = EventState.DRAFT
        db.session.commit()
        assert contents(client)["version"] != before
        assert "/events/side/sessions/BEL222" not in pages(client)

    def test_it_is_the_same_for_who_is_signed_in(self, client, sign_in):
        before = [client.get(f"/events/conf/{address}").data for address in ADDRESSES]
        sign_in(factories.person(name="Secret Name"))
        after = [client.get(f"/events/conf/{address}").data for address in ADDRESSES]
        assert after == before

    def test_it_is_asked_about_cheaply(self, client, queries):
        tag = client.get("/events/conf/offline.json").headers["ETag"]
        with queries() as sent:
            answer = client.get(
                "/events/conf/offline.json", headers={"If-None-Match": tag}
            )
        assert answer.status_code == 304
        assert len(sent) == 1

    def test_each_reads_in_their_language(self, client):
        german = {"Accept-Language": "de"}
        versions = {
            client.get("/events/conf/offline.json", headers=headers).json["version"]
            for headers in ({}, german)
        }
        assert len(versions) == 2
        shell = client.get("/events/conf/offline", headers=german).text
        assert '<html lang="de"' in shell

    def test_a_bundle_stays_bounded(self, client, conf, release, monkeypatch):
        monkeypatch.setattr("eventsite.programme.views.offline.MOST_CHARACTERS", 5000)
        for n in range(20):
            placed(conf.draft, conf.event, n * 30, title=f"Many {n}")
        release(conf.event)
        assert 0 < len(pages(client)) < 10

    def test_markup_in_titles_stays_text(self, client, conf, release):
        placed(conf.draft, conf.event, 90, title="</title><script>x</script>")
        release(conf.event)
        title = next(t for t, _ in pages(client).values() if "script" in t)
        assert title == "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;"


class TestWhatIsNotPublic:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_is_not_for_keeping_whoever_asks(self, client, conf, sign_in, address):
        assert client.get(f"/events/conf/{address}").status_code == 200
        conf.event.state = EventState.DRAFT
        db.session.commit()
        assert client.get(f"/events/conf/{address}").status_code == 404
        sign_in(factories.team_member(conf.event, Role.OWNER))
        assert client.get(f"/events/conf/{address}").status_code == 404
        page = client.get("/events/conf/schedule").text
        assert 'data-worker=""' in page
        assert "app.webmanifest" not in page

    @pytest.mark.usefixtures("app")
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_is_not_there(self, client, address):
        assert client.get(f"/events/nothing/{address}").status_code == 404


class TestAsAnApp:
    def test_the_worker_may_look_after_events_and_no_more(self, client):
        answer = client.get("/programme/worker.js")
        assert answer.headers["Service-Worker-Allowed"] == "/events/"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.mimetype == "text/javascript"
        assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]

    @pytest.mark.usefixtures("conf")
    def test_the_manifest_names_the_event_in_its_colours(self, client):
        page = client.get("/events/conf/schedule").text
        assert 'rel="manifest" href="/events/conf/app.webmanifest"' in page
        answer = client.get("/events/conf/app.webmanifest")
        assert answer.mimetype == "application/manifest+json"
        told = json.loads(answer.data)
        assert told["name"] == "Conf"
        assert told["start_url"] == "/events/conf/schedule"
        assert told["start_url"].startswith(told["scope"])
        assert told["theme_color"] == "#2b5fa8"
        assert {i["purpose"] for i in told["icons"]} == {"any", "maskable"}
        for one in told["icons"]:
            picture = Image.open(io.BytesIO(client.get(one["src"]).data))
            assert f"{picture.width}x{picture.height}" == one["sizes"]
            assert picture.getpixel((1, 1)) == (0x2B, 0x5F, 0xA8)

    def test_the_icon_shows_the_logo_where_there_is_one(self, client, conf):
        drawn = io.BytesIO()
        Image.new("RGB", (300, 100), "#ff0000").save(drawn, "PNG")
        drawn.seek(0)
        logo = store_image(FileStorage(drawn, "logo.png"), NOW)
        conf.event.own_logo_id = logo.id
        db.session.commit()
        picture = Image.open(io.BytesIO(client.get("/events/conf/icon-192.png").data))
        assert picture.getpixel((1, 1)) == (255, 255, 255)
        red, green, blue = picture.getpixel((96, 96))
        assert red > 240
        assert green + blue < 30

    @pytest.mark.usefixtures("conf")
    @pytest.mark.parametrize(("asked", "made"), [(0, 192), (1, 192), (9999, 512)])
    def test_icons_come_in_two_sizes(self, client, asked, made):
        answer = client.get(f"/events/conf/icon-{asked}.png")
        assert Image.open(io.BytesIO(answer.data)).size == (made, made)
