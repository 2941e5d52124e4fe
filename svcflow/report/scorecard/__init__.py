"""The scorecard as a section of the report: the tree of scores, what it lacks, how it went, on what weights it rests, what redesigns do."""
