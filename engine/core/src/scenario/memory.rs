//! Cases, records and their relations in memory: the world of a scenario.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Setting;
use super::coverage::Coverage;
use crate::calendar::Calendar;
use crate::case::{Case, Effect, Event, Fact, Timer};
use crate::compile::Process;
use crate::dispatch::{self, CaseNumber, Loaded, New, Other, RecordNumber, Refused, Stamp, World};
use crate::id::Id;
use crate::refold::{self, Past, Row, Said, Told};
use crate::step::{Context, Outcome, Rejection, Witness, letter_data};
use crate::text::Text;
use crate::value::Record;

/// Timers that keep firing at the same moment would hold up time for ever.
const FIRED_MAX: usize = 10_000;

/// One case, with all that was decided about it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) process: Arc<Process>,
    pub(crate) case: Arc<Case>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) effects: Vec<Effect>,
    /// How many facts the last step had already shown.
    pub(crate) seen: usize,
    pub(crate) key: String,
    records: BTreeMap<Id, usize>,
    /// Shared, because a step that may be refused keeps a copy of the world.
    rows: Vec<Arc<Row>>,
    /// The letters, by number: when they were made, and their words.
    letters: BTreeMap<u32, (DateTime<Utc>, String)>,
}

#[derive(Clone, Debug)]
struct Shared {
    definition: Id,
    fields: Record,
    told: Vec<Told>,
}

/// The world of one scenario.
#[derive(Clone)]
pub(crate) struct Memory<'a> {
    setting: &'a Setting<'a>,
    person: Arc<Record>,
    pub(crate) cases: Vec<Entry>,
    records: Vec<Shared>,
    children: Vec<(usize, Id, String, usize)>,
    pub(crate) coverage: BTreeMap<Id, Coverage>,
    witness: Option<Witness>,
    /// The rows of the journal so far.
    rows: i64,
    /// The latest moment that time came to: what fires later than it should is told then.
    now: DateTime<Utc>,
    /// Letters whose template failed.
    pub(crate) broken_letters: Vec<(Id, Text)>,
}

impl<'a> Memory<'a> {
    pub(crate) fn new(setting: &'a Setting<'a>, person: Record, coverage: BTreeMap<Id, Coverage>) -> Self {
        Self {
            setting,
            person: Arc::new(person),
            cases: Vec::new(),
            records: Vec::new(),
            children: Vec::new(),
            coverage,
            witness: None,
            rows: 0,
            now: DateTime::<Utc>::MIN_UTC,
            broken_letters: Vec::new(),
        }
    }

    /// Lets somebody hear how conditions are judged.
    pub(crate) fn heard_by(mut self, witness: &Witness) -> Self {
        self.witness = Some(witness.clone());
        self
    }

    pub(crate) fn person(&self) -> Record {
        (*self.person).clone()
    }

    pub(crate) fn add_record(&mut self, definition: &Id, fields: Record) -> RecordNumber {
        // What a scenario sets at its start was so before all.
        let first = Told { number: 0, occurred: DateTime::<Utc>::MIN_UTC, form: fields.clone() };
        let told = if fields.is_empty() { Vec::new() } else { vec![first] };
        self.records.push(Shared { definition: definition.clone(), fields, told });
        number(self.records.len() - 1)
    }

    pub(crate) fn record_of(&self, case: CaseNumber, alias: &str) -> Option<RecordNumber> {
        self.entry(case)?.records.get(alias).map(|ix| number(*ix))
    }

    pub(crate) fn entry(&self, case: CaseNumber) -> Option<&Entry> {
        usize::try_from(case).ok().and_then(|ix| self.cases.get(ix))
    }

    /// The child that a case had last under a group and key.
    pub(crate) fn child_of(&self, parent: &Entry, group: &str, key: &str) -> Option<&Entry> {
        let parent = self.cases.iter().position(|entry| std::ptr::eq(entry, parent))?;
        let found = self.children.iter().rev().find(|(p, g, k, _)| *p == parent && *g == *group && k == key);
        self.cases.get(found?.3)
    }

    /// Makes a case for the scenario's person, reading the newest records.
    pub(crate) fn add_case(&mut self, process: &Arc<Process>) -> CaseNumber {
        let records = self.newest_records(process, None);
        self.push(process.clone(), String::new(), records)
    }

    /// Takes back the case that was added last, because its start was refused.
    pub(crate) fn drop_last(&mut self) {
        self.cases.pop();
    }

    /// The records and fields of the environment of a case.
    pub(crate) fn records_of(&self, entry: &Entry) -> BTreeMap<Id, Record> {
        let fields =
            |ix: &usize| self.records.get(*ix).map(|shared| shared.fields.clone()).unwrap_or_default();
        entry.records.iter().map(|(alias, ix)| (alias.clone(), fields(ix))).collect()
    }

