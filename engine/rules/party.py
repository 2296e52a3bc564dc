"""A person or organisation a dispute is between: what the counter takes down and papers print."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Party:
    """One party. ``represents`` names whom an agent acts for; personal facts stand in full."""

    role: str
    kind: str
    name: str
    gender: str | None = None
    born_on: date | None = None
    ethnicity: str | None = None
    occupation: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    represents: str | None = None

    def age_on(self, day: date) -> int | None:
        """Return the full years of age on *day*; None if unknown or not yet born."""
        born = self.born_on
        if born is None or born > day:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
