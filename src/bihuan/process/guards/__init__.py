"""Guards and checks of steps: pure functions from an `Ask` to the reasons against a step.

Named as the condition that holds when nothing is in the way. A guard needs no form data and shapes what
is offered; a check reads the cleaned fields.
"""
