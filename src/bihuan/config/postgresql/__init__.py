"""Django's PostgreSQL backend, reading instants as the driver does."""
