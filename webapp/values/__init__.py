"""Plain values that know no table: clock, working days, codes, addresses, a plan as data."""
