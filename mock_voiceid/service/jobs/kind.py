"""What a kind of batch job is: its names in the API, and what it does with its requests."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from ...control.context import Context
from ...instants import Instant
from .audio_reader import AudioReader
from .manifests import ManifestFormat, Request

if TYPE_CHECKING:
    from ..domains import Domain
    from ..events import Publisher
    from ..watchlists import Watchlist


class JobKind(ABC):
    """A kind of batch job. The class says what the kind is; an instance does the work of one job.

    Attributes:
        name: what messages call such a job.
        label: what the page calls it.
        model: what Moto's state manager calls it.
        list_operation: the operation that lists such jobs.
        describe_operation: the operation that describes one.
        config_shape: the shape of its configuration.
        detail_type: the type of its events, without `VoiceId`.
        action: what its events call it.
        form: how its manifests are written.
        successes_member: the member of the output file that lists what succeeded.
        limit: how many requests a job may have.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    model: ClassVar[str]
    list_operation: ClassVar[str]
    describe_operation: ClassVar[str]
    config_shape: ClassVar[str]
    detail_type: ClassVar[str]
    action: ClassVar[str]
    form: ClassVar[ManifestFormat]
    successes_member: ClassVar[str]
    limit: int

    @classmethod
    @abstractmethod
    def of(
        cls,
        domain: "Domain",
        watchlist: "Watchlist",
        config: dict[str, Any],
        audio_reader: AudioReader,
        context: Context,
    ) -> "JobKind":
        """Return the work of a job.

        Args:
            domain: the domain of the job.
            watchlist: the one that the job names, or the default one.
            config: the job's configuration.
            audio_reader: reads audio files.
            context: what applied when the job was started.
        """

    @abstractmethod
    def perform(self, request: Request, instant: Instant) -> dict[str, Any]:
        """Do what a request asks for and return its entry in the output file.

        Raises:
            RequestFailure: this request fails, and nothing was changed.
        """

    @staticmethod
    @abstractmethod
    def publish(
        publisher: "Publisher", domain: "Domain", job_id: str, entry: dict[str, Any], instant: Instant
    ) -> None:
        """Publish the event of one request.

        Args:
            publisher: of the job's region.
            domain: the domain of the job.
            job_id: the job's id.
            entry: the request's entry in the output file.
            instant: when it was performed.
        """
