"""Lists as offices already write them, a pasted message or a file, read into proposed needs. Nothing here is saved.

Ground floor first. `rows`: what comes out. `tokens`, `words` (the vocabulary, `data/words.csv`), `numbers`,
`calendars`, `date_words`, `dates`, `match` (the catalogue's item): what a word or a number means. `private`: what is
never kept.

A pasted message: `signs` and `lines` clean it, `around`, `names` and `uses` say what each number is for, `part` holds a
line and what has been taken out of it, `reading` makes one need of it, `splitting` tells several needs in a line apart,
`kinds` says why a line is no need, `message` goes through the lines under their headings.

A file: `decoding`, `markup`, `workbook` and `table` make cells of it, `headers`, `columns`, `cells`, `passing` and
`sheet` make needs of the cells, `template` is the file to fill in.
"""
