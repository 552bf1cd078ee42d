"""Voice ID retired from the botocore of an environment, as botocore's own releases retire services.

    python -m tools.retirement path/to/site-packages/botocore

It deletes the model, and the entry in the list of endpoints. Only for environments that are made to test
what is left then.
"""

import json
import shutil
import sys
from pathlib import Path

SERVICE, ENDPOINT_PREFIX = "voice-id", "voiceid"


def retire(botocore: Path) -> None:
    """Take Voice ID out of a botocore.

    Args:
        botocore: its folder.
    """
    data = botocore / "data"
    shutil.rmtree(data / SERVICE, ignore_errors=True)
    file = data / "endpoints.json"
    endpoints = json.loads(file.read_text(encoding="utf-8"))
    for partition in endpoints["partitions"]:
        partition["services"].pop(ENDPOINT_PREFIX, None)
    file.unlink()  # an installer may have linked it to its own cache, which is to stay as it is
    file.write_text(json.dumps(endpoints, indent=2), encoding="utf-8")


def retired_copy(botocore: Path, folder: Path) -> None:
    """Put a copy of a botocore without Voice ID into a folder. What is the same in it are links.

    Args:
        botocore: its folder.
        folder: where the copy is to be, under the name `botocore`; to be put in front of the import path.
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
