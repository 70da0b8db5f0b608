"""The environment: settings, folders, private files, mail server, version."""
