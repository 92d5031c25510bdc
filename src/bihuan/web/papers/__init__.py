"""Papers to take away: of a case, blank, for a dead network, and the templates they are made from."""
