"""Stories that read like the process document: one group of clauses a file, time passed and never slept."""
