"""Sending notices by e-mail: a letter is written when it leaves, and leaves once."""
