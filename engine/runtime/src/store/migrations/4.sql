-- What is personal is concealed under the key of its person, kept outside this file: `people.data`,
-- `records.fields`, `cases.state`, `letters.letter`, `letters.envelope` and `journal_payload.payload`, with
-- the row's salt before it. `people.bsn` and `records.key` can be looked up and tell nothing.
-- The tables stay as they are; the program conceals what stands in them.
SELECT 1;
