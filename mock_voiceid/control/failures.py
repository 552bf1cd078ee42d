"""How a batch job or one of its requests fails, by itself or because a test ordered it (J5, J7, J10)."""


class JobFailure(Exception):
    """The whole job fails.

    Args:
        status: an HTTP status: 400 bad content, 402 too many requests, 403 no access, 404 not found.
        message: names the S3 URI and says what is wrong.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class RequestFailure(Exception):
    """One request fails; the job continues.

    Args:
        code: an HTTP status: 400 bad request or audio, 402 over a limit, 409 opted-out speaker, 500 internal.
        message: what is wrong.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
