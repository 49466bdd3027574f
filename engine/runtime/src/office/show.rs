//! Cases as they are shown.

use chrono::{DateTime, Utc};
use nazorg_core::calendar::{clock_time, day_date, local};
use nazorg_core::case::{Actor, Case, Standing};
use nazorg_core::compile::Process;
use nazorg_core::definition::field::{Field, display};
use nazorg_core::dispatch::Loaded;
use nazorg_core::expression::Environment;
use nazorg_core::graph::chart::State;
use nazorg_core::id::Id;
use nazorg_core::step::{Context, Env, Rejection, name_title, options as choices, value_json};
use nazorg_core::text::Language;
use nazorg_core::value::{Record, Value};
use rusqlite::params;

use super::why::because_words;
use super::{form, letter, task};
use crate::Problem;
use crate::person::Person;
use crate::store::moment;
use crate::store::work::{Place, Work, no_such_case};
use crate::view::{
    CaseRow, CaseView, ChildView, ChoiceView, DeadlineView, FieldValue, FieldView, LinkView, RecordView,
    StandingView, StateView,
};

/// A case, if it can be read: a list goes on past one that cannot.
pub(super) fn readable(work: &mut Work<'_>, case: i64) -> Result<Option<Loaded>, Problem> {
    match work.load_case(case) {
        Err(problem) if problem.is_unreadable => Ok(None),
        loaded => loaded.map(Some),
    }
}

