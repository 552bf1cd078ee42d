"""One mock for what runs at the same time in a class: threads, class-wide set-up, tests."""

import asyncio
import io
import threading
import unittest

from mock_voiceid import mock_voiceid
from tests.calls import client, create_domain
from tests.surroundings import surroundings


def domains() -> list[str]:
    return [domain["DomainId"] for domain in client().list_domains()["DomainSummaries"]]


def test_a_class_used_by_two_threads_is_mocked_until_the_last_ends() -> None:
    first_left, second_in = threading.Event(), threading.Event()
    seen: list[object] = []

    @mock_voiceid
    class Helper:
        def first(self) -> None:
            seen.append(mock_voiceid.current())
            second_in.wait(30)

        def second(self) -> None:
            second_in.set()
            first_left.wait(30)
            seen.append(mock_voiceid.current())

    found = surroundings()
    threads = [threading.Thread(target=target) for target in (Helper().first, Helper().second)]
    threads[0].start()
    while not seen:
        pass
    threads[1].start()
    threads[0].join()
    first_left.set()
    threads[1].join()
    assert seen[0] is seen[1]
    assert surroundings() == found


def test_a_class_used_by_two_tasks_is_mocked_until_the_last_ends() -> None:
    @mock_voiceid
    class Helper:
        async def wait(self, rounds: int) -> object:
            handle = mock_voiceid.current()
            for _ in range(rounds):
                await asyncio.sleep(0)
                assert mock_voiceid.current() is handle
            return handle

    async def run() -> list[object]:
        return list(await asyncio.gather(*(Helper().wait(rounds) for rounds in (1, 5, 3))))

    found = surroundings()
    assert len(set(map(id, asyncio.run(run())))) == 1
    assert surroundings() == found


def run_case(kind: type[unittest.TestCase]) -> unittest.TestResult:
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(kind)
    return unittest.TextTestRunner(stream=io.StringIO()).run(suite)


def test_state_of_setUpClass_is_there_for_each_test_of_unittest() -> None:
    @mock_voiceid(start="2026-01-05")
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            cls.created = create_domain(client())  # type: ignore[attr-defined]

        @classmethod
        def tearDownClass(cls) -> None:
            assert domains() == [cls.created]  # type: ignore[attr-defined]

        def test_one(self) -> None:
            assert domains() == [self.created]  # type: ignore[attr-defined]

        def test_two(self) -> None:
            assert domains() == [self.created]  # type: ignore[attr-defined]

    found = surroundings()
    result = run_case(Case)
    assert (result.testsRun, result.wasSuccessful()) == (2, True), result.errors + result.failures
    assert surroundings() == found


def test_tests_stay_apart_if_setUpClass_calls_no_mocked_service() -> None:
    @mock_voiceid
    class Case(unittest.TestCase):
        @staticmethod
        def setUpClass() -> None:
            mock_voiceid.current()

        def test_one(self) -> None:
            assert domains() == []
            create_domain(client())

        test_two = test_one

    result = run_case(Case)
    assert (result.testsRun, result.wasSuccessful()) == (2, True), result.errors + result.failures


def test_setUpClass_that_fails_leaves_nothing_mocked() -> None:
    @mock_voiceid
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            create_domain(client())
            raise ZeroDivisionError

        def test_one(self) -> None:
            raise AssertionError

    found = surroundings()
    result = run_case(Case)
    assert (result.testsRun, len(result.errors)) == (0, 1)
    assert surroundings() == found
