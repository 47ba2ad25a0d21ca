"""What Awn knows and does: models and rules together, one noun a file, and nothing of the web.

The map, ground floor first. A file imports only files above it in this list.
"""

FLOORS = (
    "errors",  # a broken rule, by name
    "untrusted",  # reading what strangers send, in a process with little memory and little time
    "text",  # folding of Arabic, Persian and French; digits; quantities
    "differences",  # what differs between two texts, word by word
    "slugs",  # the address of a name, in Latin letters
    "phones",  # telephone numbers and e-mail addresses as people type them
    "clock",  # now and today, in the country's own time zone
    "db",  # the session, column types, writing transactions, append-only tables
    "log",  # every transition of every noun: who, when, what
    "jobs",  # work done by the worker, once for its key
    "channels",  # where shared links were put: visits, counted without knowing anybody
    "search",  # folded words under a rank, in FTS5 or tsvector
    "tallies",  # sums of public needs, of an edition by region and item
    "counters",  # the counters of needs, and the board's version
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
    "stages",  # which regions an edition reaches, between which days
    "campaigns",  # campaigns, editions, targets, published results
    "planning",  # an edition made and steered: dates, stages, targets, partners, its checklist
    "stock",  # the ledger of goods in bulk: accounts, movements, balances
    "hubs",  # places that keep stock: goods come in, what is there is counted, the book is read
    "packing",  # goods become cartons at a hub
    "convoys",  # lorries with lines of thousands, stop by stop
    "routes",  # a convoy planned: its stops, and what each is to get
    "deliveries",  # what left in convoys, arrived, was lost, came back; corrections
    "brought",  # what convoys brought to an edition, by item and by region
    "audits",  # where the ledger does not close, and its sums made anew
    "needs",  # what is lacking: states, ranking, counters
    "profiles",  # what an association says of itself, step by step; its needs follow
    "joining",  # the life of an association on the platform: applied, handed in, due again, left
    "vouches",  # the word of trusted associations for one that joins
    "listing",  # an association's list: rows kept in place, saved from a message or a file
    "reviews",  # what the platform team decides: associations approved, trusted, suspended; needs published, returned
    "waiting",  # what waits for the platform team, the most pressing first
    "redrafts",  # a need said better, beside the association's words
    "contacts",  # who spoke with an association, and the next step
    "calls",  # which associations to call, and why
    "board",  # the published needs, filtered, sorted, in pages
    "guests",  # what somebody without an account may hold
    "pledges",  # a promise: the click and its key
    "readers",  # who asks, and which of their pledges are under way
    "handovers",  # a pledge's way after the click: prepared, handed over, received
    "farewells",  # somebody is forgotten; their teams go on
    "collections",  # where and when pledges are gathered, and who looks after it
    "gathering",  # a collection planned, filled, taken by a coordinator, done
    "matching",  # needs nobody pledges, and who near them could
    "asking",  # the platform asks them
    "arrivals",  # what an association is to receive, by state and by day; the pledge a code belongs to
    "distributions",  # what reached people: families, women, men, children; counts only
    "renewal_links",  # links by which an association says what it still needs, without an account
    "renewals",  # «still needed?»: signed links, sinking, expiry
    "posts",  # news of associations, with pictures
    "comments",  # what readers write below news, shown once a member has looked
    "impact",  # sums of what happened, computed from rows
    "progress",  # an edition day by day, made from rows
    "reports",  # every figure of an edition, in one place for page, report, sheet, poster
    "drawings",  # figures as shapes: the curve, the map, the bars
    "typesetting",  # PDF and pictures with typst, one call a file
    "typesetting_work",  # typst itself, run as a child process
    "posters",  # posters and cards of needs, lists, campaigns: what is on them, where they are kept
    "duties",  # what is done by the clock: reminders, lapses, expiry
    "demo",  # demonstration data for an empty database
)
