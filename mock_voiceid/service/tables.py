"""Resources in the order of their creation: found by id at once, listed by the page."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Generic, TypeVar

Resource = TypeVar("Resource")


class ResourceTable(Generic[Resource]):
    """The resources of one kind, each under its id and with a number that grows with every addition.

    A number is never used again, so a place between two numbers stays what it was while resources come
    and go: that is what pages are cut by (L2).
    """

    def __init__(self) -> None:
        self._resources: dict[str, Resource] = {}
        self._number_of: dict[str, int] = {}
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._latest = 0

    def __len__(self) -> int:
        return len(self._resources)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._resources.values())

    def __contains__(self, resource_id: object) -> bool:
        return resource_id in self._resources

    def get(self, resource_id: str) -> Resource | None:
        """Return the resource with this id, or None."""
        return self._resources.get(resource_id)

    def add(self, resource_id: str, resource: Resource) -> None:
        """Add a resource as the newest."""
        self._latest += 1
        self._resources[resource_id] = resource
        self._number_of[resource_id] = self._latest
        self._numbers.append(self._latest)
        self._ids.append(resource_id)

    def remove(self, resource_id: str) -> Resource:
        """Take a resource out and return it.

        Raises:
            KeyError: there is none with this id.
        """
        resource = self._resources.pop(resource_id)
        place = bisect_left(self._numbers, self._number_of.pop(resource_id))
        del self._numbers[place], self._ids[place]
        return resource

    def after(self, number: int) -> Iterator[tuple[int, Resource]]:
        """Yield numbers and resources, oldest first, that come after `number`; 0 is before all."""
        for place in range(bisect_right(self._numbers, number), len(self._numbers)):
            yield self._numbers[place], self._resources[self._ids[place]]

    def before(self, number: int) -> Iterator[tuple[int, Resource]]:
        """Yield numbers and resources, newest first, that come before `number`; 0 stands for after all."""
        end = bisect_left(self._numbers, number) if number else len(self._numbers)
        for place in range(end - 1, -1, -1):
            yield self._numbers[place], self._resources[self._ids[place]]
