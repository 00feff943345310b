"""What a programme publishes, from accepted responses: cells of exact sums first, every table from those."""
