"""How long `eventsite import` takes, from the command to its end, as a file grows."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.serving import ROOT, databases, run_eventsite
from eventsite.demo import scale
from eventsite.formats import frab_xml

BENCH = "import"
REAL = ROOT.parent / "shared" / "data" / "schedules" / "fosdem-2024.xml"
REAL_SESSIONS = 874  # in that file; a synthetic one of the same size stands in for it
SIZES = (100, 1000, 10_000)


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, databases() as urls:
        real = REAL if REAL.is_file() else _synthetic(Path(folder), REAL_SESSIONS)
        files = {size: _synthetic(Path(folder), size) for size in SIZES}
        for kind, url in urls.items():
            suffix = "" if kind == "sqlite" else f" {kind}"
            run_eventsite(url, "db", "upgrade")
            took = _import(url, real, "fosdem-2024")
            yield _figure(f"fosdem-2024 seconds{suffix}", REAL_SESSIONS, took)
            took = _import(url, real, "fosdem-2024")
            yield _figure(f"fosdem-2024 again seconds{suffix}", REAL_SESSIONS, took)
            for size, file in files.items():
                took = _import(url, file, f"synthetic-{size}")
                yield _figure(f"synthetic seconds{suffix}", size, took)


def _import(url: str, file: Path, event: str) -> float:
    return run_eventsite(url, "import", str(file), "--host", "bench", "--event", event)


def _synthetic(folder: Path, sessions: int) -> Path:
    file = folder / f"{sessions}.xml"
    programme = scale.programme(sessions)
    file.write_bytes(frab_xml.write(programme, base_url="https://bench.example"))
    return file


def _figure(metric: str, size: int, seconds: float) -> Figure:
    return Figure(BENCH, metric, size, seconds, "s", lower_is_better=True)
