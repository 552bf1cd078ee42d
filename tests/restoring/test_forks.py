"""Forks inside a mock: the child can use and stop it without affecting the parent."""

import os

import pytest

from tests.processes import python

from .scenes import scene

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")


def test_child_stops_the_mock_and_the_parent_continues() -> None:
    printed = python(
        scene(
            """
            with mock_voiceid(start=START, seed=7) as handle:
                voiceid = client()
                domain_id = create_domain(voiceid)
                reading, writing = os.pipe()
                child = os.fork()
                if not child:
                    # Stopped on exit, as in the parent.
                    created = create_domain(voiceid)
                    time.sleep(3600)
                    seen = [len(voiceid.list_domains()["DomainSummaries"]), str(handle.clock.now())]
                else:
                    _, status = os.waitpid(child, 0)
                    domains = [one["DomainId"] for one in voiceid.list_domains()["DomainSummaries"]]
                    seen = [domains == [domain_id], str(handle.clock.now())]
            if not child:
                os.write(writing, f"child {seen} {restored()}".encode())
                os._exit(0)
            print(status, os.read(reading, 1000).decode())
            print("parent", seen, restored())
            """
        )
    )
    assert printed.splitlines() == [
        "0 child [2, '2026-01-05 10:00:00+00:00'] True",
        "parent [True, '2026-01-05 09:00:00+00:00'] True",
    ]


def test_multiprocessing_workers_use_the_mock_of_their_parent() -> None:
    printed = python(
        scene(
            """
            import multiprocessing

            def work(number, results):
                with mock_voiceid() as within:
                    within.clock.tick(number)
                    time.sleep(60)
                    create_domain(client())
                domains = len(client().list_domains()["DomainSummaries"])
                results.send((number, domains, str(handle.clock.now())))

            with mock_voiceid(start=START, seed=7) as handle:
                create_domain(client())
                forking = multiprocessing.get_context("fork")
                for number in (0, 1):
                    receiving, sending = forking.Pipe(duplex=False)
                    worker = forking.Process(target=work, args=(number, sending))
                    worker.start()
                    print(receiving.recv())
                    worker.join()
                    for end in (receiving, sending):
                        end.close()
                    worker.close()
                print(len(client().list_domains()["DomainSummaries"]), handle.clock.now())
            print(restored())
            """
        )
    )
    assert printed.splitlines() == [
        "(0, 2, '2026-01-05 09:01:00+00:00')",
        "(1, 2, '2026-01-05 09:01:01+00:00')",
        "1 2026-01-05 09:00:00+00:00",
        "True",
    ]


def test_child_that_exits_at_once_changes_nothing() -> None:
    printed = python(
        scene(
            """
            with mock_voiceid(start=START, seed=7) as handle:
                before = surroundings()
                for end in (lambda: os._exit(3), lambda: sys.exit(3)):
                    child = os.fork()
                    if not child:
                        end()
                    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), surroundings() == before)
            print(restored())
            """
        )
    )
    assert printed.splitlines() == ["3 True", "3 True", "True"]
