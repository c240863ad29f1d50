import pytest

from eventsite.core.countries import country
from eventsite.core.words import reading

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "typed", ["United States", "united states ", "US", "Vereinigte Staaten"]
)
def test_a_country_is_called_as_its_reader_calls_it(typed):
    with reading("de"):
        assert country(typed) == "Vereinigte Staaten"
    with reading("en"):
        assert country(typed) == "United States"


@pytest.mark.parametrize("typed", ["", "Atlantis", "USA, maybe"])
def test_what_is_no_country_stays(typed):
    assert country(typed) == typed
