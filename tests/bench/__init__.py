"""The bench itself: what it judges, and how it copies cases."""
