//! The explanations of all that is found outside the rules of this folder, a table a group. They
//! stand together, away from the readers, so that the readers need not know of them.

mod chart;
mod expression;
mod letter;
mod name;
mod overlay;
mod proof;
mod scenario;
mod shape;
mod term;

use super::rule::Explanation;

/// A process that is right but for what is put into it: more lines at the top (the first may add to
/// `events`), and the contents of its first state.
macro_rules! process {
    ($top:literal, $begin:literal) => {
        concat!(
            "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n",
            "events:\n  af: {title: Af, by: [c]}\n",
            $top,
            "initial: begin\nstates:\n  begin: ",
            $begin,
            "\n  einde: {final: klaar}\n"
        )
    };
}
use process;

const fn explain(code: &'static str, nl: &'static str, en: &'static str, bad: &'static str) -> Explanation {
    Explanation { code, nl, en, bad }
}

/// Every table.
pub(super) fn tables() -> impl Iterator<Item = &'static Explanation> {
    let tables: [&'static [Explanation]; 9] = [
        &shape::EXPLANATIONS,
        &name::EXPLANATIONS,
        &chart::EXPLANATIONS,
        &expression::EXPLANATIONS,
        &letter::EXPLANATIONS,
        &scenario::EXPLANATIONS,
        proof::EXPLANATIONS,
        &term::EXPLANATIONS,
        &overlay::EXPLANATIONS,
    ];
    tables.into_iter().flatten()
}
