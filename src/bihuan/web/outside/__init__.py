"""The pages for people without an account: one letter or one notice, opened by a signed link, and nothing else."""