/// Whose case it is that cannot be read, and what kind of subject that is.
pub(super) fn subject_of(work: &Work<'_>, case: i64) -> Result<(i64, String), Problem> {
    Ok(work
        .tx
        .prepare_cached(
            "SELECT p.number, p.kind FROM cases c JOIN people p ON p.number = c.person WHERE c.number = ?1",
        )?
        .query_row(params![case], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// What can be told of a case that cannot be read.
fn unreadable_row(work: &Work<'_>, case: i64) -> Result<CaseRow, Problem> {
    let process = work.process_of(case)?;
    let (person, subject_kind) = subject_of(work, case)?;
    let (key, opened, closed, outcome): (String, i64, Option<i64>, Option<String>) = work
        .tx
        .prepare_cached("SELECT key, opened, closed, outcome FROM cases WHERE number = ?1")?
        .query_row(params![case], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let name = Person::unreadable().name();
    Ok(CaseRow {
        case,
        process: process.id().to_string(),
        process_title: process.definition().title.clone(),
        person,
        person_name: name.clone(),
        subject_kind,
        key,
        states: vec![name],
        opened: moment(opened)?,
        closed: closed.map(moment).transpose()?,
        outcome_title: outcome.as_deref().map(|outcome| outcome_title(&process, &Id::from(outcome))),
        outcome,
        next_timer: None,
    })
}

/// A case in a list.
pub(super) fn row(work: &mut Work<'_>, case: i64) -> Result<CaseRow, Problem> {
    let Some(loaded) = readable(work, case)? else { return unreadable_row(work, case) };
    let place = work.places.get(&case).ok_or_else(|| no_such_case(case))?;
    Ok(case_row(case, &loaded, place))
}

fn case_row(number: i64, loaded: &Loaded, place: &Place) -> CaseRow {
    let (process, case) = (&loaded.process, &loaded.case);
    let outcome = case.closed.as_ref().and_then(|closed| closed.outcome.as_ref());
    CaseRow {
        case: number,
        process: process.id().to_string(),
        process_title: process.definition().title.clone(),
        person: place.person,
        person_name: place.data.name(),
        subject_kind: place.subject_kind.clone(),
        key: place.key.clone(),
        states: active(process, case)
            .filter(|(_, innermost)| *innermost)
            .map(|(s, _)| s.title.clone())
            .collect(),
        opened: case.opened,
        closed: case.closed.as_ref().map(|closed| closed.at),
        outcome: outcome.map(Id::to_string),
        outcome_title: outcome.map(|outcome| outcome_title(process, outcome)),
        next_timer: next_timer(case),
    }
}

fn next_timer(case: &Case) -> Option<DateTime<Utc>> {
    if case.is_open() { case.timers().first().map(|(due, _)| *due) } else { None }
}

/// The active states in document order, and whether nothing inside is active. The process itself is
/// left out.
pub(super) fn active<'p>(process: &'p Process, case: &'p Case) -> impl Iterator<Item = (&'p State, bool)> {
    let chart = process.chart();
    let states = chart.states.iter().filter(|s| s.parent.is_some() && case.states.contains_key(&s.id));
    states.map(move |state| {
        let inside = state.inside.iter().any(|ix| case.states.contains_key(&chart.states[*ix].id));
        (state, !inside)
    })
}

pub(super) fn outcome_title(process: &Process, outcome: &Id) -> String {
    process.definition().outcomes.get(outcome).map_or_else(|| outcome.spoken(), |title| title.value.clone())
}

/// A case with all that it holds.
pub(super) fn case(work: &mut Work<'_>, number: i64) -> Result<CaseView, Problem> {
    let loaded = work.load_case(number)?;
    let place = work.places.get(&number).cloned().ok_or_else(|| no_such_case(number))?;
    let (process, case) = (&loaded.process, &loaded.case);
    let chart = process.chart();
    let version = work
        .tx
        .prepare_cached("SELECT version FROM documents WHERE number = ?1")?
        .query_row(params![place.definition], |row| row.get(0))?;
    let state = active(process, case)
        .map(|(state, innermost)| StateView {
            id: state.id.to_string(),
            title: state.title.clone(),
            since: case.states.get(&state.id).copied().unwrap_or(case.opened),
            depth: chart.index.get(&state.id).map_or(0, |ix| chart.ancestors(*ix, Some(0)).count()),
            innermost,
        })
        .collect();
    let context = context(work, &loaded);
    let env = Env {
        context: &context,
        case,
        event: None,
        item: None,
        known: None,
        today: local(work.clock).date(),
    };
    let fields = process
        .definition()
        .data
        .iter()
        .filter_map(|(id, field)| field_value(id, &field.value, &env.get(id)))
        .collect();
    let deadlines = chart
        .deadlines()
        .filter_map(|(_, declared)| Some(deadline_view(process, declared, case.deadlines.get(&declared.id)?)))
        .collect();
    Ok(CaseView {
        row: case_row(number, &loaded, &place),
        version,
        definition: process.hash().to_owned(),
        state,
        fields,
        records: records(work, number, &loaded)?,
        deadlines,
        suspended: case.suspended().map(Id::to_string).collect(),
        tasks: task::of_case(work, number)?,
        children: children(work, number, &loaded)?,
        letters: letter::of_case(work, number)?,
        links: links(work, number)?,
    })
}

pub(super) fn context<'a>(work: &Work<'a>, loaded: &'a Loaded) -> Context<'a>
where
{
    Context {
        process: &loaded.process,
        calendar: work.calendar,
        person: &loaded.person,
        records: &loaded.records,
        witness: None,
    }
}

fn deadline_view(
    process: &Process,
    declared: &nazorg_core::graph::chart::Deadline,
    deadline: &nazorg_core::case::Deadline,
) -> DeadlineView {
    let waits_for = match &deadline.standing {
        Standing::Waiting(on) => Some(on),
        _ => None,
    };
    let met = match &deadline.standing {
        Standing::Met(at) => Some(*at),
        _ => None,
    };
    let moved = deadline.moved.as_ref();
    DeadlineView {
        id: declared.id.to_string(),
        title: declared.title.clone(),
        due: deadline.due.map(|due| due.to_string()),
        day: deadline.due.map(|due| due.day()),
        fires: deadline.fires,
        standing: standing(&deadline.standing),
        waits_title: waits_for.map(|on| name_title(process, on)),
        waits_for: waits_for.map(Id::to_string),
        moved_from: moved.map(|moved| moved.from.to_string()),
        moved_because: moved.and_then(|moved| because_words(process, &moved.because)),
        met,
    }
}

pub(super) fn standing(standing: &Standing) -> StandingView {
    match standing {
        Standing::Running => StandingView::Running,
        Standing::Waiting(_) => StandingView::Waiting,
        Standing::Suspended => StandingView::Suspended,
        Standing::Met(_) => StandingView::Met,
        Standing::Fired => StandingView::Fired,
    }
}

fn field_value(id: &Id, field: &Field, value: &Value) -> Option<FieldValue> {
    value.is_set().then(|| FieldValue {
        id: id.to_string(),
        title: form::title_of(id, field),
        value: value_json(value),
        shown: shown(value, Some(field)),
        derived: field.derive.is_some(),
    })
}

/// A value as people read it.
pub(super) fn shown(value: &Value, field: Option<&Field>) -> String {
    match value {
        Value::Text(text) => {
            field.and_then(|field| field.options.get(&**text).cloned()).unwrap_or_else(|| text.to_string())
        }
        Value::Date(day) => day_date(*day, Language::Nl),
        Value::Datetime(moment) => {
            let time = clock_time(moment.time(), Language::Nl);
            format!("{} om {time}", day_date(moment.date(), Language::Nl))
        }
        Value::Duration(duration) => duration.text().nl,
        Value::List(items) => {
            let fields = field.map(|field| &field.fields);
            let item = |item: &Record| {
                let parts = item.iter().filter(|(_, value)| value.is_set()).map(|(id, value)| {
                    shown(value, fields.and_then(|fields| fields.get(id)).map(|field| &field.value))
                });
                parts.collect::<Vec<_>>().join(", ")
            };
            items.iter().map(item).collect::<Vec<_>>().join("; ")
        }
        other => display(other),
    }
}

fn records(work: &Work<'_>, number: i64, loaded: &Loaded) -> Result<Vec<RecordView>, Problem> {
    let mut views = Vec::new();
    for (alias, kind) in &loaded.process.definition().records {
        let bound = work
            .tx
            .prepare_cached("SELECT record FROM case_records WHERE case_no = ?1 AND alias = ?2")?
            .query_row(params![number, alias.as_str()], |row| row.get(0));
        let bound = match bound {
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            other => Some(other?),
        };
        let fields = loaded.records.get(alias).cloned().unwrap_or_default();
        views.push(record_view(work, alias, &kind.value.value, bound, &fields)?);
    }
    Ok(views)
}

/// A shared record, with the titles that its current definition has.
pub(super) fn record_view(
    work: &Work<'_>,
    alias: &str,
    kind: &str,
    number: Option<i64>,
    fields: &Record,
) -> Result<RecordView, Problem> {
    let definition = work.catalog.record(work.tx, kind)?.map(|(_, definition)| definition);
    let declared = |id: &Id| definition.as_ref().and_then(|d| d.fields.get(id)).map(|field| &field.value);
    let view = |(id, value): (&Id, &Value)| FieldValue {
        id: id.to_string(),
        title: declared(id).map_or_else(|| id.spoken(), |field| form::title_of(id, field)),
        value: value_json(value),
        shown: shown(value, declared(id)),
        derived: false,
    };
    Ok(RecordView {
        alias: alias.to_owned(),
        record: kind.to_owned(),
        title: definition.as_ref().map_or_else(|| kind.to_owned(), |d| d.title.clone()),
        number,
        fields: fields.iter().filter(|(_, value)| value.is_set()).map(view).collect(),
    })
}

fn children(work: &mut Work<'_>, number: i64, loaded: &Loaded) -> Result<Vec<ChildView>, Problem> {
    let mut views = Vec::new();
    for (group, children) in &loaded.case.children {
        for (key, child) in children {
            let case = nazorg_core::dispatch::World::child(work, number, group, key)?;
            let process = case.map(|case| work.process_of(case)).transpose()?;
            let title = |outcome: &Id| {
                process.as_ref().map_or_else(|| outcome.spoken(), |process| outcome_title(process, outcome))
            };
            views.push(ChildView {
                group: group.to_string(),
                key: key.clone(),
                case,
                process_title: process.as_ref().map_or_else(String::new, |p| p.definition().title.clone()),
                open: child.open,
                outcome: child.outcome.as_ref().map(Id::to_string),
                outcome_title: child.outcome.as_ref().map(title),
            });
        }
    }
    Ok(views)
}

fn links(work: &mut Work<'_>, number: i64) -> Result<Vec<LinkView>, Problem> {
    let mut found: Vec<(String, i64, bool)> = Vec::new();
    {
        let mut parents =
            work.tx.prepare_cached("SELECT DISTINCT parent FROM links WHERE child = ?1 ORDER BY parent")?;
        for parent in parents.query_map(params![number], |row| row.get(0))? {
            found.push(("parent".to_owned(), parent?, true));
        }
        let mut out = work.tx.prepare_cached("SELECT kind, to_case FROM case_links WHERE from_case = ?1")?;
        for link in out.query_map(params![number], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (kind, case) = link?;
            found.push((kind, case, true));
        }
        let mut back = work.tx.prepare_cached("SELECT kind, from_case FROM case_links WHERE to_case = ?1")?;
        for link in back.query_map(params![number], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (kind, case) = link?;
            found.push((kind, case, false));
        }
    }
    let view = |(kind, case, outgoing)| {
        let process_title = work.process_of(case)?.definition().title.clone();
        Ok(LinkView { kind, case, process_title, outgoing })
    };
    found.into_iter().map(view).collect()
}

/// What may happen to a case now: its own events, then those of the records it reads.
pub(super) fn options(
    work: &mut Work<'_>,
    number: i64,
    actors: &[Actor],
) -> Result<Vec<ChoiceView>, Problem> {
    let loaded = work.load_case(number)?;
    let process = &loaded.process;
    let definition = process.definition();
    let context = context(work, &loaded);
    let title =
        |role: &Id| definition.roles.get(role).map_or_else(|| role.spoken(), |role| role.title.clone());
    let mut views = Vec::new();
    for choice in choices(&context, &loaded.case, work.clock) {
        let Some(event) = process.event(&choice.event) else { continue };
        views.push(ChoiceView {
            event: choice.event.to_string(),
            title: choice.title,
            by: choice.by.iter().map(Id::to_string).collect(),
            by_titles: choice.by.iter().map(title).collect(),
            allowed: choice.by.iter().any(|role| may(process, &loaded.case, actors, role)),
            possible: choice.possible,
            why_not: choice.why_not,
            form: form::view(&form::of_event(process, event), &loaded.case.fields),
        });
    }
    if loaded.case.is_open() {
        for (alias, kind) in &definition.records {
            let Some((_, record)) = work.catalog.record(work.tx, &kind.value.value)? else { continue };
            let fields = loaded.records.get(alias);
            for (id, event) in &record.events {
                // The first event makes a record; the others need one.
                if event.starts == fields.is_some() {
                    continue;
                }
                let by: Vec<Id> = event.by.iter().map(|by| by.value.clone()).collect();
                views.push(ChoiceView {
                    event: format!("{alias}.{id}"),
                    title: event.title.clone(),
                    by: by.iter().map(Id::to_string).collect(),
                    by_titles: by.iter().map(title).collect(),
                    allowed: by.iter().any(|role| actors.iter().any(|actor| actor.roles.contains(role))),
                    possible: true,
                    why_not: None,
                    form: form::view(&form::of_record(&record, event), fields.unwrap_or(&Record::new())),
                });
            }
        }
    }
    views.sort_by_key(|choice| (!choice.allowed, !choice.possible));
    Ok(views)
}

/// Whether one of the actors holds a role in a case: itself, named by a field, or as deputy.
pub(super) fn may(process: &Process, case: &Case, actors: &[Actor], role: &Id) -> bool {
    let declared = process.definition().roles.get(role);
    let deputy = declared.and_then(|role| role.deputy.as_ref()).map(|deputy| &deputy.value);
    let named =
        declared.and_then(|role| role.held_by.as_ref()).and_then(|field| case.fields.get(&field.value));
    actors.iter().any(|actor| {
        let stands_for = actor.on_behalf_of.as_ref().unwrap_or(&actor.user);
        actor.roles.contains(role)
            || deputy.is_some_and(|deputy| actor.roles.contains(deputy))
            || named == Some(&Value::text(&actor.user))
            || named == Some(&Value::text(stands_for))
    })
}

/// What an event of a case asks for.
pub(super) fn event_form(work: &mut Work<'_>, number: i64, event: &str) -> Result<Vec<FieldView>, Problem> {
    let loaded = work.load_case(number)?;
    let process = &loaded.process;
    if let Some((alias, name)) = event.split_once('.')
        && let Some(kind) = process.definition().records.get(alias)
        && let Some((_, record)) = work.catalog.record(work.tx, &kind.value.value)?
        && let Some(declared) = record.events.get(&Id::from(name))
    {
        let none = Record::new();
        let now = loaded.records.get(alias).unwrap_or(&none);
        return Ok(form::view(&form::of_record(&record, declared), now));
    }
    let Some(declared) = process.event(event) else {
        let known = process.definition().events.keys().map(Id::as_str);
        let near = nazorg_core::finding::nearest(event, known).map(Id::from);
        return Err(Rejection::UnknownEvent { event: Id::from(event), near }.into());
    };
    Ok(form::view(&form::of_event(process, declared), &loaded.case.fields))
}
