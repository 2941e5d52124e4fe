"""When tickets come: counted from the log, the forms that may tell it, and which of them foretold best."""

from svcflow.calibration.arrivals.counting import ArrivalCounts, count_arrivals
from svcflow.calibration.arrivals.fitting import fit_arrivals, refit_arrivals
from svcflow.calibration.arrivals.telling import sentences

__all__ = ["ArrivalCounts", "count_arrivals", "fit_arrivals", "refit_arrivals", "sentences"]
