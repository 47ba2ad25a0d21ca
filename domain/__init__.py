"""What Awn knows and does: models and rules together, one noun a file, and nothing of the web.

The map, ground floor first. A file imports only files above it in this list.
"""

FLOORS = (
    "errors",  # a broken rule, by name
    "untrusted",  # reading what strangers send, in a process with little memory and little time
    "text",  # folding of Arabic, Persian and French; digits; quantities
    "phones",  # telephone numbers and e-mail addresses as people type them
    "clock",  # now and today, in the country's own time zone
    "db",  # the session, column types, writing transactions, append-only tables
    "log",  # every transition of every noun: who, when, what
    "search",  # folded words under a rank, in FTS5 or tsvector
    "counters",  # the counters of needs, their sums, the board's version
    "places",  # countries, regions, communes, isolation
    "catalogue",  # the items that can be needed
    "lists",  # what an office already writes, a message or a file, as proposed needs
    "pictures",  # pictures that strangers upload, made anew
    "picture_work",  # their decoding, run as a child process
    "people",  # persons, their roles, their sign-ins
    "organisations",  # associations, companies, unions; memberships
    "notices",  # what people are told: the inbox, and what goes out by mail or SMS
    "mail",  # letters by SMTP
    "sms",  # short messages by a gateway
    "papers",  # legal status with its history; documents
    "unions",  # which associations a union joins
    "teams",  # who acts for an association: invited, joined, handed over, left
    "joining",  # the life of an association on the platform: applied, reviewed, vouched for, trusted, due again
    "campaigns",  # campaigns, editions, targets, published results
    "needs",  # what is lacking: states, ranking, counters
    "listing",  # an association's list: rows kept in place, saved from a message or a file
    "board",  # the published needs, filtered, sorted, in pages
    "guests",  # what somebody without an account may hold
    "pledges",  # a promise: the click and its key
    "handovers",  # a pledge's way after the click: prepared, handed over, received
    "distributions",  # what reached people: families, women, men, children; counts only
    "renewals",  # «still needed?»: signed links, sinking, expiry
    "posts",  # news of associations, comments and their moderation
    "impact",  # sums of what happened, computed from rows
    "duties",  # what is done by the clock: reminders, lapses, expiry
    "demo",  # demonstration data for an empty database
)
