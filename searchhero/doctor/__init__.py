"""``searchhero doctor``: what is wrong, in one table, with an exit code for a monitor."""

from searchhero.doctor.findings import Finding, Level, table
from searchhero.doctor.visit import examine

__all__ = ["Finding", "Level", "examine", "table"]
