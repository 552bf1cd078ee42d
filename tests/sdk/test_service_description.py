"""The package's copy of the API's description, compared with the installed botocore's."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from tools import service_description
from tools.service_description import FILES, Dropped, botocores, differences, main, undocumented, written


def copied(folder: Path) -> dict[str, Path]:
    """Return copies of the package's files that a test may change."""
    copies = {name: folder / file.name for name, file in FILES.items()}
    for name, copy in copies.items():
        copy.write_bytes(FILES[name].read_bytes())
    return copies


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    monkeypatch.setattr(service_description, "FILES", copied(tmp_path))
    return service_description.FILES


@pytest.fixture
def botocore_has_it() -> None:
    try:
        botocores("service-2")
    except Dropped as reason:
        pytest.skip(str(reason))


@pytest.mark.usefixtures("botocore_has_it")
def test_package_equals_botocore() -> None:
    assert differences() == []


@pytest.mark.usefixtures("botocore_has_it")
def test_members_are_in_botocores_order() -> None:
    ours: dict[str, Any] = json.loads(FILES["service-2"].read_text(encoding="utf-8"))["shapes"]
    theirs = botocores("service-2")["shapes"]
    assert {name: list(given.get("members", ())) for name, given in ours.items()} == {
        name: list(given.get("members", ())) for name, given in theirs.items()
    }


@pytest.mark.usefixtures("botocore_has_it")
def test_differences_are_printed_as_a_diff(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = files["service-2"].read_text(encoding="utf-8")
    files["service-2"].write_text(text.replace('"max": 22', '"max": 23', 1), encoding="utf-8")
    assert main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["--- mock_voiceid/service-2.json", "+++ botocore/service-2"]
    assert [line.strip() for line in lines if line.startswith(("-  ", "+  "))] == [
        '-      "max": 23,',
        '+      "max": 22,',
    ]


@pytest.mark.usefixtures("botocore_has_it")
def test_written_files_equal_botocore(files: dict[str, Path]) -> None:
    for file in files.values():
        file.write_text("{}", encoding="utf-8")
    assert main(["--write"]) == 0
    assert differences() == []


@pytest.mark.parametrize(("arguments", "status"), [([], 0), (["--write"], 1)])
def test_botocore_without_voice_id_is_not_an_error(
    files: dict[str, Path],
    arguments: list[str],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path))
    assert main(arguments) == status
    assert files["service-2"].read_bytes() == FILES["service-2"].read_bytes()
    assert (
        capsys.readouterr().out
        == "the installed botocore has dropped voice-id, so there is nothing to compare with\n"
    )


@pytest.mark.parametrize("name", FILES)
def test_file_has_no_documentation_and_a_fixed_format(name: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")
    assert text == written(undocumented(json.loads(text)))
