//! Definition → draft: every name looked up, every expression typed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::chart::Chart;
use super::known::Known;
use super::resolve_table::derived_fields;
use crate::calendar::{Amount, Anchor, Formula};
use crate::definition::action::Action;
use crate::definition::library::Library;
use crate::definition::process::Process;
use crate::definition::reader::{Map, Spanned, Written};
use crate::definition::state::State;
use crate::expression::{Expr, Names};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::table::Derived;
use crate::text::Text;
use crate::value::Type;

/// A process with its names resolved, not yet checked. Only `compile` makes a `Process` of it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The process as written.
    pub definition: Process,
    /// Its states and transitions.
    pub chart: Chart,
    /// Derived fields; those of a record under `ALIAS.FIELD`.
    pub derived: BTreeMap<Id, Derived>,
    /// The conditions of events, under `EVENT.CONDITION`.
    pub requirements: BTreeMap<Id, Expr>,
    /// All values that can be read, with their types: for letters.
    pub names: Names,
}

/// Resolves a definition.
///
/// The draft is as complete as can be; with errors among the findings it must not be used.
#[must_use]
pub fn resolve(definition: &Process, library: &Library) -> (Draft, Vec<Finding>) {
    let mut resolver =
        Resolver { known: Known::of(definition, library), definition, library, findings: Vec::new() };
    resolver.check_names();
    let derived = resolver.derived();
    let requirements = resolver.requirements();
    let chart = resolver.chart();
    let names = resolver.known.names.clone();
    let draft = Draft { definition: definition.clone(), chart, derived, requirements, names };
    (draft, resolver.findings)
}

pub(super) struct Resolver<'a> {
    pub(super) known: Known<'a>,
    pub(super) definition: &'a Process,
    pub(super) library: &'a Library,
    pub(super) findings: Vec<Finding>,
}

