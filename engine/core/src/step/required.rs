//! Fields that a state needs: whoever brings a case there fills them in, and what the clock brings
//! there becomes work.

use super::rejection::Rejection;
use super::stepper::Stepper;
use crate::case::{Fact, Task as OpenTask, What};
use crate::expression::Environment;
use crate::graph::StateIx;
use crate::id::Id;

/// How the id of such a task begins; the field follows.
const TASK: &str = "required_";

impl Stepper<'_> {
    /// Judged right after the entry actions, which may fill the field in themselves; so all that
    /// comes after may count on it.
    pub(super) fn require_fields(&mut self, entered: &[StateIx]) {
        let (chart, process) = (self.chart, self.context.process);
        for (id, field) in &process.definition().data {
            let Some(required) = field.required.as_ref().filter(|_| !self.env().value(id).is_set()) else {
                continue;
            };
            let needs =
                |ix: &&StateIx| required.states.iter().any(|name| name.value == chart.states[**ix].id);
            let Some(state) = entered.iter().find(needs).map(|ix| &chart.states[*ix]) else { continue };
            let title = field.title.clone().unwrap_or_else(|| id.spoken());
            if matches!(self.event.what, What::Recorded { .. } | What::Start { event: Some(_), .. }) {
                let state = state.title.clone();
                self.refused.get_or_insert(Rejection::Required { field: id.clone(), title, state });
                continue;
            }
            let first = process.definition().roles.keys().next();
            let Some(role) = required.role.as_ref().map(|role| &role.value).or(first) else { continue };
            if self.ended_in.is_some_and(|end| chart.states[end].id == state.id) {
                // A closed case has no tasks; so the role is told, and the history shows it.
                let say = format!("‘{title}’ is niet ingevuld in een zaak die nu is afgesloten.");
                self.emit(Fact::Failed { action: Id::from(format!("{TASK}{id}")), why: say.clone() });
                self.notify(role, say);
                continue;
            }
            self.ask_for(id, &title, role.clone(), state.id.clone());
        }
    }

    fn ask_for(&mut self, field: &Id, title: &str, role: Id, state: Id) {
        let id = Id::from(format!("{TASK}{field}"));
        if self.case.tasks.contains_key(&id) {
            return;
        }
        let task = OpenTask {
            title: format!("Vul in: {title}"),
            role,
            due: None,
            origin: state.clone(),
            state: Some(state),
            opened: self.event.occurred,
            steps: std::collections::BTreeMap::new(),
            taken: std::collections::BTreeSet::new(),
            round: 0,
        };
        self.emit(Fact::TaskOpened { id, task });
    }

    /// Filling the field in is doing the task.
    pub(super) fn settle_required(&mut self) {
        let asked = self
            .case
            .tasks
            .keys()
            .filter(|id| self.asks_for(id).is_some_and(|field| self.env().value(&field).is_set()));
        for id in asked.cloned().collect::<Vec<_>>() {
            self.emit(Fact::TaskDone { id });
        }
    }

    /// The field that this task asks for, if it is such a task.
    pub(super) fn asks_for(&self, task: &Id) -> Option<Id> {
        let field = task.strip_prefix(TASK)?;
        let declared = self.context.process.definition().data.get(field)?;
        declared.required.as_ref()?;
        Some(Id::from(field))
    }
}