    /// The next timer of any case, not later than `until`.
    pub(crate) fn next_due(&self, until: DateTime<Utc>) -> Option<(DateTime<Utc>, CaseNumber, Timer)> {
        let all = self.cases.iter().enumerate().filter(|(_, entry)| entry.case.is_open());
        all.flat_map(|(ix, entry)| entry.case.next_timer().map(|(due, timer)| (due, number(ix), timer)))
            .filter(|(due, ..)| *due <= until)
            .min()
    }

    /// Lets the clock run until then: what comes due fires, the first first.
    ///
    /// # Errors
    /// A step failed, or timers keep firing and hold up time.
    pub(crate) fn run_clock(&mut self, until: DateTime<Utc>) -> Result<(), Rejection> {
        for _ in 0..FIRED_MAX {
            let Some((due, case, timer)) = self.next_due(until) else {
                self.now = self.now.max(until);
                return Ok(());
            };
            match dispatch::fire(self, case, timer, due, due.max(self.now)) {
                Err(Refused::Rejected(rejection)) => return Err(rejection),
                Ok(_) => {}
                Err(Refused::World(never)) => match never {},
            }
        }
        Err(Rejection::Runaway)
    }

    fn push(&mut self, process: Arc<Process>, key: String, records: BTreeMap<Id, usize>) -> CaseNumber {
        self.cases.push(Entry {
            process,
            case: Arc::default(),
            facts: Vec::new(),
            effects: Vec::new(),
            seen: 0,
            key,
            records,
            rows: Vec::new(),
            letters: BTreeMap::new(),
        });
        number(self.cases.len() - 1)
    }

    fn newest_records(&self, process: &Process, like: Option<&Entry>) -> BTreeMap<Id, usize> {
        let mut bound = BTreeMap::new();
        for (alias, definition) in &process.definition().records {
            let same =
                |ix: &usize| self.records.get(*ix).is_some_and(|s| s.definition == definition.value.value);
            let inherited = like.and_then(|like| like.records.values().copied().find(same));
            let newest = || (0..self.records.len()).rev().find(same);
            if let Some(ix) = inherited.or_else(newest) {
                bound.insert(alias.clone(), ix);
            }
        }
        bound
    }

    fn at(&self, case: CaseNumber) -> usize {
        usize::try_from(case).unwrap_or(usize::MAX)
    }

    fn try_letters(&mut self, case: usize, before: &Loaded, event: &Event, outcome: &Outcome) {
        for effect in &outcome.effects {
            let Effect::DeliverLetter { number, letter, item, .. } = effect else { continue };
            let context = Context {
                process: &before.process,
                calendar: self.setting.calendar,
                person: &before.person,
                records: &before.records,
                witness: None,
            };
            let data = letter_data(&context, &outcome.case, item.as_ref(), "Z1", event.recorded);
            match self.words(&before.process, letter, &data) {
                Ok(Some(words)) => {
                    self.cases[case].letters.insert(*number, (event.recorded, words));
                }
                Ok(None) => {}
                Err(why) => self.broken_letters.push((letter.clone(), why)),
            }
        }
    }

    /// The words of a letter; none when its process has no such letter.
    fn words(
        &self,
        process: &Process,
        letter: &Id,
        data: &serde_json::Value,
    ) -> Result<Option<String>, Text> {
        let declared = process.definition().letters.get(letter);
        let Some(template) = declared.and_then(|letter| letter.template.as_ref()) else { return Ok(None) };
        let letter = self.setting.templates.render(&template.value, data).map_err(|error| error.text())?;
        Ok(serde_json::to_string(&letter).ok())
    }
}

fn number(ix: usize) -> i64 {
    i64::try_from(ix).unwrap_or(i64::MAX)
}

