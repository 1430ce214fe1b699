"""The server and how the application is bound to it: named by DATABASE_URL, or embedded."""
