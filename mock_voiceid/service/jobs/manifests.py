"""Manifests: the JSON that lists a job's requests (J3 to J6)."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ...control.failures import JobFailure

VERSION = "1.0"
"""The version that manifests and output files carry."""


@dataclass(frozen=True, slots=True)
class AudioSpecification:
    """One audio file of a request, and the channel to listen to."""

    s3_uri: str
    channel_id: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a manifest. Fraudster registration requests have no speaker."""

    request_id: str
    audio_specifications: tuple[AudioSpecification, ...]
    speaker_id: str | None = None


@dataclass(frozen=True)
class ManifestFormat:
    """How the manifests of one kind of job are written.

    Args:
        requests_member: the member that lists the requests.
        names_speaker: whether each request has a `SpeakerId`.
    """

    requests_member: str
    names_speaker: bool


def parse(content: bytes, uri: str, form: ManifestFormat, limit: int) -> list[Request]:
    """Return the requests of a manifest.

    Args:
        content: the manifest, as stored.
        uri: where it is stored, for messages.
        form: how this kind of job writes it.
        limit: how many requests it may have.

    Raises:
        JobFailure: the content is no manifest of this form (400), or it has too many requests (402).
    """
    manifest = _json(content, uri)
    version = _member(manifest, "Version", str, uri, "the manifest")
    if version != VERSION:
        raise _bad(uri, f'its Version is {json.dumps(version)}; it must be "{VERSION}"')
    listed = _member(manifest, form.requests_member, list, uri, "the manifest")
    if len(listed) > limit:
        raise JobFailure(
            402, f"The manifest {uri} has {len(listed):,} requests; a job takes at most {limit:,}."
        )
    requests = [_request(entry, number, uri, form) for number, entry in enumerate(listed)]
    twice = [key for key, count in Counter(request.request_id for request in requests).items() if count > 1]
    if twice:
        raise _bad(uri, f"RequestId '{twice[0]}' stands in it more than once; each must be unique")
    return requests


def _json(content: bytes, uri: str) -> dict[str, Any]:
    try:
        manifest = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _bad(uri, f"it is not JSON ({error})") from None
    if not isinstance(manifest, dict):
        raise _bad(uri, "it is not a JSON object")
    return manifest


def _refuse(constant: str) -> None:
    # NaN and the infinities, which Python reads all the same.
    raise ValueError(f"JSON has no {constant}")


def _request(entry: object, number: int, uri: str, form: ManifestFormat) -> Request:
    where = f"{form.requests_member}[{number}]"
    if not isinstance(entry, dict):
        raise _bad(uri, f"{where} is not an object")
    request_id = _member(entry, "RequestId", str, uri, where)
    speaker_id = _member(entry, "SpeakerId", str, uri, where) if form.names_speaker else None
    audio = _member(entry, "AudioSpecifications", list, uri, where)
    specifications = [
        _audio_specification(one, f"{where}.AudioSpecifications[{place}]", uri)
        for place, one in enumerate(audio)
    ]
    return Request(request_id, tuple(specifications), speaker_id)


def _audio_specification(entry: object, where: str, uri: str) -> AudioSpecification:
    if not isinstance(entry, dict):
        raise _bad(uri, f"{where} is not an object")
    return AudioSpecification(
        _member(entry, "S3Uri", str, uri, where), _member(entry, "ChannelId", int, uri, where)
    )


_KIND = {str: "a string", int: "a whole number", list: "a list"}


def _member(document: dict[str, Any], name: str, kind: type, uri: str, where: str) -> Any:
    if name not in document:
        raise _bad(uri, f"{where} has no {name}; it is required")
    value = document[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _bad(uri, f"{name} of {where} is not {_KIND[kind]}")
    return value


def _bad(uri: str, what: str) -> JobFailure:
    return JobFailure(400, f"The manifest {uri} can't be used: {what}.")
