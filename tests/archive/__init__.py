"""The archive: packages, fixity, term and end."""
