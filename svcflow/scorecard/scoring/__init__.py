"""From a figure to a score."""
