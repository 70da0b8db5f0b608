"""Every total, once: of a plan, of a year, main points, the report of observations and answers."""
