"""Closed forms and limits that the economy must meet, and planted errors that show what is seen."""
