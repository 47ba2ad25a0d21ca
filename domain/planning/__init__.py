"""A campaign's edition planned and steered by the platform team, and how organisations are asked and accept.

`plan`: what every change of an edition shares (its lock, its revision, its log). `stages`: which regions when.
`editions`: made, changed, begun from the one before; `publishing`: shown to everybody. `targets`: how many of what
where, beside what came of it; `target_files` reads them from a file, `target_template` is the file to fill in.
`partners`: asked, accepted, declined, left. `tasks`: the checklist.
"""
