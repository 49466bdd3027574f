//! `case`: people's cases.

mod correct;
mod hand_over;
mod migrate;
mod receive;
pub(crate) mod show;
mod why;

use nazorg_core::finding::nearest;
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::Office;
use nazorg_runtime::view::{CaseFilter, CaseRow, Happened};

pub(super) use correct::undo;
pub(super) use show::options;

use super::deliver::delivered;
use crate::args::{Case, Entry};
use crate::form;
use crate::number::{self, Kind, subject_shown};
use crate::output::screen::{FAINT, paint};
use crate::output::table::table;
use crate::output::{Screen, Stop, date, story};
use crate::session::Session;

/// Does one of the commands about cases.
pub(super) fn run(command: Case, session: &mut Session) -> Result<(), Stop> {
    match command {
        Case::Start { process, person, entry } => start(&process, &person, &entry, session),
        Case::List { all, process, person } => list(all, process, person.as_deref(), session),
        Case::Show { case } => {
            let case = number::read(Kind::Case, &case)?;
            let office = session.office()?;
            show::show(case, &office, &mut session.screen)
        }
        Case::Options { case } => {
            let case = number::read(Kind::Case, &case)?;
            let choices = session.office()?.case_options(case)?;
            let screen = &mut session.screen;
            if screen.json {
                screen.json(&choices)?;
                return Ok(());
            }
            options(case, &choices, screen)
        }
        Case::Do { case, event, entry, dry_run } => {
            let case = number::read(Kind::Case, &case)?;
            let office = session.office()?;
            if dry_run {
                return correct::rehearse(case, &event, &entry, &office, &mut session.screen);
            }
            record(case, &event, &entry, &office, &mut session.screen)
        }
        Case::Correct { event, entry, dry_run } => {
            let event = number::read(Kind::Event, &event)?;
            let office = session.office()?;
            correct::correct(event, &entry, dry_run, &office, &mut session.screen)
        }
        Case::Why { case, deadline } => {
            let case = number::read(Kind::Case, &case)?;
            let office = session.office()?;
            why::why(case, &deadline, &office, &mut session.screen)
        }
        Case::Migrate { cases, process, from, all, mapping, reason, dry_run } => {
            let which = migrate::Asked { cases, process, from, all };
            migrate::run(&which, mapping.as_deref(), reason, dry_run, session)
        }
        Case::HandOver { case, to, out, reason, dry_run } => {
            let case = number::read(Kind::Case, &case)?;
            match out {
                Some(out) => hand_over::send(case, to, out, reason, dry_run, session),
                None => hand_over::run(case, &to, reason, dry_run, session),
            }
        }
        Case::Receive { file, entry, process, person, dry_run } => {
            let asked = receive::Asked { file, entry, process, person };
            receive::run(&asked, dry_run, session)
        }
        Case::History { case } => {
            let case = number::read(Kind::Case, &case)?;
            let rows = session.office()?.case_history(case)?;
            let screen = &mut session.screen;
            if screen.json {
                screen.json(&rows)?;
                return Ok(());
            }
            story::history(&rows, case, screen)
        }
    }
}

fn start(process: &str, person: &str, entry: &Entry, session: &mut Session) -> Result<(), Stop> {
    let occurred = form::occurred(entry)?;
    let office = session.office()?;
    let person = number::read_subject(person, &office)?;
    let screen = &mut session.screen;
    let process = process_named(process, &office)?;
    let fields = office.start_form(&process)?;
    let values = form::values(&fields, entry, office.workspace(), screen.language)?;
    let started = office.case_start(&process, person, &values, occurred);
    let mut happened = started.map_err(|problem| form::with_template(problem, &fields, &values))?;
    delivered(&mut happened, &office, screen);
    not_the_only(&happened, process, person, &office, screen);
    if !screen.json {
        let case = happened.case;
        screen.say(&say!("Zaak Z{case} is begonnen."; "Case Z{case} has started."))?;
        screen.line("")?;
    }
    story::happened(&happened, screen)
}