impl World for Memory<'_> {
    type Error = Infallible;

    fn calendar(&self) -> &Calendar {
        self.setting.calendar
    }

    fn witness(&self) -> Option<&Witness> {
        self.witness.as_ref()
    }

    fn load(&mut self, case: CaseNumber) -> Result<Loaded, Infallible> {
        let entry = &self.cases[self.at(case)];
        let (process, records) = (entry.process.clone(), self.records_of(entry));
        Ok(Loaded { process, case: entry.case.clone(), person: self.person.clone(), records })
    }

    fn latest(&mut self, case: CaseNumber) -> Result<Option<DateTime<Utc>>, Infallible> {
        Ok(self.cases[self.at(case)].rows.iter().map(|row| row.event.occurred).max())
    }

    fn is_aside(&mut self, _: CaseNumber, _: DateTime<Utc>, _: &Timer) -> Result<bool, Infallible> {
        // A scenario ends where a timer cannot fire.
        Ok(false)
    }

    fn past(&mut self, case: CaseNumber) -> Result<Past, Infallible> {
        let entry = &self.cases[self.at(case)];
        let told = |ix: &usize| self.records.get(*ix).map(|shared| shared.told.clone()).unwrap_or_default();
        let records = entry.records.iter().map(|(alias, ix)| (alias.clone(), told(ix))).collect();
        let rows = entry.rows.iter().map(|row| Row::clone(row)).collect();
        Ok(Past { rows, records, ..Past::default() })
    }

    fn says_otherwise(&mut self, case: CaseNumber, said: &Said<'_>) -> Result<bool, Infallible> {
        let entry = &self.cases[self.at(case)];
        let Some((at, words)) = entry.letters.get(&said.number) else { return Ok(false) };
        let data = letter_data(&said.context, said.case, said.item, "Z1", *at);
        Ok(self.words(&entry.process, said.letter, &data).is_ok_and(|now| now.as_ref() != Some(words)))
    }

    /// A scenario has one version of everything.
    fn other_definition(&mut self, _: CaseNumber, _: &str) -> Result<Option<Other>, Infallible> {
        Ok(None)
    }

    fn published(&mut self, process: &Id) -> Result<Option<Arc<Process>>, Infallible> {
        Ok(self.setting.processes.get(process).cloned())
    }

    fn create(&mut self, new: New) -> Result<CaseNumber, Infallible> {
        let like = self.entry(new.subject_of).filter(|_| new.inherits);
        let records = self.newest_records(&new.process, like);
        Ok(self.push(new.process, new.key, records))
    }

    fn find_open(
        &mut self,
        _: CaseNumber,
        process: &Id,
        key: &str,
    ) -> Result<Option<CaseNumber>, Infallible> {
        let same = |entry: &Entry| entry.process.id() == process && entry.key == key && entry.case.is_open();
        Ok(self.cases.iter().rposition(same).map(number))
    }

    fn adopt(
        &mut self,
        parent: CaseNumber,
        group: &Id,
        key: &str,
        child: CaseNumber,
    ) -> Result<(), Infallible> {
        let link = (self.at(parent), group.clone(), key.to_owned(), self.at(child));
        if !self.children.contains(&link) {
            self.children.push(link);
        }
        Ok(())
    }

    fn child(&mut self, parent: CaseNumber, group: &Id, key: &str) -> Result<Option<CaseNumber>, Infallible> {
        let parent = self.at(parent);
        let found = self.children.iter().rev().find(|(p, g, k, _)| *p == parent && g == group && k == key);
        Ok(found.map(|(.., child)| number(*child)))
    }

    fn parents(&mut self, child: CaseNumber) -> Result<Vec<(CaseNumber, Id, String)>, Infallible> {
        let child = self.at(child);
        let links = self.children.iter().filter(|(.., c)| *c == child);
        Ok(links.map(|(parent, group, key, _)| (number(*parent), group.clone(), key.clone())).collect())
    }

    fn siblings(&mut self, of: CaseNumber) -> Result<Vec<CaseNumber>, Infallible> {
        let open = (0..self.cases.len()).filter(|ix| self.cases[*ix].case.is_open());
        Ok(open.map(number).filter(|case| *case != of).collect())
    }

    fn save(
        &mut self,
        case: CaseNumber,
        before: &Loaded,
        event: &Event,
        outcome: Outcome,
    ) -> Result<Vec<Effect>, Infallible> {
        if let Some(coverage) = self.coverage.get_mut(before.process.id()) {
            coverage.add(&before.process, &outcome);
        }
        let ix = self.at(case);
        self.try_letters(ix, before, event, &outcome);
        self.rows += 1;
        let entry = &mut self.cases[ix];
        entry.facts.extend(outcome.facts.iter().cloned());
        entry.effects.extend(outcome.effects.iter().cloned());
        let row = Row { number: self.rows, event: event.clone(), facts: outcome.facts };
        entry.rows.push(Arc::new(row));
        entry.case = Arc::new(outcome.case);
        Ok(outcome.effects)
    }

    fn save_record(
        &mut self,
        record: RecordNumber,
        _: &Id,
        form: &Record,
        stamp: &Stamp,
    ) -> Result<(), Infallible> {
        self.rows += 1;
        if let Some(shared) = usize::try_from(record).ok().and_then(|ix| self.records.get_mut(ix)) {
            shared.told.push(Told { number: self.rows, occurred: stamp.occurred, form: form.clone() });
            shared.fields = refold::fields(&shared.told);
        }
        Ok(())
    }

    fn readers(&mut self, record: RecordNumber) -> Result<Vec<(CaseNumber, Id)>, Infallible> {
        let mut readers = Vec::new();
        for (ix, entry) in self.cases.iter().enumerate().filter(|(_, entry)| entry.case.is_open()) {
            let aliases = entry.records.iter().filter(|(_, shared)| number(**shared) == record);
            readers.extend(aliases.map(|(alias, _)| (number(ix), alias.clone())));
        }
        Ok(readers)
    }

    fn open_cases(&mut self, _record: RecordNumber) -> Result<Vec<CaseNumber>, Infallible> {
        Ok((0..self.cases.len()).filter(|ix| self.cases[*ix].case.is_open()).map(number).collect())
    }
}
