//! The explanations of findings, for `nazorg explain`.

/// What a code means, with an example that has the fault.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// In Dutch.
    pub nl: &'static str,
    /// In English.
    pub en: &'static str,
    /// A process with this fault and no other; or several files, see [`files`](Self::files).
    pub bad: &'static str,
}

/// What the line before a file of an example begins with.
const FILE: &str = "# bestand: ";

/// All explanations, by code.
#[must_use]
pub fn explanations() -> Vec<Explanation> {
    let of_rules = [
        super::reachable::EXPLANATION,
        super::end_reachable::EXPLANATION,
        super::parallel_done::EXPLANATION,
        super::deadline_circle::EXPLANATION,
        super::derived_circle::EXPLANATION,
        super::event_used::EXPLANATION,
        super::start_by_hand::EXPLANATION,
        super::restart::EXPLANATION,
        super::part_left::EXPLANATION,
        super::may_fail::UNSET,
        super::may_fail::DIVISION,
        super::may_fail::LIMIT,
        super::letter_unset::EXPLANATION,
        super::subject::LETTER,
        super::subject::OTHER,
        super::letter_template::EXPLANATION,
        super::letter_template::UNKNOWN_FIELD,
        super::letter_template::ADDRESSEE,
        super::letter_choice::EXPLANATION,
        super::table_gap::EXPLANATION,
        super::table_overlap::EXPLANATION,
        super::table_never::EXPLANATION,
        super::table_words::NO_ANSWER,
        super::table_size::EXPLANATION,
        super::table_words::WRONG_CONDITION,
        super::table_words::OTHERWISE_PLACE,
        super::table_fit::EXPLANATION,
        super::table_words::UNKNOWN_COLUMN,
        super::table_fit::NO_TABLE,
    ];
    let mut all: Vec<Explanation> =
        super::explanation::tables().copied().chain(of_rules).chain(super::soundness::EXPLANATIONS).collect();
    all.sort_by_key(|explanation| explanation.code);
    all
}

impl Explanation {
    /// The files of the example, each with its path in a workspace. A line `# bestand: PATH` begins
    /// a file; an example without such a line is the process `t/t`.
    ///
    /// What is too long to print stands as `‹70000 × x›` in the example, and in full here.
    #[must_use]
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in self.bad.split_inclusive('\n') {
            match (line.strip_prefix(FILE), files.last_mut()) {
                (Some(path), _) => files.push((path.trim().to_owned(), String::new())),
                (None, Some((_, text))) => text.push_str(&in_full(line)),
                (None, None) => files.push(("processes/t/t.yaml".to_owned(), in_full(line))),
            }
        }
        files
    }
}

fn in_full(line: &str) -> String {
    let parts = || {
        let (before, rest) = line.split_once('‹')?;
        let (inside, after) = rest.split_once('›')?;
        let (count, piece) = inside.split_once(" × ")?;
        Some(format!("{before}{}{after}", piece.repeat(count.parse().ok()?)))
    };
    parts().unwrap_or_else(|| line.to_owned())
}
