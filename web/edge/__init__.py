"""Before and after the application: who asks and for which host, headers, compression, static files, logs."""
