"""Compares the package's description of the API with the installed botocore's, or writes it.

    python -m tools.service_description           # compare; exits with 1 if they differ
    python -m tools.service_description --write   # write the files

The files contain facts (shapes, constraints, errors, paginators, endpoint rules, regions), no documentation.
"""

import argparse
import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from mock_voiceid.sdk import description

FILES = {
    "service-2": description.MODEL / "service-2.json",
    "paginators-1": description.MODEL / "paginators-1.json",
    "endpoint-rule-set-1": description.MODEL / "endpoint-rule-set-1.json",
    "endpoints": description.ENDPOINTS,
}
"""The files of the package, by the names of botocore's files."""


class Dropped(Exception):
    """The installed botocore has dropped Voice ID."""


def botocores(name: str) -> Any:
    """Return a description of the installed botocore, without documentation.

    Args:
        name: one of `FILES`.

    Raises:
        Dropped: botocore has dropped Voice ID.
    """
    # Only botocore's own folder, because the package adds its own copy to botocore's loaders.
    builtin = Path(Loader.BUILTIN_DATA_PATH)
    if not (builtin / description.SERVICE).is_dir():
        raise Dropped("the installed botocore has dropped voice-id, so there is nothing to compare with")
    loader = Loader(extra_search_paths=[str(builtin)], include_default_search_paths=False)
    if name != "endpoints":
        return undocumented(loader.load_data(f"{description.SERVICE}/{description.MODEL.name}/{name}"))
    partitions = loader.load_data(name)["partitions"]
    (services,) = (one["services"] for one in partitions if one["partition"] == description.PARTITION)
    return services[description.ENDPOINT_PREFIX]


def undocumented(value: Any) -> Any:
    """Return a description without its documentation."""
    if isinstance(value, list):
        return [undocumented(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: undocumented(part) for key, part in value.items() if key != "documentation"}


def normalised(value: Any) -> Any:
    """Return a description without differences in notation between releases of botocore."""
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: normalised(part) for key, part in value.items()}
    if "conditions" in kept:
        kept = dict(sorted(kept.items()))
    if kept.get("fn") == "booleanEquals":
        kept["argv"] = sorted(kept["argv"], key=json.dumps)
    if kept.get("type") in ("String", "Boolean"):
        kept["type"] = kept["type"].lower()
    return kept


def written(value: Any) -> str:
    """Return the text of a file, always in the same format."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def differences() -> list[str]:
    """Return the diff between the package and the installed botocore; empty if they are equal.

    Raises:
        Dropped: botocore has dropped Voice ID.
    """
    lines: list[str] = []
    for name, file in FILES.items():
        ours = written(normalised(json.loads(file.read_text(encoding="utf-8"))))
        theirs = written(normalised(botocores(name)))
        lines += difflib.unified_diff(
            ours.splitlines(),
            theirs.splitlines(),
            f"mock_voiceid/{file.name}",
            f"botocore/{name}",
            lineterm="",
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or write, and return the exit status: 1 if anything differs, or can't be written.

    If botocore has dropped Voice ID, there is nothing to compare with; the status is 0.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.service_description", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the files from the installed botocore")
    given = parser.parse_args(arguments)
    try:
        if given.write:
            for name, file in FILES.items():
                file.write_text(written(botocores(name)), encoding="utf-8")
        lines = differences()
    except Dropped as error:
        sys.stdout.write(f"{error}\n")
        return 1 if given.write else 0
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
