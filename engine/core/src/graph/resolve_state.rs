//! States and transitions: the tree becomes a table.

use super::action::Block;
use super::chart::{Chart, Deadline, DoneIf, End, Group, Initial, Kind, State, StateIx, Transition};
use super::resolve::Resolver;
use crate::definition::children::{Children, DoneIf as WrittenDoneIf};
use crate::definition::reader::Map;
use crate::definition::state::{self as written, Kind as WrittenKind};
use crate::definition::trigger::Branch;
use crate::expression::Names;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::value::Type;

impl Resolver<'_> {
    pub(super) fn chart(&mut self) -> Chart {
        let definition = self.definition;
        let mut chart = Chart::default();
        self.lay_out(&definition.root, None, &mut chart);
        self.fill(&definition.root, &mut chart);
        chart.mark_eventless();
        if !matches!(definition.root.kind, WrittenKind::Compound { .. }) {
            self.report(
                Finding::error(
                    "NZ0116",
                    definition.id.span.clone(),
                    say!("Dit proces heeft geen `states`."; "This process has no `states`."),
                )
                .help(say!("Voeg `initial` en `states` toe."; "Add `initial` and `states`.")),
            );
        }
        chart
    }

    /// What people call a state: its title; an end without one is called after its outcome.
    fn title_of(&self, state: &written::State) -> String {
        let outcome = match &state.kind {
            WrittenKind::Final { outcome: Some(outcome), .. } => self.definition.outcomes.get(&outcome.value),
            _ => None,
        };
        let title = state.title.clone().or_else(|| outcome.map(|outcome| outcome.value.clone()));
        title.unwrap_or_else(|| state.id.spoken())
    }

    /// First all states get their place, so that transitions can point forward.
    fn lay_out(&mut self, state: &written::State, parent: Option<StateIx>, chart: &mut Chart) -> StateIx {
        let title = if parent.is_none() { self.definition.title.clone() } else { self.title_of(state) };
        let is_final = matches!(state.kind, WrittenKind::Final { .. });
        let kind = match state.kind {
            WrittenKind::Atomic => Kind::Atomic,
            // What holds no states is atomic, whatever it was meant to be: no step may wait inside it.
            _ if parent.is_some() && state.inside().is_empty() && !is_final => Kind::Atomic,
            WrittenKind::Compound { .. } => Kind::Compound,
            WrittenKind::Parallel(_) => Kind::Parallel,
            WrittenKind::Final { .. } => Kind::Final,
        };
        let ix = self.place(blank(state.id.clone(), title, state.span.clone(), kind, parent), chart);
        for (id, history) in &state.history {
            let kind = Kind::History { deep: history.deep };
            let memory =
                self.place(blank(id.clone(), id.spoken(), history.span.clone(), kind, Some(ix)), chart);
            chart.states[ix].histories.push(memory);
        }
        for inner in state.inside() {
            let child = self.lay_out(inner, Some(ix), chart);
            chart.states[ix].inside.push(child);
        }
        chart.states[ix].last = chart.states.len() - 1;
        ix
    }

    fn place(&mut self, state: State, chart: &mut Chart) -> StateIx {
        let ix = chart.states.len();
        let state = State { last: ix, ..state };
        if let Some(first) = chart.index.insert(state.id.clone(), ix) {
            let id = &state.id;
            let finding = Finding::error(
                "NZ0202",
                state.span.clone(),
                say!("De toestand `{id}` bestaat al."; "The state `{id}` exists already."),
            )
            .also(chart.states[first].span.clone(), say!("hier staat de eerste"; "the first is here"));
            self.report(finding);
        }
        chart.states.push(state);
        ix
    }

    fn fill(&mut self, state: &written::State, chart: &mut Chart) {
        let Some(&ix) = chart.index.get(&state.id) else { return };
        let names = self.known.names();
        chart.states[ix].entry = self.blocks(&state.entry, &names);
        chart.states[ix].exit = self.blocks(&state.exit, &names);
        chart.states[ix].deadlines = self.deadlines(&state.deadlines);
        chart.states[ix].tasks = state.tasks.iter().filter_map(|(id, task)| self.task(id, task)).collect();
        chart.states[ix].groups =
            state.children.iter().filter_map(|(id, group)| self.group(id, group)).collect();
        self.fill_kind(state, ix, chart);
        if let Some(always) = &state.always {
            // `today` would make an eventless transition depend on when somebody looks.
            let names = self.known.names.clone();
            self.transitions(ix, "always", &[], &always.branches, &names, chart);
        }
        for trigger in &state.when {
            let events = self.events(&trigger.events);
            let names = self.known.names_with_event(&events);
            self.transitions(ix, &trigger.id, &events, &trigger.branches, &names, chart);
        }
        for (id, deadline) in &state.deadlines {
            let event = [Id::from(format!("deadline.{id}"))];
            let branches = &deadline.branches;
            let acts =
                branches.iter().any(|b| b.guard.is_some() || !b.actions.is_empty() || !b.targets.is_empty());
            if acts {
                self.transitions(ix, &event[0], &event, branches, &names, chart);
            }
        }
        self.check_shape(state, ix, chart);
        state.inside().iter().for_each(|inner| self.fill(inner, chart));
    }

    fn fill_kind(&mut self, state: &written::State, ix: StateIx, chart: &mut Chart) {
        let names = self.known.names();
        match &state.kind {
            WrittenKind::Compound { initial: Some(initial), .. } => {
                let targets = self.targets(&initial.targets, chart);
                self.must_be_inside(&targets, &initial.targets, ix, chart);
                let actions = self.actions(&initial.actions, &names);
                chart.states[ix].initial = Some(Initial { actions, targets });
            }
            WrittenKind::Compound { initial: None, .. } => {
                let id = &state.id;
                // SCXML: without a word about it, the first in the document.
                let Some(first) = chart.states[ix].inside.first() else { return };
                let targets = vec![*first];
                chart.states[ix].initial = Some(Initial { actions: Vec::new(), targets });
                self.expect(
                    Finding::error(
                        "NZ0116",
                        state.span.clone(),
                        say!("`{id}` zegt niet waar het begint."; "`{id}` does not say where it begins."),
                    )
                    .help(say!("Voeg `initial: …` toe."; "Add `initial: …`.")),
                );
            }
            WrittenKind::Final { outcome, with } => {
                let outcome = outcome.as_ref().map(|name| {
                    if !self.definition.outcomes.contains_key(&name.value) {
                        let known: Vec<Id> = self.definition.outcomes.keys().cloned().collect();
                        self.undeclared(
                            "NZ0215",
                            &name.span,
                            name,
                            &say!("De uitkomst"; "The outcome"),
                            &known,
                        );
                    }
                    name.value.clone()
                });
                let with = with
                    .iter()
                    .filter_map(|(id, w)| Some((id.clone(), self.expression(&w.value, &names, None)?)))
                    .collect();
                chart.states[ix].end = Some(End { outcome, with });
            }
            WrittenKind::Atomic | WrittenKind::Parallel(_) => {}
        }
        for (id, history) in &state.history {
            let (Some(&memory), Some(default)) = (chart.index.get(id), &history.default) else { continue };
            let targets = self.targets(&default.targets, chart);
            self.check_default(&targets, &default.targets, ix, chart);
            let actions = self.actions(&default.actions, &names);
            chart.states[memory].initial = Some(Initial { actions, targets });
        }
    }

    fn blocks(&mut self, written: &Map<crate::definition::action::Action>, names: &Names) -> Vec<Block> {
        self.actions(written, names).into_iter().map(|action| Block { actions: vec![action] }).collect()
    }

    fn transitions(
        &mut self,
        source: StateIx,
        trigger: &str,
        events: &[Id],
        branches: &[Branch],
        names: &Names,
        chart: &mut Chart,
    ) {
        for branch in branches {
            let guard = self.condition(branch.guard.as_ref(), names);
            let state = &chart.states[source].id;
            let id = match &branch.id {
                Some(branch) => format!("{state}.{trigger}.{branch}"),
                None => format!("{state}.{trigger}"),
            };
            let transition = Transition {
                id: Id::from(id),
                span: branch.span.clone(),
                source,
                events: events.to_vec(),
                guard,
                actions: self.actions(&branch.actions, names),
                targets: self.targets(&branch.targets, chart),
                internal: branch.internal,
            };
            let ix = chart.transitions.len();
            chart.transitions.push(transition);
            chart.states[source].transitions.push(ix);
        }
    }

    fn deadlines(&mut self, written: &Map<written::Deadline>) -> Vec<Deadline> {
        let mut deadlines = Vec::new();
        for (id, deadline) in written {
            let Some(at) = &deadline.at else { continue };
            deadlines.push(Deadline {
                id: id.clone(),
                title: deadline.title.clone().unwrap_or_else(|| id.spoken()),
                at: self.formula(at, false),
                met_by: self.events(&deadline.met_by),
                span: deadline.span.clone(),
            });
        }
        deadlines
    }

    fn group(&mut self, id: &Id, group: &Children) -> Option<Group> {
        let process = group.process.as_ref()?;
        let mut names = self.known.names();
        let mut each = None;
        if let Some(list) = &group.each {
            let Some(items) = self.known.items(&list.value).cloned() else {
                let lists: Vec<Id> = self
                    .definition
                    .data
                    .iter()
                    .filter(|(_, f)| matches!(f.ty, Type::List(_)))
                    .map(|(id, _)| id.clone())
                    .collect();
                self.unknown("NZ0201", &list.span, list, &say!("De lijst"; "The list"), &lists);
                return None;
            };
            names = self.with_items(&items, &list.span, &names);
            let key = self.definition.data.get(&list.value).and_then(|field| field.key.as_ref());
            match key {
                Some(key) => each = Some((list.value.clone(), key.value.clone())),
                None => {
                    self.report(
                        Finding::error("NZ0216", list.span.clone(), say!("Deze lijst heeft geen `key`."; "This list has no `key`."))
                            .help(say!("Geef de lijst `key: VELD`: zo blijft elk kind bij zijn regel."; "Give the list `key: FIELD`, so that each child stays with its item.")),
                    );
                    return None;
                }
            }
        }
        let condition = self.condition(group.condition.as_ref(), &names);
        let with = self.handed_over(process, &group.with, &names);
        let done_if = match &group.done_if {
            WrittenDoneIf::All => DoneIf::All,
            WrittenDoneIf::AtLeast(count) => DoneIf::AtLeast(*count),
            WrittenDoneIf::Condition(written) => {
                let names = self.known.names();
                DoneIf::Condition(self.condition(Some(written), &names)?)
            }
        };
        Some(Group {
            id: id.clone(),
            process: process.value.clone(),
            each,
            condition,
            with,
            done_if,
            cancel_on_leave: group.cancel_on_leave,
        })
    }
}

fn blank(id: Id, title: String, span: Span, kind: Kind, parent: Option<StateIx>) -> State {
    State {
        id,
        title,
        span,
        kind,
        parent,
        last: 0,
        inside: Vec::new(),
        histories: Vec::new(),
        initial: None,
        entry: Vec::new(),
        exit: Vec::new(),
        transitions: Vec::new(),
        eventless: false,
        deadlines: Vec::new(),
        tasks: Vec::new(),
        groups: Vec::new(),
        end: None,
    }
}
