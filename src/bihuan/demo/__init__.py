"""A billing centre that does not exist: its people, its systems and two months of its cases."""
