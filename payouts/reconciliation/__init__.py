"""Bank reports: imported line by line, matched, and a workbench for what does not fit."""
