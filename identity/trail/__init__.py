"""The audit trail as the auditor reads it."""
