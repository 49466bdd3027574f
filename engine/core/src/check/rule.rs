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
    /// A file with this fault and no other; two files have a line `---` between them.
    pub bad: &'static str,
}

/// All explanations, by code.
#[must_use]
pub fn explanations() -> Vec<Explanation> {
    vec![
        super::reachable::EXPLANATION,
        super::end_reachable::EXPLANATION,
        super::parallel_done::EXPLANATION,
        super::deadline_circle::EXPLANATION,
        super::derived_circle::EXPLANATION,
        super::event_used::EXPLANATION,
        super::start_by_hand::EXPLANATION,
        super::restart::EXPLANATION,
        super::letter_template::EXPLANATION,
        super::letter_template::UNKNOWN_FIELD,
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
    ]
}
