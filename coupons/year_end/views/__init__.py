"""The year-end desk: the lines of a year, the closing of each, and its report."""
