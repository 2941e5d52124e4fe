"""Why steps wait: five causes, delays that come before the queue, and what could be done about each."""