/// The process that is meant: its id, or the part after the region when that says enough.
fn process_named(wanted: &str, office: &Office) -> Result<String, Stop> {
    let known = office.processes()?;
    if known.iter().any(|row| row.process == wanted) {
        return Ok(wanted.to_owned());
    }
    let tail = format!("/{wanted}");
    let mut same: Vec<_> = known.iter().filter(|row| row.process.ends_with(&tail)).collect();
    if let (Some(found), true) = (same.pop(), same.is_empty()) {
        return Ok(found.process.clone());
    }
    // Who withdrew it will not find it among those that can be chosen.
    let withdrawn = office.withdrawn()?;
    let gone = withdrawn.iter().filter(|id| *id == wanted || id.ends_with(&tail)).collect::<Vec<_>>();
    if let [gone] = gone[..] {
        return Ok(gone.clone());
    }
    let stop = Stop::bad_input(
        say!("Het proces `{wanted}` is niet gepubliceerd."; "The process `{wanted}` is not published."),
    );
    if known.is_empty() {
        return Err(stop.help(say!("Doe eerst `nazorg publiceer`."; "Do `nazorg publish` first.")));
    }
    if let Some(near) = nearest(wanted, known.iter().map(|row| row.process.as_str())) {
        return Err(stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")));
    }
    let startable = known.iter().filter(|row| row.start_event.is_some());
    let list: String = startable.map(|row| format!("\n{}  {}", row.process, row.title)).collect();
    Err(stop.help(say!("U kunt kiezen uit:{list}"; "Choose from:{list}")))
}

/// Two cases of one process may be meant. Under pressure they often are not.
fn not_the_only(started: &Happened, process: String, person: i64, office: &Office, screen: &mut Screen) {
    let same = CaseFilter { process: Some(process), person: Some(person), all: false };
    // The case has begun: that this cannot be told must not call it failed.
    let mut others = office.case_list(&same).unwrap_or_default();
    others.retain(|row| row.case != started.case);
    if !others.is_empty() {
        let list = others.iter().map(|row| format!("Z{}", row.case)).collect::<Vec<_>>().join(", ");
        screen.warn(&say!(
            "Deze persoon heeft ook een open zaak van hetzelfde proces: {list}.";
            "This person also has an open case of the same process: {list}."
        ));
    }
}

/// Records an event, delivers the letters that it made, and tells.
pub(super) fn record(
    case: i64,
    event: &str,
    entry: &Entry,
    office: &Office,
    screen: &mut Screen,
) -> Result<(), Stop> {
    let occurred = form::occurred(entry)?;
    let fields = office.event_form(case, event)?;
    let values = form::values(&fields, entry, office.workspace(), screen.language)?;
    let done = office.case_do(case, event, &values, occurred);
    let mut happened = done.map_err(|problem| form::with_template(problem, &fields, &values))?;
    delivered(&mut happened, office, screen);
    story::happened(&happened, screen)
}

fn list(all: bool, process: Option<String>, person: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let person = person.map(|person| number::read_subject(person, &office)).transpose()?;
    let process = process.map(|process| process_named(&process, &office)).transpose()?;
    let rows = office.case_list(&CaseFilter { all, process, person })?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        screen.say(&say!("Er zijn geen zaken."; "There are no cases."))?;
        return Ok(());
    }
    let headers = match screen.language {
        Language::Nl => ["Zaak", "Wie", "Proces", "Staat in", "Sinds"],
        Language::En => ["Case", "Who", "Process", "State", "Since"],
    };
    let cells: Vec<Vec<String>> = rows.iter().map(|row| cells(row, screen)).collect();
    table(&headers, &cells, screen)
}

fn cells(row: &CaseRow, screen: &Screen) -> Vec<String> {
    let state = match &row.outcome_title {
        Some(outcome) => {
            let text = say!("klaar: {outcome}"; "done: {outcome}");
            text.get(screen.language).to_owned()
        }
        None => row.states.join(", "),
    };
    let process = if row.key.is_empty() {
        row.process_title.clone()
    } else {
        format!("{} ({})", row.process_title, row.key)
    };
    vec![
        format!("Z{}", row.case),
        format!("{} ({})", row.person_name, subject_shown(&row.subject_kind, row.person)),
        process,
        state,
        date::day_of(row.opened, screen.language),
    ]
}

/// "Z3 Een geldig legitimatiebewijs", for a line about another case.
pub(super) fn named(case: i64, process_title: &str) -> String {
    format!("Z{case} {}", paint(FAINT, process_title))
}
