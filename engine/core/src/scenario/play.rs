//! Playing one scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::Setting;
use super::coverage::Coverage;
use super::expect;
use super::file::{Scenario, Step};
use super::memory::Memory;
use crate::case::{Actor, Case, Fact, What};
use crate::compile::Process;
use crate::definition::event::Event as Declared;
use crate::definition::field::{Field, date};
use crate::definition::reader::Map;
use crate::dispatch::{self, CaseNumber, Refused, Stamp};
use crate::finding::{Finding, Span};
use crate::graph::PERSON;
use crate::id::Id;
use crate::say;
use crate::step::{Rejection, Witness};
use crate::text::Text;
use crate::value::{Record, Value};

/// A scenario that was played.
pub struct Played {
    /// The process, or the table whose case it is.
    pub process: Id,
    /// The scenario's id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub span: Span,
    /// What went otherwise than expected.
    pub failures: Vec<Finding>,
    /// Every case it made, with all facts: folding these gives the case.
    pub cases: Vec<(Case, Vec<Fact>)>,
}

pub(super) fn play(
    scenario: &Scenario,
    process: &Arc<Process>,
    setting: &Setting<'_>,
    coverage: &mut BTreeMap<Id, Coverage>,
    witness: &Witness,
) -> Played {
    let mut failures = Vec::new();
    let written = &scenario.person;
    let subject = if process.definition().subject.as_str() == PERSON { person } else { other };
    let person = subject(written, &scenario.span, &mut failures);
    let world = Memory::new(setting, person, std::mem::take(coverage)).heard_by(witness);
    let mut stage = Stage { world, process: process.clone(), setting, main: None, failures };
    stage.set_records(scenario);
    for step in &scenario.steps {
        if !stage.play(step) {
            break;
        }
    }
    let Stage { world, failures, .. } = stage;
    let cases =
        world.cases.into_iter().map(|entry| (Arc::unwrap_or_clone(entry.case), entry.facts)).collect();
    *coverage = world.coverage;
    let (process, id, title) = (process.id().clone(), scenario.id.clone(), scenario.title.clone());
    Played { process, id, title, span: scenario.span.clone(), failures, cases }
}

struct Stage<'a> {
    world: Memory<'a>,
    process: Arc<Process>,
    setting: &'a Setting<'a>,
    main: Option<CaseNumber>,
    failures: Vec<Finding>,
}

