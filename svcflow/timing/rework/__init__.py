"""What rework costs."""
