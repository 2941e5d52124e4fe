"""Hold out, simulate, compare, judge: how far a model of this log is to be believed."""

from svcflow.validation.judging import distance_rows
from svcflow.validation.validating import foretell, validate

__all__ = ["distance_rows", "foretell", "validate"]
