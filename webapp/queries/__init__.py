"""What is read across tables: finders and lists, never a write."""