impl Resolver<'_> {
    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reports what a bare statechart does without.
    pub(super) fn expect(&mut self, finding: Finding) {
        self.findings.push(finding.at_most(self.library.profile.severity()));
    }

    /// Types an expression. Findings point into its text.
    pub(super) fn expression(
        &mut self,
        written: &Written,
        names: &Names,
        want: Option<&Type>,
    ) -> Option<Expr> {
        let checked = written.syntax.as_ref()?.check(names, want);
        let place = &written.span;
        checked
            .map_err(|problems| {
                self.findings.extend(problems.into_iter().map(|problem| problem.into_finding(place)));
            })
            .ok()
    }

    pub(super) fn condition(&mut self, written: Option<&Written>, names: &Names) -> Option<Expr> {
        self.expression(written?, names, Some(&Type::Boolean))
    }

    /// Values for named fields, each of the field's type.
    pub(super) fn values(
        &mut self,
        with: &Map<Written>,
        names: &Names,
        target: &Map<crate::definition::field::Field>,
    ) -> Vec<(Id, Expr)> {
        let mut values = Vec::new();
        for (id, written) in with {
            let Some(field) = target.get(id) else {
                self.unknown("NZ0201", &written.span, id, &say!("Het veld"; "The field"), target.keys());
                continue;
            };
            if field.derive.is_some() {
                self.report(Finding::error(
                    "NZ0204",
                    written.span.clone(),
                    say!("`{id}` wordt afgeleid en kan geen waarde krijgen."; "`{id}` is derived and cannot be given a value."),
                ));
            }
            if let Some(expr) = self.expression(&written.value, names, Some(&field.ty)) {
                values.push((id.clone(), expr));
            }
        }
        values
    }

    /// Reports an unknown name, with a did-you-mean.
    pub(super) fn unknown<'n>(
        &mut self,
        code: &'static str,
        span: &Span,
        name: &str,
        what: &Text,
        known: impl IntoIterator<Item = &'n Id>,
    ) {
        self.report(unknown(code, span, name, what, known));
    }

    /// Reports a name that only a bare statechart need not declare.
    pub(super) fn undeclared<'n>(
        &mut self,
        code: &'static str,
        span: &Span,
        name: &str,
        what: &Text,
        known: impl IntoIterator<Item = &'n Id>,
    ) {
        self.expect(unknown(code, span, name, what, known));
    }

    /// A role that must exist; `extra` names are allowed beside the roles.
    pub(super) fn role(&mut self, name: &Spanned<Id>, extra: &[&str]) -> Id {
        let definition = self.definition;
        if !definition.roles.contains_key(&name.value) && !extra.contains(&name.as_str()) {
            self.unknown("NZ0205", &name.span, name, &say!("De rol"; "The role"), definition.roles.keys());
        }
        name.value.clone()
    }

    /// An event that must exist, or the dotted beginning of one.
    pub(super) fn event(&mut self, name: &Spanned<Id>) -> Id {
        if !self.known.is_event(name) {
            let known: Vec<Id> = self.known.events.keys().cloned().collect();
            self.undeclared("NZ0206", &name.span, name, &say!("De gebeurtenis"; "The event"), &known);
        }
        name.value.clone()
    }

    pub(super) fn events(&mut self, names: &[Spanned<Id>]) -> Vec<Id> {
        names.iter().map(|name| self.event(name)).collect()
    }

    /// A formula whose names must be dates, durations or deadlines.
    pub(super) fn formula(&mut self, written: &Spanned<Formula>, in_escalation: bool) -> Formula {
        let names = self.known.names.clone();
        let formula = written.value.clone().with_bare_duration(|id| names.get(id) == Some(&Type::Duration));
        let places: Vec<(Range<usize>, Id)> =
            formula.names().into_iter().map(|(range, id)| (range, id.clone())).collect();
        for (range, id) in places {
            let is_amount = matches!(&formula.amount, Amount::Named(amount) if *amount == id);
            let is_anchor = matches!(&formula.anchor, Anchor::Named(anchor) if *anchor == id);
            let ty = names.get(&id);
            let fits = (is_amount && ty == Some(&Type::Duration))
                || (is_anchor
                    && (matches!(ty, Some(Type::Date | Type::Datetime))
                        || self.known.deadlines.contains(&id)));
            if fits {
                continue;
            }
            let span = written.span.part(range);
            if ty.is_none() {
                let known: Vec<Id> = self
                    .known
                    .deadlines
                    .iter()
                    .cloned()
                    .chain(self.definition.data.keys().cloned())
                    .chain(self.definition.params.keys().cloned())
                    .collect();
                self.unknown("NZ0201", &span, &id, &say!("De datum of termijn"; "The date or term"), &known);
            } else {
                self.report(Finding::error(
                    "NZ0302",
                    span,
                    say!("`{id}` is geen datum en geen duur."; "`{id}` is neither a date nor a duration."),
                ));
            }
        }
        if !in_escalation && formula.anchor == Anchor::Due {
            self.report(
                Finding::error("NZ0207", written.span.clone(), say!("`due` kan alleen in een escalatie."; "`due` only works in an escalation."))
                    .help(say!("Gebruik `entry`, `start`, een datum of een andere termijn."; "Use `entry`, `start`, a date or another deadline.")),
            );
        }
        formula
    }

    /// Names that are used for two things, and names that refer to nothing.
    fn check_names(&mut self) {
        let definition = self.definition;
        let mut seen: BTreeMap<&Id, &Span> = BTreeMap::new();
        let fields = definition.data.iter().map(|(id, f)| (id, &f.span));
        let params = definition.params.iter().map(|(id, p)| (id, &p.span));
        let mut clashes = Vec::new();
        for (id, span) in fields.chain(params) {
            if let Some(first) = seen.insert(id, span) {
                clashes.push((id, span, first));
            }
        }
        for (id, span, first) in clashes {
            self.report(
                Finding::error("NZ0202", span.clone(), say!("`{id}` is al de naam van iets anders."; "`{id}` is already the name of something else."))
                    .also(first.clone(), say!("hier"; "here")),
            );
        }
        for (id, event) in &definition.events {
            if self.known.states.contains(id) {
                self.expect(Finding::error(
                    "NZ0202",
                    event.span.clone(),
                    say!("`{id}` is ook de naam van een toestand."; "`{id}` is also the name of a state."),
                ));
            }
        }
        for (_, record) in &definition.records {
            if !self.library.records.contains_key(&record.value.value) {
                self.unknown(
                    "NZ0208",
                    &record.value.span,
                    &record.value,
                    &say!("Het record"; "The record"),
                    self.library.records.keys(),
                );
            }
        }
        self.check_required();
        self.check_roles();
        self.check_events();
        self.check_suspensions();
        self.check_targets();
    }

    /// Only a field of the case can be needed in a state.
    fn check_required(&mut self) {
        let definition = self.definition;
        for (id, field) in &definition.data {
            if let Some(required) = &field.required {
                for state in &required.states {
                    if !self.known.states.contains(&state.value) {
                        let known: Vec<Id> = self.known.states.iter().cloned().collect();
                        self.unknown("NZ0203", &state.span, state, &say!("De toestand"; "The state"), &known);
                    }
                }
                if let Some(role) = &required.role {
                    self.role(role, &[]);
                }
                if field.derive.is_some() {
                    self.report(Finding::error(
                        "NZ0204",
                        field.span.clone(),
                        say!("`{id}` wordt afgeleid en kan niet worden ingevuld."; "`{id}` is derived and cannot be filled in."),
                    ));
                }
            }
        }
        let items = definition.data.values().flat_map(|field| field.fields.values());
        let carried = definition.events.values().flat_map(|event| event.carries.values());
        let records =
            definition.records.values().filter_map(|record| self.library.records.get(&record.value.value));
        let recorded = records.flat_map(|record| record.fields.values());
        let misplaced = items.chain(carried).chain(recorded).filter(|field| field.required.is_some());
        for field in misplaced.collect::<Vec<_>>() {
            self.report(Finding::error(
                "NZ0132",
                field.span.clone(),
                say!("`required` kan alleen bij een veld van de zaak."; "`required` is for a field of the case only."),
            ));
        }
    }

    fn check_roles(&mut self) {
        let definition = self.definition;
        for (_, role) in &definition.roles {
            if let Some(deputy) = &role.deputy {
                self.role(deputy, &[]);
            }
            if let Some(field) = &role.held_by
                && definition.data.get(&field.value).is_none_or(|f| f.ty != Type::Person)
            {
                let people: Vec<Id> = definition
                    .data
                    .iter()
                    .filter(|(_, f)| f.ty == Type::Person)
                    .map(|(id, _)| id.clone())
                    .collect();
                self.unknown(
                    "NZ0201",
                    &field.span,
                    field,
                    &say!("Het veld (type person)"; "The field (type person)"),
                    &people,
                );
            }
        }
        for (_, letter) in &definition.letters {
            if let Some(role) = &letter.approve {
                self.role(role, &[]);
            }
        }
    }

    fn check_events(&mut self) {
        let definition = self.definition;
        for (_, event) in &definition.events {
            for by in &event.by {
                self.role(by, &["signal", "process"]);
            }
            for (id, form) in &event.form {
                match definition.data.get(id) {
                    None => self.unknown("NZ0201", &form.span, id, &say!("Het veld"; "The field"), definition.data.keys()),
                    Some(field) if field.derive.is_some() => self.report(Finding::error(
                        "NZ0204",
                        form.span.clone(),
                        say!("`{id}` wordt afgeleid en kan niet worden ingevuld."; "`{id}` is derived and cannot be filled in."),
                    )),
                    Some(_) => {}
                }
            }
        }
    }

    fn check_suspensions(&mut self) {
        let definition = self.definition;
        let mut holdable: Vec<Id> = self.known.deadlines.iter().cloned().collect();
        collect_tasks(&definition.root, &mut holdable);
        for (_, suspension) in &definition.suspensions {
            for name in suspension.from.iter().chain(&suspension.until) {
                self.event(name);
            }
            for name in suspension.holds.iter().flatten() {
                if !holdable.contains(&name.value) {
                    self.unknown(
                        "NZ0209",
                        &name.span,
                        name,
                        &say!("De termijn of taak"; "The deadline or task"),
                        &holdable,
                    );
                }
            }
        }
    }

    fn derived(&mut self) -> BTreeMap<Id, Derived> {
        let (definition, library) = (self.definition, self.library);
        let (mut derived, findings) = derived_fields(&definition.data, &self.known.names(), library);
        self.findings.extend(findings);
        // A record's own formulas name its fields without the alias.
        for (alias, record) in &definition.records {
            let Some(record) = library.records.get(&record.value.value) else { continue };
            let (own, findings) = derived_fields(&record.fields, &record.names(), library);
            self.findings.extend(findings);
            derived.extend(own.into_iter().map(|(id, own)| (Id::from(format!("{alias}.{id}")), own)));
        }
        derived
    }

    fn requirements(&mut self) -> BTreeMap<Id, Expr> {
        let definition = self.definition;
        let mut requirements = BTreeMap::new();
        for (event, declared) in &definition.events {
            let names = self.known.names_with_event(std::slice::from_ref(event));
            for (id, requirement) in &declared.require {
                if let Some(expr) = self.condition(requirement.condition.as_ref(), &names) {
                    requirements.insert(Id::from(format!("{event}.{id}")), expr);
                }
            }
        }
        requirements
    }
}

