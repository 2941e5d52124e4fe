"""Where a log comes from: files of every kind that a service desk exports, read as one `Table`."""
