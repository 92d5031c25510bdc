"""bihuan: closed-loop problem management for a telecom billing centre."""