impl Stage<'_> {
    /// Plays one step. Whether it makes sense to go on.
    fn play(&mut self, step: &Step) -> bool {
        self.let_time_pass(step.recorded);
        let before = self.world.clone();
        let refused = match self.happen(step) {
            Ok(()) => None,
            Err(Some(rejection)) => {
                // A refusal undoes everything; what the scenarios went through does not count twice.
                let coverage = std::mem::take(&mut self.world.coverage);
                self.world = before;
                self.world.coverage = coverage;
                Some(rejection)
            }
            Err(None) => return false,
        };
        for (letter, why) in std::mem::take(&mut self.world.broken_letters) {
            let (nl, en) = (why.nl, why.en);
            self.fail(
                &step.span,
                say!("De brief `{letter}` lukt niet. {nl}"; "The letter `{letter}` fails. {en}"),
            );
        }
        let case = match &step.case {
            Some(path) if refused.is_none() => self.find(path),
            Some(path) => self.find(path),
            None => self.main,
        };
        let found = case.and_then(|case| self.world.entry(case));
        self.failures.extend(expect::check(step, found, refused.as_ref(), &self.world, self.setting));
        for entry in &mut self.world.cases {
            entry.seen = entry.facts.len();
        }
        true
    }

    fn let_time_pass(&mut self, until: DateTime<Utc>) {
        if let Err(rejection) = self.world.run_clock(until) {
            let Text { nl, en } = rejection.text();
            let span = self.process.definition().id.span.clone();
            self.fail(&span, say!("Een termijn lukt niet. {nl}"; "A deadline fails. {en}"));
        }
    }

    /// `Err(None)` when the scenario itself is wrong, which was reported.
    fn happen(&mut self, step: &Step) -> Result<(), Option<Rejection>> {
        if let Some(letter) = &step.approve {
            let case = self.case_of(step)?;
            let approvals =
                self.world.entry(case).map(|entry| entry.case.approvals.clone()).unwrap_or_default();
            let waiting = approvals.iter().find(|(_, approval)| approval.letter == letter.value);
            let Some((number, approval)) = waiting else {
                return Err(Some(Rejection::NoSuch { id: letter.value.to_string() }));
            };
            let actor = actor(step.by.as_ref().map_or(&approval.role, |by| &by.value));
            return self.submit(case, step, actor, What::LetterApproved(*number));
        }
        if let Some(task) = &step.done {
            let case = self.case_of(step)?;
            let role = self
                .world
                .entry(case)
                .and_then(|e| e.case.tasks.get(&task.value))
                .map(|task| task.role.clone());
            let role = step.by.as_ref().map(|by| by.value.clone()).or(role).unwrap_or_else(|| Id::from("-"));
            return self.submit(case, step, actor(&role), What::TaskDone(task.value.clone()));
        }
        match &step.event {
            Some(event) => self.record(step, &event.value.clone(), &event.span),
            None if self.main.is_none() => self.start(step, None),
            None => Ok(()),
        }
    }

    fn record(&mut self, step: &Step, event: &Id, span: &Span) -> Result<(), Option<Rejection>> {
        if self.main.is_none() {
            return self.start(step, Some(event));
        }
        let case = self.case_of(step)?;
        let process = self.world.entry(case).map(|entry| entry.process.clone()).ok_or(None)?;
        if let Some((alias, name)) = event.split_once('.')
            && let Some(record) = process.definition().records.get(alias)
        {
            let definition = record.value.value.clone();
            return self.record_of(step, case, alias, &definition, &Id::from(name), span);
        }
        let declared = process.event(event);
        let by_signal = |declared: &Declared| declared.by.iter().any(|by| by.as_str() == "signal");
        let by = step.by.as_ref().map(|by| by.value.clone());
        if by.as_ref().is_some_and(|by| by.as_str() == "signal")
            || (by.is_none() && declared.is_some_and(|d| by_signal(d) && role_of(d).is_none()))
        {
            return self.submit(case, step, Actor::default(), What::Signal { event: event.clone() });
        }
        let role = by.or_else(|| declared.and_then(role_of)).unwrap_or_else(|| Id::from("-"));
        let form = self.form(step, declared, &process.definition().data)?;
        self.submit(case, step, actor(&role), What::Recorded { event: event.clone(), form })
    }

    fn start(&mut self, step: &Step, event: Option<&Id>) -> Result<(), Option<Rejection>> {
        let process = self.process.clone();
        let declared = event.and_then(|event| process.event(event));
        let form = self.form(step, declared, &process.definition().data)?;
        let role = step.by.as_ref().map(|by| by.value.clone()).or_else(|| declared.and_then(role_of));
        let case = self.world.add_case(&process);
        let what = What::Start { event: event.cloned(), form };
        match self.submit(case, step, role.map_or_else(Actor::default, |role| actor(&role)), what) {
            Ok(()) => {
                self.main = Some(case);
                Ok(())
            }
            Err(refused) => {
                self.world.drop_last();
                Err(refused)
            }
        }
    }

    /// An event of a shared record. One that starts a record makes a new one beside it.
    fn record_of(
        &mut self,
        step: &Step,
        case: CaseNumber,
        alias: &str,
        definition: &Id,
        event: &Id,
        span: &Span,
    ) -> Result<(), Option<Rejection>> {
        let Some(declared) = self.setting.library.records.get(definition) else { return Err(None) };
        let form = self.form(step, declared.events.get(event).map(|event| &event.value), &declared.fields)?;
        let starts = declared.events.get(event).is_some_and(|event| event.starts);
        let record = if starts {
            Some(self.world.add_record(definition, Record::new()))
        } else {
            self.world.record_of(case, alias)
        };
        let Some(record) = record else {
            self.fail(span, say!("Deze zaak leest geen `{alias}`."; "This case reads no `{alias}`."));
            return Err(None);
        };
        let stamp = Stamp { occurred: step.at, recorded: step.recorded, actor: Actor::default() };
        unwrap_refused(dispatch::record(&mut self.world, record, declared, event, &form, &stamp))
    }

    fn submit(
        &mut self,
        case: CaseNumber,
        step: &Step,
        actor: Actor,
        what: What,
    ) -> Result<(), Option<Rejection>> {
        let stamp = Stamp { occurred: step.at, recorded: step.recorded, actor };
        unwrap_refused(dispatch::submit(&mut self.world, case, stamp.event(what)))
    }

    fn form(
        &mut self,
        step: &Step,
        declared: Option<&Declared>,
        data: &Map<Field>,
    ) -> Result<Record, Option<Rejection>> {
        let mut form = Record::new();
        let Json::Object(written) = &step.form else { return Ok(form) };
        for (name, value) in written {
            let id = Id::from(name.as_str());
            let field = declared.and_then(|event| event.carries.get(&id)).or_else(|| data.get(&id));
            match field.map(|field| field.value(value)) {
                Some(Ok(value)) => {
                    form.insert(id, value);
                }
                Some(Err(why)) => return Err(Some(Rejection::BadField { field: id, why })),
                None => {
                    self.fail(
                        &step.span,
                        say!("Het veld `{name}` bestaat niet."; "There is no field `{name}`."),
                    );
                    return Err(None);
                }
            }
        }
        Ok(form)
    }

    fn case_of(&mut self, step: &Step) -> Result<CaseNumber, Option<Rejection>> {
        let found = match &step.case {
            Some(path) => self.find(path),
            None => self.main,
        };
        found.ok_or_else(|| {
            let span = step.case.as_ref().map_or(&step.span, |path| &path.span).clone();
            self.fail(&span, say!("Deze zaak is er niet."; "There is no such case."));
            None
        })
    }

    /// `GROUP/KEY[/GROUP/KEY]` from the main case, or the id of a process that was started.
    fn find(&mut self, path: &str) -> Option<CaseNumber> {
        let by_process = self.world.cases.iter().rposition(|entry| *entry.process.id() == *path);
        if let Some(found) = by_process {
            return i64::try_from(found).ok();
        }
        let mut case = self.main?;
        let mut parts = path.split('/');
        while let Some(group) = parts.next() {
            let key = parts.next().unwrap_or_default();
            case = dispatch::World::child(&mut self.world, case, &Id::from(group), key).ok()??;
        }
        Some(case)
    }

    fn set_records(&mut self, scenario: &Scenario) {
        for (alias, record) in &self.process.definition().records.clone() {
            let Some(definition) = self.setting.library.records.get(&record.value.value) else { continue };
            let written =
                scenario.records.get(alias.as_str()).cloned().unwrap_or_else(|| serde_json::json!({}));
            let fields = crate::definition::field::record(&definition.fields, &written).unwrap_or_else(
                |(field, why)| {
                    let (nl, en) = (why.nl, why.en);
                    self.fail(&scenario.span, say!("`{field}`: {nl}"; "`{field}`: {en}"));
                    Record::new()
                },
            );
            self.world.add_record(&record.value.value, fields);
        }
    }

    fn fail(&mut self, span: &Span, message: Text) {
        self.failures.push(Finding::error("NZ0602", span.clone(), message));
    }
}

