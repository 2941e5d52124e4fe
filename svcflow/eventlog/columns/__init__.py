"""Which column of a file is which of ours: by its header, its values, and what it does within the cases."""

from svcflow.eventlog.columns.choosing import KEYS, Columns, find_columns
from svcflow.eventlog.columns.naming import TIME_ROLES

__all__ = ["KEYS", "TIME_ROLES", "Columns", "find_columns"]
