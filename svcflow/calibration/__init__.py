"""EventLog -> ServiceModel: the service as numbers, estimated from what happened."""

from svcflow.calibration.calibrating import calibrate

__all__ = ["calibrate"]
