"""The United States of 2025-26 as the starting point: published figures, networks, people and firms."""