fn unknown<'n>(
    code: &'static str,
    span: &Span,
    name: &str,
    what: &Text,
    known: impl IntoIterator<Item = &'n Id>,
) -> Finding {
    let (nl, en) = (&what.nl, &what.en);
    Finding::error(code, span.clone(), say!("{nl} `{name}` bestaat niet."; "{en} `{name}` does not exist."))
        .did_you_mean(name, known.into_iter().map(Id::as_str))
}

/// The ids of all tasks: those of states, and those that actions open.
pub(super) fn collect_tasks(state: &State, into: &mut Vec<Id>) {
    into.extend(state.tasks.keys().cloned());
    let branches = state.when.iter().chain(&state.always).flat_map(|trigger| &trigger.branches);
    let branches = branches.chain(state.deadlines.values().flat_map(|deadline| &deadline.branches));
    for actions in branches.map(|branch| &branch.actions).chain([&state.entry, &state.exit]) {
        collect_action_tasks(actions, into);
    }
    state.inside().iter().for_each(|inner| collect_tasks(inner, into));
}

fn collect_action_tasks(actions: &Map<Action>, into: &mut Vec<Id>) {
    for (id, action) in actions {
        match &action.value {
            Action::Task(_) => into.push(id.clone()),
            Action::Group(inner) => collect_action_tasks(inner, into),
            Action::Each(each) => collect_action_tasks(&each.actions, into),
            Action::Choose(branches) => {
                branches.iter().for_each(|branch| collect_action_tasks(&branch.actions, into));
            }
            _ => {}
        }
    }
}
