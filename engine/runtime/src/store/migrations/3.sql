-- What a case can be about beside a person: a municipality, a network, an action. One table and one row of
-- numbers, because everything that hangs on a subject (cases, records, the journal) is the same for all.
ALTER TABLE people ADD COLUMN kind TEXT NOT NULL DEFAULT 'person';
