"""The API's own description, compared with the one in an installed botocore, or made from it.

    python -m tools.service_description           # compare; it exits with 1 where they differ
    python -m tools.service_description --write   # make the files anew

What goes into the package are facts (shapes, constraints, errors, paginators, endpoint rules, regions), and
none of the documentation.
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
"""The files of the package, by what botocore calls their content."""


class NotThere(Exception):
    """The installed botocore does not have Voice ID any more."""


def botocores(name: str) -> Any:
    """Return what the installed botocore says, without documentation.

    Args:
        name: one of `FILES`.

    Raises:
        NotThere: botocore has dropped it.
    """
    # botocore's own folder and no other: the package lends its copy to botocore's loaders.
    builtin = Path(Loader.BUILTIN_DATA_PATH)
    if not (builtin / description.SERVICE).is_dir():
        raise NotThere("the installed botocore has no voice-id any more to compare with")
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
    """Return a description without what releases of botocore write in one way or another."""
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
    """Return the text of a file: formatted the same way every time."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def differences() -> list[str]:
    """Return the lines in which the package and the installed botocore differ; none where they say the same.

    Raises:
        NotThere: botocore has dropped Voice ID.
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
    """Compare or write, and return the exit status: 1 where something differs, or can't be written.

    Where botocore has dropped Voice ID there is nothing to compare with, and nothing wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.service_description", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="make the files anew from the installed botocore"
    )
    given = parser.parse_args(arguments)
    try:
        if given.write:
            for name, file in FILES.items():
                file.write_text(written(botocores(name)), encoding="utf-8")
        lines = differences()
    except NotThere as error:
        sys.stdout.write(f"{error}\n")
        return 1 if given.write else 0
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
