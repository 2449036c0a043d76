"""Folders of a country's tables: what they must hold, whether one does, how that of the base year is made."""
