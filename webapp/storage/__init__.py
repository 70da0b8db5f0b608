"""The database: its handle, its schema, its copies."""
