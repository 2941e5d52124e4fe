"""The value-stream map: facts gathered from a value stream, then drawn in the notation of lean practitioners."""
