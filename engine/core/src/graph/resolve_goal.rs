//! Goals for reports: what they count must be there.

use super::resolve::Resolver;
use crate::definition::target::Measure;
use crate::id::Id;
use crate::say;

impl Resolver<'_> {
    pub(super) fn check_targets(&mut self) {
        let definition = self.definition;
        for target in definition.targets.values() {
            for name in &target.value.of {
                let deadlines: Vec<Id> = self.known.deadlines.iter().cloned().collect();
                if target.value.measure == Measure::InTime && !deadlines.contains(&name.value) {
                    self.unknown("NZ0209", &name.span, name, &say!("De termijn"; "The deadline"), &deadlines);
                }
                if target.value.measure == Measure::Outcome && !definition.outcomes.contains_key(&name.value)
                {
                    let outcomes = definition.outcomes.keys();
                    self.unknown("NZ0215", &name.span, name, &say!("De uitkomst"; "The outcome"), outcomes);
                }
            }
        }
    }
}
