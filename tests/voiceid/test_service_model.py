"""A botocore that has dropped Voice ID knows it again, and one that has not is left alone."""

import functools
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

from mock_voiceid.sdk.description import regions
from mock_voiceid.voiceid.service_model import lend
from tests.processes import python
from tools.retirement import retired_copy

INSTALLED = Path(botocore.__file__).parent
Run = Callable[[str], str]


@pytest.fixture(scope="session")
def retired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a botocore that has dropped Voice ID; the rest of it is the installed one."""
    folder = tmp_path_factory.mktemp("retired")
    retired_copy(INSTALLED, folder)
    return folder


@pytest.fixture
def run(retired: Path) -> Run:
    """Run a program in a process whose botocore has dropped Voice ID."""

    return functools.partial(python, PYTHONPATH=os.pathsep.join([str(retired), *sys.path]))


@pytest.fixture
def loader(retired: Path) -> type[Loader]:
    """Return a class of loaders for botocore's data without Voice ID."""

    # A class of its own, since the installed botocore may have been lent the description already.
    specification = importlib.util.spec_from_file_location("loaders", INSTALLED / "loaders.py")
    assert specification is not None
    assert specification.loader is not None
    loaders: Any = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(loaders)
    unlent: type[Loader] = loaders.Loader

    class RetiredLoader(unlent):  # type: ignore[misc, valid-type]
        BUILTIN_DATA_PATH = str(retired / "botocore" / "data")
        CUSTOMER_DATA_PATH = os.devnull

    return RetiredLoader


def test_botocore_by_itself_has_dropped_it(run: Run) -> None:
    program = """
        import boto3
        session = boto3.Session()
        print("voice-id" in session.get_available_services(), session.get_available_regions("s3") != [])
        try:
            session.client("voice-id", region_name="us-east-1")
        except Exception as error:
            print(type(error).__name__)
    """
    assert run(program) == "False True\nUnknownServiceError"


def test_client_paginator_and_errors_are_there_again(run: Run) -> None:
    program = """
        import boto3
        from mock_voiceid import mock_voiceid

        with mock_voiceid(start="2026-01-05T09:00:00Z"):
            client = boto3.client("voice-id", region_name="eu-west-2")
            domain = client.create_domain(
                Name="calls", ServerSideEncryptionConfiguration={"KmsKeyId": "alias/calls"}
            )["Domain"]
            pages = client.get_paginator("list_domains").paginate(PaginationConfig={"PageSize": 1})
            names = [one["Name"] for page in pages for one in page["DomainSummaries"]]
            try:
                client.describe_speaker(DomainId=domain["DomainId"], SpeakerId="nobody")
            except client.exceptions.ResourceNotFoundException as error:
                print(names, domain["CreatedAt"].isoformat(), error.response["ResourceType"])
            print(client.meta.endpoint_url)
    """
    assert run(program) == (
        "['calls'] 2026-01-05T09:00:00+00:00 SPEAKER\nhttps://voiceid.eu-west-2.amazonaws.com"
    )


def test_services_and_regions_list_it_again(run: Run) -> None:
    program = """
        import boto3, mock_voiceid
        print("voice-id" in boto3.Session().get_available_services())
        print(*sorted(name for name in boto3.Session().get_available_regions("voice-id")))
    """
    assert run(program) == f"True\n{' '.join(regions())}"


def test_session_that_was_there_before_the_package_knows_it(run: Run) -> None:
    program = """
        import boto3
        import moto  # which mocks the sessions that come after it
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        session.client("s3")
        from mock_voiceid import mock_voiceid
        with mock_voiceid():
            print(session.client("voice-id").list_domains()["DomainSummaries"])
    """
    assert run(program) == "[]"


def test_moto_reads_it_too(run: Run) -> None:
    program = """
        import mock_voiceid
        from moto.core.utils import get_service_model
        from moto.utilities.utils import get_partition
        print(len(get_service_model("voice-id").operation_names), get_partition("us-east-1"))
    """
    assert run(program) == "29 aws"


def test_every_other_service_stays_as_it_is(run: Run) -> None:
    program = """
        import boto3, mock_voiceid
        for service in ("s3", "kms", "connect"):
            client = boto3.client(service, region_name="eu-central-1")
            print(client.meta.endpoint_url, len(client.meta.service_model.operation_names) > 20)
    """
    assert run(program) == (
        "https://s3.eu-central-1.amazonaws.com True\n"
        "https://kms.eu-central-1.amazonaws.com True\n"
        "https://connect.eu-central-1.amazonaws.com True"
    )


def test_botocore_that_has_it_is_not_touched() -> None:
    if not (INSTALLED / "data" / "voice-id").is_dir():
        pytest.skip("the installed botocore has dropped voice-id")
    program = """
        import botocore.loaders
        found = dict(vars(botocore.loaders.Loader))
        import boto3, mock_voiceid
        mock_voiceid.mock_voiceid().start()
        boto3.client("voice-id", region_name="us-east-1").list_domains()
        print(found == dict(vars(botocore.loaders.Loader)))
    """
    assert python(program) == "True"


def test_search_paths_end_with_ours_once_and_may_be_added_to(loader: type[Loader]) -> None:
    """Loader.search_paths."""
    made_before = loader()
    before = list(made_before.search_paths)
    lend(loader)
    made_before.search_paths.append("/models/of/boto3")
    assert made_before.search_paths[:2] == before
    assert len(made_before.search_paths) == len(set(made_before.search_paths)) == len(before) + 2


def test_model_of_the_users_own_comes_first(loader: type[Loader], tmp_path: Path) -> None:
    """Loader.search_paths."""
    folder = tmp_path / "voice-id" / "2021-09-27"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text('{"metadata": {"serviceId": "mine"}}', encoding="utf-8")
    lend(loader)
    model = loader(extra_search_paths=[str(tmp_path)]).load_service_model("voice-id", "service-2")
    assert model["metadata"] == {"serviceId": "mine"}


@pytest.mark.parametrize(
    ("type_name", "listed"),
    [("service-2", True), ("paginators-1", True), ("endpoint-rule-set-1", True), ("waiters-2", False)],
)
def test_list_that_a_loader_remembers_has_it_too(loader: type[Loader], type_name: str, listed: bool) -> None:
    """Loader.list_available_services."""
    made_before = loader()
    assert "voice-id" not in made_before.list_available_services(type_name)
    lend(loader)
    services = made_before.list_available_services(type_name)
    assert ("voice-id" in services) == listed
    assert services == sorted(services)


def test_endpoints_have_it_in_its_own_partition_alone(loader: type[Loader]) -> None:
    """Loader.load_data_with_path."""
    made_before = loader()
    made_before.load_data("endpoints")
    lend(loader)
    for data in (made_before.load_data("endpoints"), loader().load_data("endpoints")):
        assert [one["partition"] for one in data["partitions"] if "voiceid" in one["services"]] == ["aws"]
    assert "partitions" not in made_before.load_data("sdk-default-configuration")
    with pytest.raises(DataNotFoundError):
        made_before.load_data("no-such-data")
