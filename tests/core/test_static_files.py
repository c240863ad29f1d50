import gzip
import re

import pytest

from eventsite.core import static_files

pytestmark = pytest.mark.one_database
MOST_SCRIPT = 30_000  # bytes, all together, of what every page loads


@pytest.fixture
def url(app):
    def of(filename):
        with app.test_request_context():
            return static_files.static_url(filename)

    return of


def test_a_file_is_kept_for_a_year_under_a_name_of_its_content(client, url):
    answer = client.get(url("site.css"))
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == static_files.KEEP
    assert "@layer tokens, base, layout, parts, rooms, print;" in answer.text


def test_another_versions_address_answers_but_is_not_kept(client, url):
    old = re.sub(r"/static/\w+/", "/static/0123456789ab/", url("site.css"))
    answer = client.get(old)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_is_not_there_is_missing(client, url):
    assert client.get(url("site.css") + "x").status_code == 404
    assert client.get("/static/x/../../config.py").status_code == 404
    with pytest.raises(KeyError):
        url("js/nothing.js")


def test_files_are_sent_compressed_to_those_who_can_read_it(client, url):
    plain = client.get(url("site.css"))
    packed = client.get(url("site.css"), headers={"Accept-Encoding": "br, gzip"})
    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    refused = client.get(url("site.css"), headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.content_encoding is None


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("js/site.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("css/tokens.css", "text/css; charset=utf-8"),
    ],
)
def test_files_say_what_they_are(client, url, filename, kind):
    assert client.get(url(filename)).content_type == kind


def test_any_change_changes_the_address(tmp_path):
    (tmp_path / "css").mkdir()
    sheet = tmp_path / "css" / "a.css"
    sheet.write_text("a{}")
    before = static_files.read(tmp_path)
    sheet.write_text("b{}")
    after = static_files.read(tmp_path)
    assert before.version != after.version
    assert after.files["site.css"].body == b"b{}"


def test_the_layers_come_first(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a{}")
    (tmp_path / "css" / "layers.css").write_text("@layer x;")
    assert static_files.read(tmp_path).files["site.css"].body == b"@layer x;\na{}"


def test_scripts_that_every_page_loads_stay_small():
    found = static_files.read(static_files.FOLDER)
    wanted, loaded = ["js/theme.js", "js/site.js"], set()
    while wanted:
        name = wanted.pop()
        loaded.add(name)
        body = found.files[name].body.decode()
        wanted += {f"js/{m}" for m in re.findall(r'from "\./(.+?)"', body)} - loaded
    assert sum(len(found.files[name].body) for name in loaded) <= MOST_SCRIPT


def test_a_developer_sees_changes_at_once(make_app, tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    app = make_app(DEBUG=True)
    (tmp_path / "new.js").write_text("1")
    with app.test_request_context():
        first = static_files.static_url("new.js")
        (tmp_path / "new.js").write_text("22")
        (tmp_path / "another.js").write_text("3")
        assert static_files.static_url("new.js") != first
