"""Results as a person reads them: charts and one self-contained page."""