fn unwrap_refused(result: Result<(), Refused<std::convert::Infallible>>) -> Result<(), Option<Rejection>> {
    result.map_err(|refused| match refused {
        Refused::Rejected(rejection) => Some(rejection),
        Refused::World(never) => match never {},
    })
}

fn role_of(declared: &Declared) -> Option<Id> {
    declared.by.iter().map(|by| by.value.clone()).find(|by| !matches!(by.as_str(), "signal" | "process"))
}

fn actor(role: &Id) -> Actor {
    Actor { user: role.to_string(), roles: vec![role.clone()], on_behalf_of: None }
}

/// A subject that is no person has a name and no more.
fn other(written: &Json, span: &Span, failures: &mut Vec<Finding>) -> Record {
    let mut name = "Voorbeeld";
    for (key, value) in written.as_object().into_iter().flatten() {
        match (key.as_str(), value.as_str()) {
            ("naam", Some(text)) => name = text,
            _ => failures.push(
                Finding::error(
                    "NZ0114",
                    span.clone(),
                    say!("`{key}` hoort niet bij dit onderwerp."; "`{key}` is not part of this subject."),
                )
                .help(say!("Alleen `naam` kan."; "Only `naam` is possible.")),
            ),
        }
    }
    Record::from([(Id::from("naam"), Value::text(name))])
}

/// The person of a scenario; what it does not say is filled with somebody who does not exist.
pub(crate) fn person(written: &Json, span: &Span, failures: &mut Vec<Finding>) -> Record {
    let mut texts: BTreeMap<&str, String> = [
        ("voornamen", "Sam"),
        ("voorvoegsel", "van"),
        ("achternaam", "Puffelen"),
        ("geslacht", "M"),
        ("gemeente", "Haarlem"),
    ]
    .into_iter()
    .map(|(key, value)| (key, value.to_owned()))
    .collect();
    // A person who is described without a date of birth has none that we know.
    let mut born = if written.is_null() { "1990-05-17".to_owned() } else { String::new() };
    for (key, value) in written.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default().to_owned();
        match texts.get_mut(key.as_str()) {
            Some(text) => *text = value,
            None if key == "geboortedatum" => born = value,
            None => failures.push(Finding::error(
                "NZ0114",
                span.clone(),
                say!("`{key}` hoort niet bij een persoon."; "`{key}` is not part of a person."),
            )),
        }
    }
    let mut record: Record = texts.iter().map(|(key, value)| (Id::from(*key), Value::text(value))).collect();
    let parts = [&texts["voornamen"], &texts["voorvoegsel"], &texts["achternaam"]];
    let name = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    record.insert(Id::from("naam"), Value::text(&name));
    record.insert(Id::from("aanhef"), Value::text(&format!("Beste {name}")));
    match date(&born) {
        _ if born.is_empty() => {}
        Ok(day) => {
            record.insert(Id::from("geboortedatum"), Value::Date(day));
        }
        Err(why) => failures.push(Finding::error("NZ0310", span.clone(), why)),
    }
    record
}
