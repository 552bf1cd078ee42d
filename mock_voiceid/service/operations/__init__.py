"""The operations of the API, one module per resource, and the table of them."""

from collections.abc import Callable, Mapping
from typing import Any

from ..jobs import operations as jobs
from . import domains, fraudsters, sessions, speakers, tags, watchlists

Handler = Callable[..., dict[str, Any]]

HANDLERS: Mapping[str, Handler] = {
    "AssociateFraudster": fraudsters.associate_fraudster,
    "CreateDomain": domains.create_domain,
    "CreateWatchlist": watchlists.create_watchlist,
    "DeleteDomain": domains.delete_domain,
    "DeleteFraudster": fraudsters.delete_fraudster,
    "DeleteSpeaker": speakers.delete_speaker,
    "DeleteWatchlist": watchlists.delete_watchlist,
    "DescribeDomain": domains.describe_domain,
    "DescribeFraudster": fraudsters.describe_fraudster,
    "DescribeFraudsterRegistrationJob": jobs.describe_fraudster_registration_job,
    "DescribeSpeaker": speakers.describe_speaker,
    "DescribeSpeakerEnrollmentJob": jobs.describe_speaker_enrollment_job,
    "DescribeWatchlist": watchlists.describe_watchlist,
    "DisassociateFraudster": fraudsters.disassociate_fraudster,
    "EvaluateSession": sessions.evaluate_session,
    "ListDomains": domains.list_domains,
    "ListFraudsterRegistrationJobs": jobs.list_fraudster_registration_jobs,
    "ListFraudsters": fraudsters.list_fraudsters,
    "ListSpeakerEnrollmentJobs": jobs.list_speaker_enrollment_jobs,
    "ListSpeakers": speakers.list_speakers,
    "ListTagsForResource": tags.list_tags_for_resource,
    "ListWatchlists": watchlists.list_watchlists,
    "OptOutSpeaker": speakers.opt_out_speaker,
    "StartFraudsterRegistrationJob": jobs.start_fraudster_registration_job,
    "StartSpeakerEnrollmentJob": jobs.start_speaker_enrollment_job,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "UpdateDomain": domains.update_domain,
    "UpdateWatchlist": watchlists.update_watchlist,
}
"""What answers each operation: its input members as keyword arguments, its output members as a dict."""
