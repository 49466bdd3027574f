//! From case to case: what one step asks of other cases happens in the same transaction.
//!
//! The world behind it is a port: the store in the program, a few vectors in a scenario. So the
//! rules about children, signals and shared records exist once.

mod world;

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use world::{CaseNumber, Loaded, New, Other, RecordNumber, World};

use crate::case::{Actor, Effect, Event, Migration, Timer, What};
use crate::compile::Process;
use crate::definition::record::Record as RecordDefinition;
use crate::id::Id;
use crate::migrate::migrate;
use crate::refold;
use crate::say;
use crate::step::{Context, Outcome, Rejection, step};
use crate::value::{Record, Value};

/// One event that sets this many steps in motion has started a wildfire.
const STEPS_MAX: usize = 10_000;

/// Why nothing was done.
#[derive(Debug)]
pub enum Refused<E> {
    /// A rule of the process says no.
    Rejected(Rejection),
    /// The world could not do it.
    World(E),
}

impl<E> From<E> for Refused<E> {
    fn from(error: E) -> Self {
        Self::World(error)
    }
}

struct Post {
    case: CaseNumber,
    event: Event,
    /// What the engine itself brings may find nobody at home; what a person brings may not.
    may_be_refused: bool,
}

/// Lets an event happen to a case, and all that follows from it to others.
///
/// Timers of the case that were due before the event occurred fire first: so a late tick never
/// changes what happened.
///
/// # Errors
/// The event was refused, or the world failed. Whatever was saved before must then be undone.
pub fn submit<W: World>(world: &mut W, case: CaseNumber, event: Event) -> Result<(), Refused<W::Error>> {
    run(world, VecDeque::from([Post { case, event, may_be_refused: false }]))
}

/// Records something about a shared record: one step in each open case that reads it.
///
/// # Errors
/// As [`submit`]; also when the record's definition has no such event.
pub fn record<W: World>(
    world: &mut W,
    record: RecordNumber,
    definition: &RecordDefinition,
    event_id: &Id,
    form: &Record,
    stamp: &Stamp,
) -> Result<(), Refused<W::Error>> {
    let declared = definition.events.get(event_id).ok_or_else(|| {
        let near = crate::finding::nearest(event_id, definition.events.keys().map(Id::as_str)).map(Id::from);
        Refused::Rejected(Rejection::UnknownEvent { event: event_id.clone(), near })
    })?;
    for (field, required) in &declared.form {
        if required.value && !form.get(field).is_some_and(Value::is_set) {
            return Err(Refused::Rejected(Rejection::Missing { field: field.clone() }));
        }
    }
    if let Some(field) = form.keys().find(|field| !declared.form.contains_key(*field)) {
        let why = say!("Dit veld hoort niet bij deze gebeurtenis."; "This field is not part of this event.");
        return Err(Refused::Rejected(Rejection::BadField { field: field.clone(), why }));
    }
    world.save_record(record, event_id, form, stamp)?;
    let mut posts = VecDeque::new();
    let readers = world.readers(record)?;
    for (case, alias) in &readers {
        let event = Id::from(format!("{alias}.{event_id}"));
        let what = What::RecordChanged { event, form: form.clone() };
        posts.push_back(Post { case: *case, event: stamp.event(what), may_be_refused: true });
    }
    if let Some(signal) = &declared.signal {
        let mut beside = world.open_cases(record)?;
        beside.retain(|case| !readers.iter().any(|(reader, _)| reader == case));
        for case in beside {
            let what = What::Signal { event: signal.value.clone() };
            posts.push_back(Post { case, event: stamp.event(what), may_be_refused: true });
        }
    }
    run(world, posts)
}

/// When something happened and was told, and by whom.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When it really happened.
    pub occurred: DateTime<Utc>,
    /// When we were told.
    pub recorded: DateTime<Utc>,
    /// Who told us.
    pub actor: Actor,
}

impl Stamp {
    /// An event with this stamp.
    #[must_use]
    pub fn event(&self, what: What) -> Event {
        Event { what, occurred: self.occurred, recorded: self.recorded, actor: self.actor.clone() }
    }
}

