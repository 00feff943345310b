"""`python tests/support/national_demo/__main__.py --to DIR`: write the national demo and its truth."""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from national_demo.making import make


def main() -> None:
    """Read the options and make the demo."""
    parser = argparse.ArgumentParser(description="Write the national demo (synthetic) and its truth.")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--offices", type=int, default=130)
    parser.add_argument("--first-month", default="2016-01")
    options = parser.parse_args()
    begun = time.monotonic()
    made = make(
        options.to, seed=options.seed, months_n=options.months, offices_n=options.offices,
        first_month=options.first_month,
    )  # fmt: skip
    truth = ", ".join(f"{name} {count}" for name, count in made.truth.items())
    seconds = time.monotonic() - begun
    print(f"{made.files_n} files, {made.rows_n} rows in {seconds:.1f} s; truth: {truth}")  # noqa: T201


if __name__ == "__main__":
    main()
