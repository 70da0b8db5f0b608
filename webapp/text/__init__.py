"""Texts as such: Markdown to safe HTML, differences, redaction, stems, excerpts, covers."""
