"""The verbs, one module per step of a plan's life. Only here is anything written.

Each verb states the role and the phase it needs, works in one transaction, records its event,
and refuses with a domain exception. Times are naive UTC, taken once by the caller (R5, R20).
"""
