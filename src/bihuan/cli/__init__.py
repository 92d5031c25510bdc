"""The `bihuan` command: a thin shell over the packages below; it reads, calls and prints, and never saves."""
