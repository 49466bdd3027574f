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
    /// A process with this fault and no other.
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
        super::may_fail::UNSET,
        super::may_fail::DIVISION,
        super::may_fail::LIMIT,
        super::letter_unset::EXPLANATION,
        super::letter_template::EXPLANATION,
        super::letter_template::UNKNOWN_FIELD,
    ]
}
