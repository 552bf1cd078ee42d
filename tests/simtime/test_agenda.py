"""The agenda: what is due, in its order."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_voiceid.simtime.agenda import Agenda, Agendas, Entry


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


def test_an_agenda_replaces_the_one_registered_under_the_same_key() -> None:
    agendas = Agendas()
    other = agendas.register("other")
    before = agendas.register("key")
    after = agendas.register("key")

    assert before is not after
    assert agendas.all() == (other, after)


class Watched(int):
    """An instant that says when it is compared, which is in the middle of a change of the agenda."""

    __hash__ = int.__hash__
    compared: Callable[[], None] = staticmethod(lambda: None)

    def __eq__(self, other: object) -> bool:
        self.compared()
        return super().__eq__(other)


@pytest.mark.parametrize("change", [lambda agenda: agenda.at(Watched(1), nothing), Agenda.next])
@pytest.mark.parametrize("meanwhile", [Agenda.next, lambda agenda: agenda.at(Watched(4), nothing)])
def test_a_thread_waits_while_another_changes_the_agenda(
    change: Callable[[Agenda], object],
    meanwhile: Callable[[Agenda], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agenda = Agenda()
    agenda.at(0, nothing).cancel()
    agenda.at(Watched(2), nothing)
    agenda.at(Watched(3), nothing)
    other = threading.Thread(target=meanwhile, args=(agenda,))

    def compared() -> None:
        monkeypatch.undo()
        other.start()
        other.join(0.01)
        assert other.is_alive()

    monkeypatch.setattr(Watched, "compared", staticmethod(compared))
    change(agenda)
    other.join()
