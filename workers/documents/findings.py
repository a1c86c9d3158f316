"""Collects facts while a CV is read, each with the words that it rests on."""

from collections import Counter

from chalicelib.domain.cv import FactField, FoundFact
from workers.documents.protected import blanked
from workers.documents.sections import Line, lines_of

_LONGEST = 200
_PLACES = 10
_MOST = 1000


class Findings:
    """A CV's lines without what is protected, and what has been found in them so far."""

    def __init__(self, text: str) -> None:
        """Take the text as it was read, or as it is without what is protected."""
        self._text = text
        self._open = blanked(text)
        self.lines: list[Line] = lines_of(self._open)
        self.facts: list[FoundFact] = []
        self._places: dict[tuple[FactField, str], set[int]] = {}
        self._values: Counter[FactField] = Counter()

    def add(self, field: FactField, value: str, start: int, end: int) -> bool:
        """Note a value and where the text says so; a quote that would hold something protected is not noted.

        Of a value that stands in many places only the first are kept.
        """
        value = " ".join(value.split())
        quote = self._open[start:end]
        start, end = end - len(quote.lstrip()), start + len(quote.rstrip())
        if start >= end or not 0 < len(value) <= _LONGEST or self._text[start:end] != self._open[start:end]:
            return False
        if (field, value) not in self._places:
            self._values[field] += 1
            if self._values[field] > _MOST:
                return False
        places = self._places.setdefault((field, value), set())
        if start not in places and len(places) < _PLACES:
            places.add(start)
            quote = self._text[start:end]
            self.facts.append(FoundFact(field=field, value=value, quote=quote, start=start, end=end))
        return True

    def values(self, field: FactField, at_most: int) -> tuple[str, ...]:
        """The different values of a field in the order in which they were found."""
        return tuple(dict.fromkeys(fact.value for fact in self.facts if fact.field == field))[:at_most]
