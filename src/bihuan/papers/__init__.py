"""Papers: what the process writes down, as PDF/A and DOCX, from one description a kind."""
