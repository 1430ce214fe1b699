"""What became of a service: delivery, evidence, acceptance, the officer's decision."""
