"""One mock for everything in a class that runs at the same time: set-up, tests, and methods called alone."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Protocol

SHARED = "_mock_voiceid_shared"
"""The attribute of a class that has its `SharedMock`."""


class MakeMock(Protocol):
    """Makes a mock that is not started; `fresh` gives it a state of its own inside another one."""

    def __call__(self, *, fresh: bool = False) -> AbstractContextManager[Any]:
        """Return the mock."""


class _Use:
    """What shares one mock at present. Classes derived from each other have one of these in common."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.tests = 0
        self.end = ExitStack()
        self.found_by_class: set[Any] | None = None


class SharedMock:
    """The mock that the tests and methods of a class share, from the first that begins to the last that ends.

    A class and its bases share one mock; if both are decorated, the subclass's options win.

    Args:
        make: makes the mock.
        base: that of the class that this one is derived from, if it has one.
    """

    def __init__(self, make: MakeMock, base: "SharedMock | None" = None) -> None:
        self.make = make
        self._use: _Use = _Use() if base is None else base._use

    @contextmanager
    def around_call(self) -> Iterator[None]:
        """Mock for one call, unless the class is mocked already."""
        use = self._use
        with ExitStack() as last:
            with use.lock:
                if not use.users:
                    use.end = ExitStack()
                    use.end.enter_context(self.make())
                use.users += 1
                last.push(self._leave)
            yield

    @contextmanager
    def around_class(self) -> Iterator[None]:
        """Mock a class from before its own set-up, such as `setup_class`, to after its teardown."""
        use = self._use
        with self.around_call():
            begun_here = use.found_by_class is None
            if begun_here:
                use.found_by_class = _in_use()
            try:
                yield
            finally:
                if begun_here:
                    use.found_by_class = None

    @contextmanager
    def around_test(self, make: MakeMock | None = None) -> Iterator[None]:
        """Mock one test, from before its set-up to after its teardown.

        If the class has a set-up of its own that called a mocked service, all its tests share that mock and
        its state. Otherwise each test has a mock of its own.

        Args:
            make: makes the mock of this test, if it is not the class's.
        """
        use = self._use
        with self.around_call(), ExitStack() as end:
            with use.lock:
                alone = not use.tests and use.found_by_class is not None and use.found_by_class == _in_use()
                if alone:
                    end.enter_context((make or self.make)(fresh=True))
                use.tests += 1
                end.callback(self._leave_test)
            yield

    def _leave(self, *raised: Any) -> None:
        use = self._use
        with use.lock:
            use.users -= 1
            if not use.users:
                use.end.__exit__(*raised)

    def _leave_test(self) -> None:
        with self._use.lock:
            self._use.tests -= 1


def _in_use() -> set[Any]:
    # Imported late: a class may be decorated before Moto is imported.
    from .internals.backends import in_use

    return in_use()
