"""Texts as such."""
