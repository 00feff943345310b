"""From the cells of a date column to ISO dates in the office's zone, by one reading for the whole column."""
