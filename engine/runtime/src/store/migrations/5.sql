-- What each call of `publish` did to each name: another document, which may be an older one, or none any more.
-- What was removed before this table came is not known.
CREATE TABLE published (
  publication INTEGER NOT NULL REFERENCES publications,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  document INTEGER REFERENCES documents,
  PRIMARY KEY (publication, kind, name)
) WITHOUT ROWID;
INSERT INTO published (publication, kind, name, document) SELECT publication, kind, name, number FROM documents;

-- The files of cases that came from other offices. It outlives the person: a file comes in once.
-- `case_no` is no reference, for that would ask for an index that nothing else needs.
CREATE TABLE received (
  file TEXT PRIMARY KEY,
  case_no INTEGER NOT NULL
) WITHOUT ROWID;
