"""Users of one domain, one per thread, who record what they leave."""

import random
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from mock_voiceid.sdk.description import snake_case
from tests.calls import DOMAIN

from .invariants import JOB_KINDS, Ask, Document

BUCKET = "recordings"
ROLE = "arn:aws:iam::123456789012:role/batch"
DOMAINS_PER_PAGE = 10
PAGE_SIZES = (7, 50)


def caller_of(voiceid: Any) -> Ask:
    """Return a function that calls operations of a boto3 client by their names in the API."""

    def ask(operation: str, **members: Any) -> Document:
        answer: Document = getattr(voiceid, snake_case(operation))(**members)
        del answer["ResponseMetadata"]
        return answer

    return ask


class User:
    """A user who acts by a seed and knows the expected state afterwards.

    Args:
        number: number of the user, different for each.
        seed: determines the actions and their order.
        ask: calls operations.
        domain: the domain of all users.
        fraudsters: ids of fraudsters that only this user deletes.
        sessions: the names of sessions that are streaming.
    """

    def __init__(
        self, number: int, seed: int, ask: Ask, domain: Document, fraudsters: list[str], sessions: list[str]
    ) -> None:
        self.name = f"user-{number}"
        self.speakers: dict[str, Document] = {}
        self.watchlists: dict[str, str | None] = {}
        self.tags: dict[str, str] = {}
        self.jobs: dict[str, list[str]] = {kind: [] for kind in JOB_KINDS}
        self.domains: dict[str, str] = {}
        self.deleted_fraudsters: list[str] = []
        self._fraudsters = fraudsters
        self._sessions = sessions
        self._random = random.Random(f"{seed} {number}")
        self._ask = ask
        self._arn = {"ResourceArn": domain["Arn"]}
        self._here = {"DomainId": domain["DomainId"]}
        self._made = 0

    def run(self, rounds: int) -> None:
        """Do every kind of action, in random order.

        Raises:
            AssertionError: the state differs from what this user left.
            ClientError: an unexpected error.
        """
        actions = [
            self._opt_out,
            self._delete_speaker,
            self._tag,
            self._untag,
            self._create_watchlist,
            self._update_watchlist,
            self._delete_watchlist,
            self._associate,
            self._delete_fraudster,
            self._start_jobs,
            self._change_domains,
            self._evaluate,
            self._read,
        ]
        for _ in range(rounds):
            for action in self._random.sample(actions, len(actions)):
                action()

    def _new(self) -> str:
        self._made += 1
        return f"{self.name}-{self._made}"

    def _tried(self, operation: str, *allowed: str, **members: Any) -> Document | None:
        try:
            return self._ask(operation, **members)
        except ClientError as error:
            if error.response["Error"]["Code"] not in allowed:
                raise
            return None

    def _one_of(self, candidates: Any) -> Any:
        return self._random.choice(sorted(candidates)) if candidates else None

    def _opt_out(self) -> None:
        name = self._new()
        speaker = self._ask("OptOutSpeaker", **self._here, SpeakerId=name)["Speaker"]
        assert self._ask("DescribeSpeaker", **self._here, SpeakerId=name)["Speaker"] == speaker
        self.speakers[name] = speaker

    def _delete_speaker(self) -> None:
        name = self._one_of(self.speakers)
        if name and self._random.random() < 0.5:
            self._ask("DeleteSpeaker", **self._here, SpeakerId=name)
            del self.speakers[name]
            gone = self._tried("DescribeSpeaker", "ResourceNotFoundException", **self._here, SpeakerId=name)
            assert gone is None

    def _tag(self) -> None:
        if len(self.tags) < 10:
            key, value = self._new(), self._new()
            self._ask("TagResource", **self._arn, Tags=[{"Key": key, "Value": value}])
            self.tags[key] = value

    def _untag(self) -> None:
        key = self._one_of(self.tags)
        if key and self._random.random() < 0.5:
            self._ask("UntagResource", **self._arn, TagKeys=[key])
            del self.tags[key]

    def _create_watchlist(self) -> None:
        token = {"Name": self._new(), "ClientToken": self._new()}
        made = self._tried("CreateWatchlist", "ServiceQuotaExceededException", **self._here, **token)
        if made:
            again = self._ask("CreateWatchlist", **self._here, **token)
            assert again == made
            self.watchlists[made["Watchlist"]["WatchlistId"]] = None

    def _update_watchlist(self) -> None:
        watchlist_id = self._one_of(self.watchlists)
        if watchlist_id:
            text = self._new()
            self._ask("UpdateWatchlist", **self._here, WatchlistId=watchlist_id, Description=text)
            self.watchlists[watchlist_id] = text
            seen = self._ask("DescribeWatchlist", **self._here, WatchlistId=watchlist_id)["Watchlist"]
            assert seen["Description"] == text

    def _delete_watchlist(self) -> None:
        watchlist_id = self._one_of(self.watchlists)
        if watchlist_id and self._random.random() < 0.3:
            # A fraudster may be on no other watchlist, or a job may use this one.
            deleted = self._tried(
                "DeleteWatchlist", "ConflictException", **self._here, WatchlistId=watchlist_id
            )
            if deleted is not None:
                del self.watchlists[watchlist_id]

    def _associate(self) -> None:
        fraudster, watchlist_id = self._one_of(self._fraudsters), self._one_of(self.watchlists)
        if not fraudster or not watchlist_id:
            return
        both = {"FraudsterId": fraudster, "WatchlistId": watchlist_id}
        associated = self._ask("AssociateFraudster", **self._here, **both)["Fraudster"]
        assert watchlist_id in associated["WatchlistIds"]
        if self._random.random() < 0.8:
            left = self._ask("DisassociateFraudster", **self._here, **both)["Fraudster"]
            assert left["WatchlistIds"] == [one for one in associated["WatchlistIds"] if one != watchlist_id]

    def _delete_fraudster(self) -> None:
        if len(self._fraudsters) > 1 and self._random.random() < 0.3:
            fraudster = self._fraudsters.pop(self._random.randrange(len(self._fraudsters)))
            self._ask("DescribeFraudster", **self._here, FraudsterId=fraudster)
            self._ask("DeleteFraudster", **self._here, FraudsterId=fraudster)
            self.deleted_fraudsters.append(fraudster)

    def _start_jobs(self) -> None:
        kind = self._random.choice(JOB_KINDS)
        members = {
            **self._here,
            "DataAccessRoleArn": ROLE,
            "InputDataConfig": {"S3Uri": f"s3://{BUCKET}/{kind}.json"},
            "OutputDataConfig": {"S3Uri": f"s3://{BUCKET}/results"},
        }
        job = self._tried(f"Start{kind}", "ServiceQuotaExceededException", **members)
        if job:
            self.jobs[kind].append(job["Job"]["JobId"])
        job_id = self._one_of(self.jobs[kind])
        if job_id:
            assert self._ask(f"Describe{kind}", **self._here, JobId=job_id)["Job"]["JobId"] == job_id

    def _change_domains(self) -> None:
        domain_id = self._one_of(self.domains)
        if domain_id is None:
            made = self._tried("CreateDomain", "ServiceQuotaExceededException", **DOMAIN)
            if made:
                self.domains[made["Domain"]["DomainId"]] = str(DOMAIN["Name"])
        elif self._random.random() < 0.5:
            name = self._new()
            self._ask("UpdateDomain", DomainId=domain_id, **DOMAIN | {"Name": name})
            assert self._ask("DescribeDomain", DomainId=domain_id)["Domain"]["Name"] == name
            self.domains[domain_id] = name
        else:
            self._ask("DeleteDomain", DomainId=domain_id)
            del self.domains[domain_id]

    def _evaluate(self) -> None:
        answer = self._ask(
            "EvaluateSession", **self._here, SessionNameOrId=self._random.choice(self._sessions)
        )
        assert answer["StreamingStatus"] in ("PENDING_CONFIGURATION", "ONGOING", "ENDED")

    def _read(self) -> None:
        # Each item of this user is on exactly one page, while others appear and disappear.
        looks: list[Callable[[], None]] = [self._look_at_speakers, self._look_at_jobs, self._look_at_the_rest]
        self._random.choice(looks)()

    def _look_at_speakers(self) -> None:
        self._see("ListSpeakers", "CustomerSpeakerId", list(self.speakers), self.name)

    def _look_at_jobs(self) -> None:
        for kind in JOB_KINDS:
            self._see(f"List{kind}s", "JobId", self.jobs[kind][-5:], None)

    def _look_at_the_rest(self) -> None:
        self._see("ListWatchlists", "WatchlistId", list(self.watchlists), None)
        self._see("ListFraudsters", "GeneratedFraudsterId", self._fraudsters, None)
        domains = [one["DomainId"] for one in self._ask("ListDomains")["DomainSummaries"]]
        # Ten per page, oldest first; deleted ones are listed for a month.
        assert set(self.domains) <= set(domains) or len(domains) == DOMAINS_PER_PAGE
        tags = {tag["Key"]: tag["Value"] for tag in self._ask("ListTagsForResource", **self._arn)["Tags"]}
        mine = {key: value for key, value in tags.items() if key.startswith(f"{self.name}-")}
        assert mine == self.tags

    def _see(self, operation: str, member: str, mine: list[str], prefix: str | None) -> None:
        seen: list[str] = []
        token: dict[str, str] = {}
        size = self._random.choice(PAGE_SIZES)
        while True:
            answer = self._ask(operation, **self._here, MaxResults=size, **token)
            seen += [one[member] for value in answer.values() if isinstance(value, list) for one in value]
            if "NextToken" not in answer:
                break
            token = {"NextToken": answer["NextToken"]}
        assert len(set(seen)) == len(seen)
        assert set(mine) <= set(seen)
        if prefix is not None:
            assert sorted(one for one in seen if one.startswith(f"{prefix}-")) == sorted(mine)
