"""What Awn knows and does: models and rules together, one noun a file, and nothing of the web.

The map, ground floor first. A file imports only files above it in this list.
"""

FLOORS = (
    "errors",  # a broken rule, by name
    "text",  # folding of Arabic, Persian and French; digits; quantities
    "phones",  # telephone numbers and e-mail addresses as people type them
    "clock",  # now and today, in the country's own time zone
    "db",  # the session, column types, writing transactions, append-only tables
    "log",  # every transition of every noun: who, when, what
    "search",  # folded words under a rank, in FTS5 or tsvector
    "counters",  # the counters of needs, their sums, the board's version
    "places",  # countries, regions, communes, isolation
    "catalogue",  # the items that can be needed
    "people",  # persons, their roles, their sign-ins
    "organisations",  # associations, companies, unions; memberships
    "campaigns",  # campaigns, editions, targets, published results
    "needs",  # what is lacking: states, ranking, counters
    "board",  # the published needs, filtered, sorted, in pages
    "guests",  # what somebody without an account may hold
    "pledges",  # a promise: the click and its key
    "handovers",  # a pledge's way after the click: prepared, handed over, received, distributed
    "impact",  # sums of what happened, computed from rows
    "duties",  # what is done by the clock: reminders, lapses, expiry
    "demo",  # demonstration data for an empty database
)
