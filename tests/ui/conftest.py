import re

import pytest
from flask import render_template_string


@pytest.fixture
def show(app):
    """Render what a page would write, with all macros of a file at hand.

    Runs of blanks become one: what is compared is what a browser makes of it.
    """

    def render(file, source, path="/", **values):
        names = {
            "forms": "field, radios, checkboxes, errors, submit, confirm_button",
            "time": "moment, day, days, time_of, span, deadline",
            "parts": "icon, badge, notice, panel, empty, money, page_links, avatar, "
            "data_table, steps, sponsor_wall, session_card",
        }[file]
        page = f'{{% from "_ui/{file}.html" import {names} %}}{source}'
        with app.test_request_context(path):
            app.preprocess_request()
            made = render_template_string(page, **values)
        return re.sub(r"\s+", " ", made).strip()

    return render
