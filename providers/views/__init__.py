"""The provider's registration and catalogue on a phone, the officers' desk."""
