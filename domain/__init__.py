"""What Awn knows and does: models and rules together, one noun a file, and nothing of the web.

The map, ground floor first. A file imports only files above it in this list.
"""

FLOORS = (
    "errors",  # a broken rule, by name
    "untrusted",  # reading what strangers send, in a process with little memory and little time
    "text",  # folding of Arabic, Persian and French; digits; quantities
    "slugs",  # the address of a name, in Latin letters
    "phones",  # telephone numbers and e-mail addresses as people type them
    "clock",  # now and today, in the country's own time zone
    "db",  # the session, column types, writing transactions, append-only tables
    "log",  # every transition of every noun: who, when, what
    "search",  # folded words under a rank, in FTS5 or tsvector
    "counters",  # the counters of needs, their sums, the board's version
    "places",  # countries, regions, communes, isolation
    "communes",  # the commune that people mean by what they type
    "catalogue",  # the items that can be needed
    "lists",  # what an office already writes, a message or a file, as proposed needs
    "pictures",  # pictures that strangers upload, made anew
    "picture_work",  # their decoding, run as a child process
    "people",  # persons, their roles, their sign-ins
    "organisations",  # associations, companies, unions; memberships
    "notices",  # what people are told: the inbox
    "letters",  # what of it goes out, to whom, when, how often tried
    "mail",  # letters by SMTP
    "sms",  # short messages by a gateway
    "papers",  # legal status with its history; documents
    "unions",  # which associations a union joins
    "teams",  # who acts for an association: owners and editors, handed over, left
    "invitations",  # links by which people join a team, or bring an association
    "campaigns",  # campaigns, editions, targets, published results
    "needs",  # what is lacking: states, ranking, counters
    "profiles",  # what an association says of itself, step by step; its needs follow
    "joining",  # the life of an association on the platform: applied, handed in, due again, left
    "vouches",  # the word of trusted associations for one that joins
    "listing",  # an association's list: rows kept in place, saved from a message or a file
    "reviews",  # what the platform team decides: associations approved, trusted, suspended; needs published, returned
    "board",  # the published needs, filtered, sorted, in pages
    "guests",  # what somebody without an account may hold
    "pledges",  # a promise: the click and its key
    "handovers",  # a pledge's way after the click: prepared, handed over, received
    "arrivals",  # what an association is to receive, by state and by day; the pledge a code belongs to
    "distributions",  # what reached people: families, women, men, children; counts only
    "renewal_links",  # links by which an association says what it still needs, without an account
    "renewals",  # «still needed?»: signed links, sinking, expiry
    "posts",  # news of associations, with pictures
    "comments",  # what readers write below news, shown once a member has looked
    "impact",  # sums of what happened, computed from rows
    "duties",  # what is done by the clock: reminders, lapses, expiry
    "demo",  # demonstration data for an empty database
)
