"""Weights and scores over indicators: how much each counts, how good it is, and what moved the whole."""
