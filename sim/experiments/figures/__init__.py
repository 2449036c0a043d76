"""What is measured: headline figures, their intervals over seeds, the decomposition of jobs."""
