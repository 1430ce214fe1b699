"""Thai as it is written: dates, numbers in words, order, line breaks, provinces."""
