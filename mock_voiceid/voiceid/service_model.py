"""Lending the API's description to a botocore that has none.

botocore drops the models of retired services. Where it has Voice ID's, nothing of it is touched; where it has
not, its loaders find the package's own copy after everything else, so that `boto3.client("voice-id")`,
sessions and paginators go on as before, and so does what Moto reads through them.
"""

import importlib
from pathlib import Path
from typing import Any

from ..internals.imports import when_imported


def announce() -> None:
    """Have botocore know Voice ID from the moment it is imported."""
    when_imported("botocore.loaders", _lend_where_it_is_missing)


def _lend_where_it_is_missing() -> None:
    from ..sdk.description import SERVICE

    loader = importlib.import_module("botocore.loaders").Loader
    if not (Path(loader.BUILTIN_DATA_PATH) / SERVICE).is_dir():
        lend(loader)


def lend(loader: Any) -> None:
    """Have all loaders of a class find the description, those too that are there already.

    A session that has read the list of endpoints before does not look again, and has no regions of Voice ID;
    its clients are as good as others.

    Guarded by tests/voiceid/test_service_model.py, one test for each of these names.
    """
    # Only now, so that to import the package costs nothing where botocore is not.
    from ..sdk.description import DATA, ENDPOINT_PREFIX, MODEL, PARTITION, SERVICE, endpoints

    search_paths, list_available_services, load_data_with_path = (
        loader.search_paths,
        loader.list_available_services,
        loader.load_data_with_path,
    )

    def with_ours(self: Any) -> list[str]:
        paths: list[str] = search_paths.fget(self)
        # In the list itself, as boto3 adds to what it gets; and last, so that users' own models win.
        if str(DATA) not in paths:
            paths.append(str(DATA))
        return paths

    def list_with_ours(self: Any, type_name: str) -> list[str]:
        # A loader remembers its list, which it may have made before this.
        listed: list[str] = list_available_services(self, type_name)
        is_there = (MODEL / f"{type_name}.json").is_file()
        return sorted({*listed, SERVICE}) if is_there else listed

    def load_with_ours(self: Any, name: str) -> tuple[Any, str]:
        data, path = load_data_with_path(self, name)
        if name == "endpoints":
            for partition in data["partitions"]:
                if partition["partition"] == PARTITION:
                    partition["services"].setdefault(ENDPOINT_PREFIX, endpoints())
        return data, path

    loader.search_paths = property(with_ours)
    loader.list_available_services = list_with_ours
    loader.load_data_with_path = load_with_ours
