"""Writers: what the record says → files that people print, keep or open elsewhere."""
