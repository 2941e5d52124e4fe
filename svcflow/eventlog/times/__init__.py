"""Texts as instants: how times are written, and one reading for a whole column."""
