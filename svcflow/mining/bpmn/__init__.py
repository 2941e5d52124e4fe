"""BPMN: models discovered, measured, written, read, and compared with what happened."""
