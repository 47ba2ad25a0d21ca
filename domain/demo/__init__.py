"""The demonstration data of each country, deterministic, built from `data/` and the five documents' facts.

`loading` begins it. `story` says what a country brings; `morocco`, `egypt`, `iran` and `emirates` bring it. `build`
writes it, with `cast` (people, organisations), `asking` (needs, their items and quantities from `goods`), `plan` (what
happened to each, at which `moments`), `giving` (whose each pledge is), `reaching` (whom it reached), `desk` (unions,
vouches, links, how each association came in), `planning` (editions steered), `studio`, `channels`, `handovers`
(collections, whom we asked), `logistics` (goods in bulk: a `ledger`, what was `delivered`, what is `under_way`),
`news`, `inbox` and `history` (the log).
"""
