"""The customers' voice in the report: how satisfied they are, who answers, what matters, what waiting does, what they write."""
