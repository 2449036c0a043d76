"""Forecasts and the hindcast as tables in the terminal and as pages with fan charts and panels."""
