-- What was told about a shared record: read when something is told late.
CREATE INDEX journal_by_record ON journal(record) WHERE record IS NOT NULL;
