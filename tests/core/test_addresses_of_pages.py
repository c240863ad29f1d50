import pytest


@pytest.mark.parametrize(
    "path", ["/events/%00", "/events/a%00b/cfp", "/manage/%00/proposals"]
)
def test_there_is_no_page_for_a_name_that_no_database_takes(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}
