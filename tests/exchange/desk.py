"""Importing as a browser does it."""

import io

from eventsite.core import jobs
from eventsite.core.db import db
from eventsite.exchange.models import Import
from tests.exchange.bringing import CITY, talk
from tests.formats.samples import xml

FILE = xml(talk(1), talk(2, start="11:00", title="&lt;b&gt;Two"), conference=CITY)


def upload(client, data=FILE, **fields):
    form = {"file": (io.BytesIO(data), "schedule.xml"), "release": "y"} | fields
    return client.post("/manage/conf/import", data=form)


def work(app):
    """Do what the worker does; return the import as it is then."""
    db.session.rollback()
    jobs.run_due(app.extensions["jobs"])
    db.session.rollback()
    return db.session.query(Import).order_by(Import.id.desc()).first()


def read(app, client, *args, **kwargs):
    response = upload(client, *args, **kwargs)
    assert response.status_code == 303
    return work(app), response.location