/// Fires one timer, and gives whether it did: one that no longer runs is no error.
///
/// # Errors
/// The world failed, or the step that follows was refused.
pub fn fire<W: World>(
    world: &mut W,
    case: CaseNumber,
    timer: Timer,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Refused<W::Error>> {
    let event = Event { what: What::Timer(timer), occurred: due, recorded: now, actor: Actor::default() };
    match submit(world, case, event) {
        Err(Refused::Rejected(Rejection::Stale | Rejection::Closed)) => Ok(false),
        other => other.map(|()| true),
    }
}

fn run<W: World>(world: &mut W, mut posts: VecDeque<Post>) -> Result<(), Refused<W::Error>> {
    let mut steps = 0;
    while let Some(post) = posts.pop_front() {
        steps += 1;
        if steps > STEPS_MAX {
            return Err(Refused::Rejected(Rejection::Runaway));
        }
        let loaded = world.load(post.case)?;
        if let Some((due, timer)) = comes_first(world, &loaded, &post)? {
            let what = What::Timer(timer);
            let event = Event { what, occurred: due, recorded: post.event.recorded, actor: Actor::default() };
            let case = post.case;
            posts.push_front(post);
            posts.push_front(Post { case, event, may_be_refused: true });
            continue;
        }
        let (outcome, when) = match decide(world, &loaded, &post)? {
            Ok(decided) => decided,
            // What other cases and records told may not get lost unseen.
            Err(Rejection::BeforeMigration { .. }) if post.may_be_refused => {
                posts.push_front(set_aside(post));
                continue;
            }
            Err(rejection) if post.may_be_refused && !rejection.is_fault() => continue,
            Err(rejection) => return Err(Refused::Rejected(rejection)),
        };
        let effects = world.save(post.case, &loaded, &post.event, outcome)?;
        for (nth, effect) in effects.into_iter().enumerate() {
            let occurred = when.get(nth).copied().unwrap_or(post.event.occurred);
            let stamp = Stamp { occurred, recorded: post.event.recorded, actor: Actor::default() };
            deliver(world, post.case, &stamp, effect, &mut posts)?;
        }
    }
    Ok(())
}

/// The timer of the case that was due before an event. One that was set aside is passed: it could not fire, and would
/// block its case for ever.
fn comes_first<W: World>(
    world: &mut W,
    loaded: &Loaded,
    post: &Post,
) -> Result<Option<(DateTime<Utc>, Timer)>, W::Error> {
    let until = post.event.occurred.min(post.event.recorded);
    let is_due = || loaded.case.next_timer().is_some_and(|(due, _)| due <= until);
    if matches!(post.event.what, What::Start { .. }) || !is_due() {
        return Ok(None);
    }
    for (due, timer) in loaded.case.timers_until(until) {
        if matches!(&post.event.what, What::Timer(own) if *own == timer) {
            return Ok(None);
        }
        if !world.is_aside(post.case, due, &timer)? {
            return Ok(Some((due, timer)));
        }
    }
    Ok(None)
}

/// Work for a person, in the place of what could not be folded in.
fn set_aside(post: Post) -> Post {
    let Event { what, occurred, recorded, .. } = post.event;
    let what = What::NotFolded { event: what.name(), occurred };
    Post { event: Event { what, occurred: recorded, recorded, actor: Actor::default() }, ..post }
}

/// What was decided, and for each effect when it should have happened, if that is another moment.
type Decided = Result<(Outcome, Vec<DateTime<Utc>>), Rejection>;

/// One step; or, for what is told after something that happened later, the case folded again.
fn decide<W: World>(world: &mut W, loaded: &Loaded, post: &Post) -> Result<Decided, W::Error> {
    if !is_late(world, loaded, post)? {
        return Ok(one(world, post.case, loaded, &post.event)?.map(|outcome| (outcome, Vec::new())));
    }
    let past = world.past(post.case)?;
    let calendar = world.calendar().clone();
    let witness = world.witness().cloned();
    let setting = refold::Setting {
        process: &loaded.process,
        calendar: &calendar,
        person: &loaded.person,
        witness: witness.as_ref(),
    };
    let mut failed = None;
    let refolded = refold::refold(setting, &loaded.case, &past, &post.event, &mut |said| {
        world.says_otherwise(post.case, said).unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(refolded.map(|refolded| (refolded.outcome, refolded.when))),
    }
}

/// Whether something that the case knows already happened after this.
fn is_late<W: World>(world: &mut W, loaded: &Loaded, post: &Post) -> Result<bool, W::Error> {
    let event = &post.event;
    match event.what {
        What::Corrected { .. } => Ok(true),
        // The clock fires in order, and the first thing that happens to a case is never late.
        What::Timer(_)
        | What::Start { .. }
        | What::Migrated(_)
        | What::HandedOver { .. }
        | What::NotFolded { .. } => Ok(false),
        // What is told at once is the newest there is: asking would cost every step.
        _ if event.occurred >= event.recorded => Ok(false),
        _ if loaded.case.refolded.is_some_and(|until| event.occurred < until) => Ok(true),
        _ => Ok(world.latest(post.case)?.is_some_and(|latest| event.occurred < latest)),
    }
}

fn one<W: World>(
    world: &mut W,
    case: CaseNumber,
    loaded: &Loaded,
    event: &Event,
) -> Result<Result<Outcome, Rejection>, W::Error> {
    if let What::Migrated(migration) = &event.what {
        return go_over(world, case, loaded, event, migration);
    }
    Ok(plain(world, loaded, event))
}

/// Takes a case over to another version. It was on the one that was looked at, or nothing is done.
fn go_over<W: World>(
    world: &mut W,
    case: CaseNumber,
    loaded: &Loaded,
    event: &Event,
    migration: &Migration,
) -> Result<Result<Outcome, Rejection>, W::Error> {
    let other = world.other_definition(case, &migration.to)?;
    let Some(Other { process, records }) = other.filter(|_| loaded.case.definition == migration.from) else {
        return Ok(Err(Rejection::Stale));
    };
    let context = Context {
        process: &process,
        calendar: world.calendar(),
        person: &loaded.person,
        records: &records,
        witness: world.witness(),
    };
    Ok(migrate(&context, &loaded.process, &loaded.case, event))
}

fn plain<W: World>(world: &W, loaded: &Loaded, event: &Event) -> Result<Outcome, Rejection> {
    let context = Context {
        process: &loaded.process,
        calendar: world.calendar(),
        person: &loaded.person,
        records: &loaded.records,
        witness: world.witness(),
    };
    step(&context, &loaded.case, event)
}

/// Takes an effect to the case that it is for. Letters and notices are the world's own business.
fn deliver<W: World>(
    world: &mut W,
    from: CaseNumber,
    stamp: &Stamp,
    effect: Effect,
    posts: &mut VecDeque<Post>,
) -> Result<(), Refused<W::Error>> {
    let mut post = |case: CaseNumber, what: What| {
        posts.push_back(Post { case, event: stamp.event(what), may_be_refused: true });
    };
    match effect {
        Effect::StartChild { group, key, process, with } => {
            if let Some(open) = world.find_open(from, &process, &key)? {
                world.adopt(from, &group, &key, open)?;
                // What the parent does not know either leaves what the case knows.
                let known = with.into_iter().filter(|(_, value)| value.is_set()).collect();
                post(open, What::Inputs(known));
            } else {
                let process = published(world, &process)?;
                let new = New { process, subject_of: from, key: key.clone(), inherits: true, link: None };
                let child = world.create(new)?;
                world.adopt(from, &group, &key, child)?;
                post(child, What::Start { event: None, form: with });
            }
        }
        Effect::InformChild { group, key, with } => {
            if let Some(child) = world.child(from, &group, &key)? {
                post(child, What::Inputs(with));
            }
        }
        Effect::CancelChild { group, key } => {
            if let Some(child) = world.child(from, &group, &key)? {
                post(child, What::Cancelled);
            }
        }
        Effect::StartCase { process, with, link } => {
            let link = link.map(|kind| (kind, from));
            let process = published(world, &process)?;
            let new = New { process, subject_of: from, key: String::new(), inherits: false, link };
            let case = world.create(new)?;
            post(case, What::Start { event: None, form: with });
        }
        Effect::Signal { event } => {
            for case in world.siblings(from)? {
                post(case, What::Signal { event: event.clone() });
            }
        }
        Effect::TellParents { outcome, result } => {
            for (parent, group, key) in world.parents(from)? {
                post(
                    parent,
                    What::ChildEnded { group, key, outcome: outcome.clone(), result: result.clone() },
                );
            }
        }
        Effect::DeliverLetter { .. }
        | Effect::ReleaseLetter { .. }
        | Effect::WithdrawLetter { .. }
        | Effect::Notify { .. } => {}
    }
    Ok(())
}

/// The definition that a new case starts on. Without one the whole event is refused: a case that
/// waits for a child that was never started would wait for ever.
fn published<W: World>(world: &mut W, process: &Id) -> Result<Arc<Process>, Refused<W::Error>> {
    let found = world.published(process)?;
    found.ok_or_else(|| Refused::Rejected(Rejection::NotPublished { process: process.clone() }))
}
