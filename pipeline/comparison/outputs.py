"""Compares two output folders, monograph by monograph: one bundle of each is in memory at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.comparison.delivered import delivered
from pipeline.comparison.facts import Compared
from pipeline.deliver.place import Place
from pipeline.deliver.stored import stored_bundle, stored_places
from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.folders import Folder
from pipeline.tabular.rows import resources_of

# Where a bundle stands, for people and for reading.
Standing = tuple[Location, Place]


@dataclass(slots=True)
class _Output:
    """A folder, and where the bundle of each monograph stands in it, by the id that both outputs give the monograph.

    `unread` are the files in which a bundle should stand, and whose it is cannot be told.
    """

    folder: Folder
    places: dict[str, Standing] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Folder) -> _Output:
        """Raises ProblemError (`diff-no-bundle`) where there is none."""
        output = cls(folder)
        for location, place in stored_places(folder):
            output._add(location, place)
        if not output.places and not output.problems:
            raise ProblemError(Problem("diff-no-bundle", "error", "holds no bundle", Location(str(folder))))
        return output

    def bundle(self, monograph: str) -> dict[str, Any] | None:
        """None of a monograph that has no bundle here. Raises ProblemError where it can no longer be read."""
        standing = self.places.get(monograph)
        return None if standing is None else _bundle(self.folder, standing)

    def may_have(self, monograph: str, other: _Output) -> bool:
        """Whether a monograph of the other output stands here in a file that could not be read: it is not gone."""
        standing = other.places.get(monograph)
        return monograph not in self.places and standing is not None and standing[1].file in self.unread

    def _add(self, location: Location, place: Place) -> None:
        try:
            bundle = _bundle(self.folder, (location, place))
        except ProblemError as error:
            self.problems += error.problems
            self.unread.add(place.file)
            return
        monograph = monograph_of(bundle) or str(location)
        if monograph in self.places:
            message = f"a second bundle of {monograph}; the first, {self.places[monograph][0]}, is compared"
            self.problems.append(Problem("diff-second-bundle", "warning", message, location))
        else:
            self.places[monograph] = (location, place)


def compare_outputs(before: Folder, after: Folder) -> Iterator[Compared]:
    """Each monograph of either folder, in the order of ids; first what is wrong with the folders themselves."""
    old, new = _Output.of(before), _Output.of(after)
    for output in (old, new):
        if output.problems:
            yield Compared(str(output.folder), problems=tuple(output.problems))
    for monograph in sorted(old.places.keys() | new.places.keys()):
        if old.may_have(monograph, new) or new.may_have(monograph, old):
            continue
        try:
            yield _compared(monograph, old.bundle(monograph), new.bundle(monograph))
        except ProblemError as error:
            yield Compared(monograph, problems=error.problems)


def monograph_of(bundle: dict[str, Any]) -> str | None:
    """The id of a bundle's MedicationKnowledge, which is made of the monograph's path."""
    ids = (one.get("id") for one in resources_of(bundle) if one.get("resourceType") == "MedicationKnowledge")
    return next(ids, None)


def _compared(monograph: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Compared:
    """Most monographs are the same in both: their facts are read once."""
    old = () if before is None else delivered(before)
    new = old if before == after else () if after is None else delivered(after)
    return Compared.of(monograph, old, new)


def _bundle(folder: Folder, standing: Standing) -> dict[str, Any]:
    bundle = stored_bundle(folder, *standing)
    if isinstance(bundle, Problem):
        raise ProblemError(bundle)
    return bundle
