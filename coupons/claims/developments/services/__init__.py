"""One command of one person a file, exactly one transaction each."""
