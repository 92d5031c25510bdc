"""Who people are: users, roles, departments, systems, the duty roster and the contact chain."""
