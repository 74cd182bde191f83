"""What every journey begins with."""

from tests.journeys.town import companies, coordinator, counter, operator, teacher

__all__ = ["companies", "coordinator", "counter", "operator", "teacher"]
