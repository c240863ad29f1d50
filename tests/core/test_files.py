import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage

from eventsite.core import files
from eventsite.core.db import db
from eventsite.core.files import BadUpload, StoredFile, file_url, safe_name
from tests.factories import NOW, only, stored


def upload(data, name):
    return FileStorage(io.BytesIO(data), filename=name)


def picture(kind="PNG", size=(40, 30), mode="RGB", **options):
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **options)
    return made.getvalue()


def kept_files(app):
    folder = Path(app.config["STORAGE_URL"].removeprefix("file://"))
    return {path for path in folder.glob("??/*") if path.is_file()}


def url_of(app, file):
    with app.test_request_context():
        return file_url(file)


def test_an_image_is_made_anew_without_what_was_hidden_in_it(app, client):
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "taken at home, 52.5 N 13.4 E")
    data = picture(pnginfo=note) + b"<script>alert(1)</script>"

    file = files.store_image(upload(data, "Ada <b>.png"), NOW)
    db.session.commit()
    answer = client.get(url_of(app, file))

    assert (file.name, file.width, file.height) == ("Ada-b.webp", 40, 30)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.data)).format == "WEBP"
    assert b"script" not in answer.data
    assert b"at home" not in answer.data


def test_a_photo_loses_its_exif_but_stands_upright(app):
    assert app.testing
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010E] = "secret place"
    file = files.store_image(upload(picture("JPEG", exif=exif), "p.jpg"), NOW)
    kept = files.path_of(file.token).read_bytes()
    assert (file.width, file.height) == (30, 40)
    assert b"secret" not in kept


def test_a_large_image_is_made_smaller(app):
    assert app.testing
    file = files.store_image(upload(picture(size=(3000, 100)), "wide.png"), NOW)
    assert (file.width, file.height) == (1600, 53)


def test_a_document_leaves_as_a_download_that_nothing_opens_here(app, client):
    file = files.store_document(upload(b"%PDF-1.7 ...", "My slides (final).PDF"), NOW)
    db.session.commit()
    answer = client.get(url_of(app, file))
    assert answer.data == b"%PDF-1.7 ..."
    assert (
        answer.headers["Content-Disposition"]
        == "attachment; filename=My-slides-final.PDF"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.png", "empty"),
        (b"GIF89a", "a.gif", "Choose a PNG|damaged"),
        (b"<svg onload=alert(1)>", "a.png", "Choose a PNG"),
        (picture()[:60], "a.png", "damaged"),
        (b"x" * (8 * 1024 * 1024 + 1), "a.png", "larger than 8 MB"),
        (picture(size=(10_000, 5_000), mode="1"), "bomb.png", "million pixels"),
        (picture("BMP"), "a.png", "Choose a PNG"),
    ],
    ids=range(7),
)
def test_what_is_no_image_is_refused_and_leaves_nothing(app, data, name, said):
    before = kept_files(app)
    with pytest.raises(BadUpload, match=said):
        files.store_image(upload(data, name), NOW)
    assert stored(StoredFile) == []
    assert kept_files(app) == before


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>", "a.html"),
        (b"<html><script>", "a.pdf"),
        (b"MZ\x90", "setup.exe"),
        (b"%PDF-1.7", "a.svg"),
        (b"\xff\xfe\x00", "a.txt"),
        (b"%PDF-1.7", "pdf"),
    ],
)
def test_what_is_no_document_is_refused(app, data, name):
    assert app.testing
    with pytest.raises(BadUpload):
        files.store_document(upload(data, name), NOW)
    assert stored(StoredFile) == []


def test_a_wrong_token_or_name_finds_nothing(app, client):
    file = files.store_image(upload(picture(), "a.png"), NOW)
    db.session.commit()
    address = url_of(app, file)
    assert client.get(address).status_code == 200
    assert client.get(address + "x").status_code == 404
    assert client.get(address.replace(file.token, "x" * 43)).status_code == 404
    assert client.get("/files/..%2f..%2fetc/passwd").status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.png", "a.png"),
        ("\0.png", "file.png"),
        (None, "file"),
        ("résumé  2030.pdf", "r-sum-2030.pdf"),
        ("a.tar.gz", "a-tar.gz"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_names_become_harmless(typed, kept):
    assert safe_name(typed) == kept


def test_files_without_a_row_are_swept_after_a_day(app):
    for path in kept_files(app):
        path.unlink()
    kept = files.store_image(upload(picture(), "a.png"), NOW)
    db.session.commit()
    files.store_image(upload(picture(), "b.png"), NOW)
    db.session.rollback()
    for path in kept_files(app):
        os.utime(path, (NOW.timestamp(),) * 2)

    assert files.sweep_orphans(NOW + timedelta(days=1)) == 0
    assert files.sweep_orphans(NOW + timedelta(days=1, seconds=1)) == 1
    assert {path.name for path in kept_files(app)} == {kept.token}
    assert only(StoredFile).name == "a.webp"
