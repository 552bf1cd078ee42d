"""Removes Voice ID from an installed botocore, as botocore's releases remove retired services.

    python -m tools.retirement path/to/site-packages/botocore

Deletes the model and the entry in endpoints.json. Only for environments that test what happens then.
"""

import json
import shutil
import sys
from pathlib import Path

SERVICE, ENDPOINT_PREFIX = "voice-id", "voiceid"


def retire(botocore: Path) -> None:
    """Remove Voice ID from a botocore.

    Args:
        botocore: folder of the package.
    """
    data = botocore / "data"
    shutil.rmtree(data / SERVICE, ignore_errors=True)
    file = data / "endpoints.json"
    endpoints = json.loads(file.read_text(encoding="utf-8"))
    for partition in endpoints["partitions"]:
        partition["services"].pop(ENDPOINT_PREFIX, None)
    file.unlink()  # it may be a hard link into the cache of an installer
    file.write_text(json.dumps(endpoints, indent=2), encoding="utf-8")


def retired_copy(botocore: Path, folder: Path) -> None:
    """Create a copy of a botocore without Voice ID. Unchanged files are symbolic links.

    Args:
        botocore: folder of the package.
        folder: folder to create the copy `botocore` in; put it first on the import path.
    """
    copy = folder / "botocore"
    (copy / "data").mkdir(parents=True)
    for file in (*botocore.iterdir(), *(botocore / "data").iterdir()):
        if file.name not in ("data", "__pycache__", "endpoints.json", SERVICE):
            (copy / file.relative_to(botocore)).symlink_to(file)
    shutil.copy(botocore / "data" / "endpoints.json", copy / "data")
    retire(copy)


if __name__ == "__main__":
    retire(Path(sys.argv[1]))
