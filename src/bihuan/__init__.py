"""bihuan: closed-loop problem management for a telecom billing centre."""

__version__ = "0.1.0"
