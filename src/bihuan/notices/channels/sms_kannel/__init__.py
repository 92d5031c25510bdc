"""SMS by Kannel."""
