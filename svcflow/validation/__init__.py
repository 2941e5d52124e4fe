"""Hold out, simulate, compare, judge: how far a model of this log is to be believed."""

from svcflow.validation.causes import Period
from svcflow.validation.judging import distance_rows
from svcflow.validation.portrait import Portrait
from svcflow.validation.validating import Examination, examine, validate

__all__ = ["Examination", "Period", "Portrait", "distance_rows", "examine", "validate"]
