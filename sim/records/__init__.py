"""Results: the recorder of a run, the documented columns, and tables that are written whole or not at all."""
