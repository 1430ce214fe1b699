"""The pages of five-year plans: the plan itself, and what is written of it."""
