"""What a page says in words and figures, made of what was read."""
