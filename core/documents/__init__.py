"""Files by content: stored under their digest, judged apart by what they are."""
