-- Moments are whole milliseconds since 1970, UTC. `case_no` because CASE is a word of SQL.

CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

-- One call of `publish`. Its number also tells other programs that what they know is old.
CREATE TABLE publications (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  note TEXT
);

-- Every text that ever gave a case or a letter its meaning: processes (with all the files they need),
-- shared records, letter templates and house styles. One table, because all four are kept by hash,
-- versioned and made current in the same way. A row is never changed or removed.
CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('process', 'record', 'template', 'style')),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  publication INTEGER NOT NULL REFERENCES publications,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX documents_by_hash ON documents(kind, name, hash);

-- Which document a name means now.
CREATE TABLE current (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES documents,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE TABLE people (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  added INTEGER NOT NULL,
  bsn TEXT,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX people_by_bsn ON people(bsn) WHERE bsn IS NOT NULL;

-- Shared records: facts about a person that many cases read.
CREATE TABLE records (
  number INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES people,
  record TEXT NOT NULL,
  definition INTEGER NOT NULL REFERENCES documents,
  key TEXT,
  last_seq INTEGER NOT NULL,
  fields TEXT NOT NULL
);
CREATE INDEX records_by_person ON records(person, record);
CREATE UNIQUE INDEX records_by_key ON records(record, key) WHERE key IS NOT NULL;

-- `last_seq` is the case's newest row of the journal: so a cut tail is seen.
CREATE TABLE cases (
  number INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES people,
  process TEXT NOT NULL,
  definition INTEGER NOT NULL REFERENCES documents,
  key TEXT NOT NULL,
  opened INTEGER NOT NULL,
  closed INTEGER,
  outcome TEXT,
  waits INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX cases_by_person ON cases(person, process, key);
CREATE INDEX cases_open ON cases(process) WHERE closed IS NULL;
-- Open cases with a deadline that hangs on a date which nobody knows yet.
CREATE INDEX cases_waiting ON cases(opened) WHERE waits = 1;

CREATE TABLE case_records (
  case_no INTEGER NOT NULL REFERENCES cases,
  alias TEXT NOT NULL,
  record INTEGER NOT NULL REFERENCES records,
  PRIMARY KEY (case_no, alias)
) WITHOUT ROWID;
CREATE INDEX case_records_by_record ON case_records(record);

-- Children, in the order in which they were adopted.
CREATE TABLE links (
  number INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL REFERENCES cases,
  grp TEXT NOT NULL,
  key TEXT NOT NULL,
  child INTEGER NOT NULL REFERENCES cases
);
CREATE INDEX links_by_parent ON links(parent, grp, key);
CREATE INDEX links_by_child ON links(child);

-- Other relations: `from_case` KIND `to_case`.
CREATE TABLE case_links (
  from_case INTEGER NOT NULL REFERENCES cases,
  kind TEXT NOT NULL,
  to_case INTEGER NOT NULL REFERENCES cases,
  PRIMARY KEY (from_case, kind, to_case)
) WITHOUT ROWID;
CREATE INDEX case_links_by_to ON case_links(to_case);

-- What the clock owes the cases. No second index: a case knows its own timers.
CREATE TABLE deadlines (
  due INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (due, case_no, name)
) WITHOUT ROWID;

-- Timers that could not be handled. They are kept to be looked at, and never fire again.
CREATE TABLE deadlines_aside (
  due INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (due, case_no, name)
) WITHOUT ROWID;

-- Open tasks. A number is never given again: it may still stand on somebody's list. `desk` is the role
-- that sees the task, unless `holder` names the user.
CREATE TABLE tasks (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  case_no INTEGER NOT NULL REFERENCES cases,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  desk TEXT NOT NULL,
  holder TEXT,
  title TEXT NOT NULL,
  due TEXT
);
CREATE UNIQUE INDEX tasks_by_case ON tasks(case_no, id);
CREATE INDEX tasks_by_desk ON tasks(desk) WHERE holder IS NULL;
CREATE INDEX tasks_by_holder ON tasks(holder) WHERE holder IS NOT NULL;

-- `letter` holds the words as blocks, `envelope` the outside; with the style they give every page again.
CREATE TABLE letters (
  number INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL REFERENCES cases,
  nr INTEGER NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  approve TEXT,
  made INTEGER NOT NULL,
  released INTEGER,
  staged INTEGER,
  done INTEGER,
  template TEXT NOT NULL,
  template_hash BLOB,
  style INTEGER REFERENCES documents,
  envelope TEXT NOT NULL,
  letter TEXT,
  error TEXT
);
CREATE UNIQUE INDEX letters_by_case ON letters(case_no, nr);
CREATE INDEX letters_to_do ON letters(state) WHERE state <> 'done';

-- `case_no` is no reference, for that would ask for an index that nothing else needs.
CREATE TABLE notices (
  number INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL,
  role TEXT NOT NULL,
  desk TEXT NOT NULL,
  holder TEXT,
  at INTEGER NOT NULL,
  say TEXT NOT NULL
);
CREATE INDEX notices_by_time ON notices(at);

-- What happened. Nothing here says who it is about but a random id; what was said stands aside, so
-- that it can be forgotten without breaking the chain.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  recorded INTEGER NOT NULL,
  occurred INTEGER NOT NULL,
  actor TEXT NOT NULL,
  role TEXT,
  on_behalf_of TEXT,
  purpose TEXT NOT NULL,
  action TEXT NOT NULL,
  person BLOB NOT NULL,
  case_no INTEGER,
  record INTEGER,
  definition INTEGER NOT NULL,
  commitment BLOB NOT NULL,
  chain BLOB NOT NULL
);
CREATE INDEX journal_by_case ON journal(case_no) WHERE case_no IS NOT NULL;

CREATE TABLE journal_payload (
  seq INTEGER PRIMARY KEY,
  person BLOB NOT NULL,
  salt BLOB NOT NULL,
  nonce BLOB,
  payload TEXT NOT NULL
);
