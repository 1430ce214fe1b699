"""The provider's own part of an organisation: approvals per category, service catalogue, ratings."""
