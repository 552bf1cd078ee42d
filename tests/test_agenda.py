"""The agenda: what is due, in its order."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from mock_voiceid.agenda import Agenda, Entry


def nothing(instant: int) -> None:
    """Happen without effect."""


def all_of(agenda: Agenda) -> list[Entry]:
    entries = []
    while (entry := agenda.next()) is not None:
        entry.take()
        entries.append(entry)
    return entries


def test_nothing_is_due_on_an_empty_agenda() -> None:
    assert Agenda().next() is None


def test_the_earliest_is_next_until_it_is_taken() -> None:
    agenda = Agenda()
    later = agenda.at(2, nothing)
    earlier = agenda.at(1, nothing)

    assert agenda.next() is earlier
    assert agenda.next() is earlier

    earlier.take()
    assert agenda.next() is later

    later.take()
    assert agenda.next() is None


def test_an_entry_keeps_its_instant_and_its_action() -> None:
    entry = Agenda().at(7, nothing)

    assert entry.instant == 7
    assert entry.action is nothing


@given(st.lists(st.integers(0, 5)))
def test_entries_come_by_instant_and_then_by_arrival(instants: list[int]) -> None:
    agenda = Agenda()
    entries = [agenda.at(instant, nothing) for instant in instants]

    assert all_of(agenda) == sorted(entries, key=lambda entry: entry.instant)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())))
def test_cancelled_entries_do_not_come(plans: list[tuple[int, bool]]) -> None:
    agenda = Agenda()
    stay = []
    for instant, is_cancelled in plans:
        entry = agenda.at(instant, nothing)
        if is_cancelled:
            entry.cancel()
        else:
            stay.append(instant)

    assert [entry.instant for entry in all_of(agenda)] == sorted(stay)


def test_arrival_orders_entries_of_several_agendas() -> None:
    first = Agenda().at(1, nothing)
    second = Agenda().at(1, nothing)

    assert first < second


def test_a_cleared_agenda_has_nothing_due() -> None:
    agenda = Agenda()
    agenda.at(1, nothing)
    agenda.clear()

    assert agenda.next() is None


def test_threads_may_put_down_and_cancel_while_another_takes() -> None:
    agenda = Agenda()
    expected: set[int] = set()
    is_done = threading.Event()
    taken: list[Entry] = []

    def put_down(offset: int) -> None:
        for number in range(offset, 2_000, 4):
            if number % 3:
                expected.add(agenda.at(number, nothing).arrival)
            else:
                agenda.at(-1, nothing).cancel() if number % 2 else agenda.at(number, nothing).cancel()

    def take() -> None:
        while not is_done.is_set():
            taken.extend(all_of(agenda))

    taker = threading.Thread(target=take)
    putters = [threading.Thread(target=put_down, args=(offset,)) for offset in range(4)]
    for thread in (taker, *putters):
        thread.start()
    for thread in putters:
        thread.join()
    is_done.set()
    taker.join()
    taken.extend(all_of(agenda))

    arrivals = [entry.arrival for entry in taken]
    assert len(arrivals) == len(set(arrivals))
    assert expected <= set(arrivals)
