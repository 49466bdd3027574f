//! People.

use chrono::NaiveDate;
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use super::{CaseRow, RecordView};

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PersonRow {
    /// The number, shown as `P1`.
    pub person: i64,
    /// The whole name.
    pub name: String,
    /// The day of birth.
    pub birth_date: Option<NaiveDate>,
    /// The municipality.
    pub municipality: Option<String>,
    /// How many cases are open.
    pub open_cases: i64,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PersonView {
    /// What a list shows.
    #[serde(flatten)]
    pub row: PersonRow,
    /// First names.
    pub first_names: String,
    /// The part between first and last name, such as "van den".
    pub prefix: Option<String>,
    /// Last name.
    pub last_name: String,
    /// `M`, `V` or `X`.
    pub gender: Option<String>,
    /// How a letter begins.
    pub salutation: String,
    /// The address, a line each.
    pub address: Vec<String>,
    /// The last three digits of the BSN, if it is known; the number itself is not shown.
    pub bsn_end: Option<String>,
    /// The person's shared records.
    pub records: Vec<RecordView>,
    /// The person's cases.
    pub cases: Vec<CaseRow>,
}

/// Whom or what a case can be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SubjectRow {
    /// The number, shown as `S1`, or `P1` for a person.
    pub subject: i64,
    /// The kind that processes call it: `person`, or another.
    pub kind: String,
    /// The name.
    pub name: String,
    /// How many cases are open.
    pub open_cases: i64,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ImportReport {
    /// Rows read, without the header.
    pub rows: usize,
    /// People who are new.
    pub people_new: usize,
    /// Detention reports that are new.
    pub records_new: usize,
    /// Reports whose expected release moved.
    pub records_moved: usize,
    /// Rows that changed nothing.
    pub unchanged: usize,
    /// Rows that are wrong, and were left out.
    pub bad: Vec<BadRow>,
    /// Things that are worth a look but kept nothing out.
    pub remarks: Vec<BadRow>,
    /// So many rows were wrong that the rest was not read.
    pub stopped: bool,
    /// Something was stored.
    pub stored: bool,
    /// Cases that made a step because of it, shown as `Z1`.
    pub cases: Vec<i64>,
}

/// A row that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BadRow {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    /// The column, if one can be named.
    pub column: Option<String>,
    /// What is wrong. Never repeats a name or a BSN.
    pub reason: Text,
}
