import csv
import io

import pytest

from eventsite.formats import csv_table

pytestmark = pytest.mark.one_database


def read(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_what_is_written_comes_back():
    rows = [["Ada", 'say "hi", please\nnow', "1,5"], ["Ünï", "🎪", ""]]
    assert read(csv_table.write(["a", "b", "c"], rows)) == [["a", "b", "c"], *rows]


@pytest.mark.parametrize(
    "evil",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n-1", "＝1", "\tx"],
)
def test_no_text_is_taken_for_a_formula(evil):
    [[cell]] = read(csv_table.write([], [[evil]]))[1:]
    assert cell == f"'{evil}"


def test_numbers_stay_numbers():
    assert csv_table.write(["n"], [[-1], [None]]) == b'n\r\n-1\r\n""\r\n'
