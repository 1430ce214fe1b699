"""Claims: delivery, evidence, acceptance, the officer's decision."""
