"""The audit trail: what was done, by whom; its words, its seals, its free texts that law lets us erase."""
