"""The pages around the cases: process, figures, people, register, months, conformance, audit."""
