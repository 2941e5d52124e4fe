"""What happened: find the columns, read, check, keep."""
