"""The value stream of each family of tickets."""
