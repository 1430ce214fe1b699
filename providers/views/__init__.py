"""The provider's registration and catalogue, and the officers' pages."""
