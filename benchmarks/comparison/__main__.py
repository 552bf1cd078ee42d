"""Print the comparison: `python -m benchmarks.comparison`, from the root of the repository."""

import argparse
import os

from rich.console import Console
from rich.table import Table as RichTable

from .tables import Table, costs, measured_with, what_happens


def main() -> None:
    """Check, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds to measure in turns")
    parser.add_argument("--localstack", metavar="URL", help="the address of a LocalStack that runs")
    parser.add_argument("--markdown", action="store_true", help="print tables for docs/comparison.md")
    options = parser.parse_args()
    # No access to a real account.
    os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")
    tables = [what_happens(options.localstack), costs(options.rounds)]
    if options.markdown:
        print("\n\n".join([*(table.markdown() for table in tables), f"Measured with {measured_with()}."]))
    else:
        console = Console()
        for table in tables:
            console.print(_drawn(table))
        console.print(f"Measured with {measured_with()}.", highlight=False)


def _drawn(table: Table) -> RichTable:
    drawn = RichTable(*table.columns, title=table.heading, title_justify="left")
    for row in table.rows:
        drawn.add_row(*row)
    return drawn


if __name__ == "__main__":
    main()
