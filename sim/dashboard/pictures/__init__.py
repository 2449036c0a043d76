"""What the page shows: from the records of a month to a drawing or a figure."""
