"""What the bank answers: files taken line by line, matched, and a workbench for what does not fit."""
