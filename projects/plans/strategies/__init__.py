"""Five-year plans with their revisions: strategies, and the programmes that projects carry out."""
