"""The life cycle explored by the real door: every order of steps that a theme allows, from a case to its ends."""
