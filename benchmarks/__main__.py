import importlib
import sys
from pathlib import Path

from benchmarks.figures import tell

HERE = Path(__file__).parent
PARTS = {"__init__", "__main__", "figures", "serving", "bare"}  # no benchmarks
ALL = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in PARTS)


def main() -> None:
    asked = [name.replace("-", "_") for name in sys.argv[1:]] or ALL
    for unknown in set(asked) - set(ALL):
        sys.exit(f"There is no benchmark {unknown}. There are: {', '.join(ALL)}")
    for name in asked:
        tell(importlib.import_module(f"benchmarks.{name}").run())


main()
