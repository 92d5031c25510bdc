"""The pages of one case: the case itself, its report, the forms of its steps."""
