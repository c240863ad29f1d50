import argparse
import importlib
from pathlib import Path

from benchmarks.figures import tell

# What has a `run` is a benchmark; found without importing what the others need.
FOUND = {
    file.stem.strip("_").replace("_", "-"): file.stem
    for file in sorted(Path(__file__).parent.glob("*.py"))
    if "\ndef run(" in file.read_text()
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure; with JSON=1 in the environment, print JSON.",
    )
    parser.add_argument("name", nargs="*", help=f"all, or of: {', '.join(FOUND)}")
    asked = [name.replace("_", "-") for name in parser.parse_args().name]
    if unknown := set(asked) - set(FOUND):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    for name in asked or FOUND:
        tell(importlib.import_module(f"benchmarks.{FOUND[name]}").run())


if __name__ == "__main__":
    main()
