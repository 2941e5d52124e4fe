"""What a row of the source is, and how rows become steps."""
