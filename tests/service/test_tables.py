"""Resources in the order of their creation (L2)."""

from itertools import islice

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mock_voiceid.service.tables import ResourceTable


def register_of(*ids: str) -> ResourceTable[str]:
    register: ResourceTable[str] = ResourceTable()
    for resource_id in ids:
        register.add(resource_id, resource_id.upper())
    return register


def test_a_register_is_empty_at_first() -> None:
    register = register_of()
    assert len(register) == 0
    assert list(register) == []
    assert list(register.after(0)) == []
    assert list(register.before(0)) == []


def test_a_resource_is_found_by_its_id() -> None:
    register = register_of("a", "b")
    assert register.get("b") == "B"
    assert "b" in register
    assert len(register) == 2


def test_a_resource_that_is_not_there_is_not_found() -> None:
    register = register_of("a")
    assert register.get("b") is None
    assert "b" not in register
    assert 7 not in register


def test_resources_are_listed_in_the_order_of_their_creation() -> None:
    assert list(register_of("b", "c", "a")) == ["B", "C", "A"]


def test_a_resource_that_is_removed_is_given_back_and_gone() -> None:
    register = register_of("a", "b", "c")
    assert register.remove("b") == "B"
    assert register.get("b") is None
    assert list(register) == ["A", "C"]
    assert [resource for _, resource in register.after(0)] == ["A", "C"]
    assert [resource for _, resource in register.before(0)] == ["C", "A"]


def test_what_is_not_there_can_not_be_removed() -> None:
    register = register_of("a")
    with pytest.raises(KeyError, match="b"):
        register.remove("b")
    assert list(register) == ["A"]


def test_a_resource_that_is_added_again_is_the_newest() -> None:
    register = register_of("a", "b")
    register.remove("a")
    register.add("a", "again")
    assert list(register) == ["B", "again"]
    assert [resource for _, resource in register.after(0)] == ["B", "again"]


def test_numbers_begin_at_1_and_are_never_used_again() -> None:
    register = register_of("a", "b")
    register.remove("b")
    register.add("c", "C")
    assert list(register.after(0)) == [(1, "A"), (3, "C")]


def test_the_oldest_come_first_after_a_number() -> None:
    register = register_of("a", "b", "c")
    assert list(register.after(1)) == [(2, "B"), (3, "C")]
    assert list(register.after(3)) == []


def test_the_newest_come_first_before_a_number() -> None:
    register = register_of("a", "b", "c")
    assert list(register.before(3)) == [(2, "B"), (1, "A")]
    assert list(register.before(1)) == []


def test_0_stands_for_before_all_and_after_all() -> None:
    register = register_of("a", "b")
    assert list(register.after(0)) == [(1, "A"), (2, "B")]
    assert list(register.before(0)) == [(2, "B"), (1, "A")]


def test_a_place_stays_where_its_resource_is_removed() -> None:
    register = register_of("a", "b", "c")
    register.remove("b")
    assert list(register.after(2)) == [(3, "C")]
    assert list(register.before(2)) == [(1, "A")]


class RegisterMachine(RuleBasedStateMachine):
    """A register beside a plain list, with pages being read while resources come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.register: ResourceTable[int] = ResourceTable()
        self.model: list[tuple[str, int]] = []
        self.added = 0
        self.up = Reading(newest_first=False)
        self.down = Reading(newest_first=True)
        self.restart()

    @rule(count=st.integers(1, 4), resource_id=st.integers(0, 9).map(str))
    def add(self, count: int, resource_id: str) -> None:
        for _ in range(count):
            if resource_id in dict(self.model):
                resource_id = f"{resource_id}.{self.added}"
            self.register.add(resource_id, self.added)
            self.model.append((resource_id, self.added))
            self.added += 1

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        resource_id, resource = self.model.pop(data.draw(st.integers(0, len(self.model) - 1)))
        assert self.register.remove(resource_id) == resource
        self.up.stayed.discard(resource)
        self.down.stayed.discard(resource)

    @rule(size=st.integers(1, 4))
    def read(self, size: int) -> None:
        for reading in (self.up, self.down):
            reading.read(self.register, size)

    @rule()
    def restart(self) -> None:
        there = {resource for _, resource in self.model}
        self.up = Reading(newest_first=False, there=there)
        self.down = Reading(newest_first=True, there=there)

    @invariant()
    def is_what_the_list_is(self) -> None:
        resources = [resource for _, resource in self.model]
        assert len(self.register) == len(resources)
        assert list(self.register) == resources
        assert [resource for _, resource in self.register.after(0)] == resources
        assert [resource for _, resource in self.register.before(0)] == resources[::-1]
        assert all(self.register.get(name) == resource for name, resource in self.model)

    @invariant()
    def pages_repeat_nothing_and_keep_the_order(self) -> None:
        assert self.up.seen == sorted(set(self.up.seen))
        assert self.down.seen == sorted(set(self.down.seen), reverse=True)

    @invariant()
    def pages_skip_nothing_that_stayed(self) -> None:
        for reading in (self.up, self.down):
            assert not reading.finished or reading.stayed <= set(reading.seen)

    @invariant()
    def numbers_cut_the_list_in_two(self) -> None:
        for number, resource in self.register.after(0):
            older = [one for _, one in self.register.before(number)][::-1]
            newer = [one for _, one in self.register.after(number)]
            assert [*older, resource, *newer] == list(self.register)


class Reading:
    """A listing read by the page."""

    def __init__(self, *, newest_first: bool, there: set[int] | None = None) -> None:
        self.newest_first = newest_first
        self.stayed = set(there or ())
        self.seen: list[int] = []
        self.finished = False
        self._place = 0

    def read(self, register: ResourceTable[int], size: int) -> None:
        """Read the next page."""
        if self.finished:
            return
        following = register.before if self.newest_first else register.after
        found = list(islice(following(self._place), size + 1))
        page = found[:size]
        self.seen += [resource for _, resource in page]
        if len(found) > size:
            self._place = page[-1][0]
        else:
            self.finished = True


TestRegisterBesideAList = RegisterMachine.TestCase
TestRegisterBesideAList.settings = settings(deadline=None, max_examples=30, stateful_step_count=30)
