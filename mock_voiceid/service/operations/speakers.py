"""The operations on speakers (S1 to S6)."""

from contextlib import AbstractContextManager
from typing import Any

from ..call import Call
from ..domains import Domain
from ..speakers import GENERATED


def describe_speaker(call: Call, *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer DescribeSpeaker."""
    domain = call.region.readable_domain(domain_id)
    return {
        "Speaker": domain.speakers.as_of(domain.speakers.get(speaker_id), call.instant, call.context.timing)
    }


def list_speakers(
    call: Call, *, domain_id: str, max_results: int = 100, next_token: str | None = None
) -> dict[str, Any]:
    """Answer ListSpeakers."""
    speakers = call.region.readable_domain(domain_id).speakers
    listing = call.listing("ListSpeakers", {"DomainId": domain_id}, max_results, next_token)
    page, token = listing.page(speakers.all)
    summaries = [speakers.as_of(speaker, call.instant, call.context.timing) for speaker in page]
    return {"SpeakerSummaries": summaries, "NextToken": token}


def opt_out_speaker(call: Call, *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer OptOutSpeaker: any speaker, also one that is not known yet (S2)."""
    domain = call.region.changeable_domain(domain_id)
    speakers = domain.speakers
    with _publishing(call, domain, "OPT_OUT_SPEAKER") as event:
        if speaker_id.startswith(GENERATED) or speakers.find(speaker_id) is not None:
            speaker = domain.speakers.get(speaker_id)
            speakers.opt_out(speaker, call.instant)
        else:
            speakers.check_quota(call.context.quotas.speakers)
            speaker = speakers.add(speaker_id, "OPTED_OUT", call.instant)
        event["generatedSpeakerId"] = speaker.generated_speaker_id
    return {"Speaker": speaker}


def delete_speaker(call: Call, *, domain_id: str, speaker_id: str) -> dict[str, Any]:
    """Answer DeleteSpeaker."""
    domain = call.region.changeable_domain(domain_id)
    with _publishing(call, domain, "DELETE_SPEAKER") as event:
        speaker = domain.speakers.get(speaker_id)
        event["generatedSpeakerId"] = speaker.generated_speaker_id
        domain.speakers.delete(speaker)
    return {}


def _publishing(call: Call, domain: Domain, action: str) -> AbstractContextManager[dict[str, Any]]:
    return call.publishing(
        domain, "Speaker Action", action, generatedSpeakerId=None, systemAttributes=None, data=None
    )
