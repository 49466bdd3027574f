//! `case show`: how a case stands, and what can be done.

use nazorg_core::say;
use nazorg_runtime::Office;
use nazorg_runtime::view::{CaseView, ChoiceView, DeadlineView, FieldValue, FieldView, StandingView};
use schemars::JsonSchema;
use serde::Serialize;

use super::named;
use crate::number::subject_shown;
use crate::output::screen::{FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop, date, lines, story};

/// What `case show --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShowView {
    /// The case.
    #[serde(flatten)]
    case: CaseView,
    /// What may happen to it now.
    options: Vec<ChoiceView>,
}

/// Shows everything of a case.
pub(super) fn show(case: i64, office: &Office, screen: &mut Screen) -> Result<(), Stop> {
    let view = ShowView { case: office.case_show(case)?, options: office.case_options(case)? };
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    let CaseView { row, .. } = &view.case;
    let name = plain(&row.person_name);
    screen.line(paint(STRONG, format!("Z{case} {}", row.process_title)))?;
    let (person, since) =
        (subject_shown(&row.subject_kind, row.person), date::day_of(row.opened, screen.language));
    screen.say(&say!("{name} ({person}), sinds {since}"; "{name} ({person}), since {since}"))?;
    state(&view.case, screen)?;
    records(&view.case, screen)?;
    fields(&view.case.fields, screen)?;
    deadlines(&view.case.deadlines, screen)?;
    if !view.case.tasks.is_empty() {
        screen.heading(&say!("Taken"; "Tasks"))?;
        for task in &view.case.tasks {
            lines::task(task, None, screen)?;
        }
    }
    related(&view.case, screen)?;
    if !view.case.letters.is_empty() {
        screen.heading(&say!("Brieven"; "Letters"))?;
        for letter in &view.case.letters {
            story::letter(letter, screen)?;
        }
    }
    if view.case.row.closed.is_none() {
        screen.heading(&say!("Wat kunt u doen"; "What you can do"))?;
        options(case, &view.options, screen)?;
    }
    let command = screen.command(format!("case history Z{case}"));
    screen.line("")?;
    screen.say(&say!("Wat er eerder gebeurde: {command}"; "What happened before: {command}"))?;
    Ok(())
}

fn state(view: &CaseView, screen: &mut Screen) -> Result<(), Stop> {
    if let (Some(outcome), Some(closed)) = (&view.row.outcome_title, view.row.closed) {
        let (outcome, day) = (plain(outcome), date::day_of(closed, screen.language));
        let line = say!("Klaar op {day}: {outcome}"; "Done on {day}: {outcome}");
        screen.line(paint(GOOD, line.get(screen.language)))?;
        return Ok(());
    }
    if let Some(closed) = view.row.closed {
        let day = date::day_of(closed, screen.language);
        let line = say!("Afgesloten op {day}, zonder uitkomst"; "Closed on {day}, without an outcome");
        screen.line(paint(GOOD, line.get(screen.language)))?;
        return Ok(());
    }
    screen.heading(&say!("Staat in"; "State"))?;
    for state in view.state.iter().filter(|state| state.innermost) {
        let since = date::day_of(state.since, screen.language);
        let title = plain(&state.title);
        screen.say(&say!("  {title}, sinds {since}"; "  {title}, since {since}"))?;
    }
    for suspension in &view.suspended {
        let suspension = plain(suspension);
        screen.say(&say!("  Staat stil: {suspension}"; "  Stands still: {suspension}"))?;
    }
    Ok(())
}

fn records(view: &CaseView, screen: &mut Screen) -> Result<(), Stop> {
    for record in &view.records {
        let title = plain(&record.title);
        if record.number.is_none() {
            screen.heading(&say!("{title}: nog niet bekend"; "{title}: not known yet"))?;
        } else {
            screen.heading(&say!("{title}"; "{title}"))?;
            values(&record.fields, screen)?;
        }
    }
    Ok(())
}

fn fields(fields: &[FieldValue], screen: &mut Screen) -> Result<(), Stop> {
    if fields.is_empty() {
        return Ok(());
    }
    screen.heading(&say!("Gegevens"; "Data"))?;
    values(fields, screen)
}

fn values(fields: &[FieldValue], screen: &mut Screen) -> Result<(), Stop> {
    for field in fields {
        let shown = plain(&field.shown);
        screen.line(format!("  {}: {shown}", plain(&field.title)))?;
    }
    Ok(())
}

/// The deadlines that still matter, the first one first.
fn deadlines(deadlines: &[DeadlineView], screen: &mut Screen) -> Result<(), Stop> {
    let mut open: Vec<_> = deadlines
        .iter()
        .filter(|d| {
            matches!(d.standing, StandingView::Running | StandingView::Waiting | StandingView::Suspended)
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    open.sort_by_key(|deadline| (deadline.fires.is_none(), deadline.fires));
    screen.heading(&say!("Termijnen"; "Deadlines"))?;
    for deadline in open {
        let title = plain(&deadline.title);
        let when = match (&deadline.due, deadline.standing) {
            (_, StandingView::Waiting) => {
                let what = plain(deadline.waits_title.as_deref().unwrap_or("?"));
                let text = say!("wacht op {what}"; "waits for {what}");
                paint(FAINT, text.get(screen.language))
            }
            (Some(due), StandingView::Suspended) => {
                let due = lines::moment(due, screen.language);
                let text = say!("{due} (staat stil)"; "{due} (stands still)");
                paint(FAINT, text.get(screen.language))
            }
            (None, StandingView::Suspended) => screen.words("staat stil", "stands still").to_owned(),
            (Some(due), _) => lines::moment(due, screen.language),
            (None, _) => String::new(),
        };
        screen.line(format!("  {when}  {title}"))?;
        if let Some(from) = &deadline.moved_from {
            let from = lines::moment(from, screen.language);
            let why = deadline.moved_because.as_ref().map(|why| format!(": {}", plain(screen.text(why))));
            let why = why.unwrap_or_default();
            let text = say!("      was {from}{why}"; "      was {from}{why}");
            screen.line(paint(FAINT, screen.text(&text)))?;
        }
    }
    Ok(())
}

fn related(view: &CaseView, screen: &mut Screen) -> Result<(), Stop> {
    if view.children.is_empty() && view.links.is_empty() {
        return Ok(());
    }
    screen.heading(&say!("Hoort bij"; "Related"))?;
    for child in &view.children {
        let case = child.case.map_or_else(|| "-".to_owned(), |case| named(case, &child.process_title));
        let key = plain(&child.key);
        let how = match &child.outcome_title {
            Some(outcome) => paint(GOOD, plain(outcome)),
            None if child.open => screen.words("loopt", "runs").to_owned(),
            None => screen.words("klaar", "done").to_owned(),
        };
        screen.line(format!("  {case} {key}: {how}"))?;
    }
    for link in &view.links {
        let case = named(link.case, &link.process_title);
        let kind = match (link.kind.as_str(), link.outgoing) {
            ("parent", true) => screen.words("onderdeel van", "part of").to_owned(),
            ("parent", false) => screen.words("onderdeel", "part").to_owned(),
            ("follows", true) => screen.words("vervolg op", "follows").to_owned(),
            ("follows", false) => screen.words("gaat verder in", "goes on in").to_owned(),
            (other, _) => other.to_owned(),
        };
        screen.line(format!("  {kind} {case}"))?;
    }
    Ok(())
}

/// What may happen now, each with the command; then what is not possible yet, and why.
pub(in crate::command) fn options(
    case: i64,
    choices: &[ChoiceView],
    screen: &mut Screen,
) -> Result<(), Stop> {
    if choices.is_empty() {
        screen.say(&say!("  Nu niets: de zaak wacht op een termijn of op een andere zaak."; "  Nothing now: the case waits for a deadline or another case."))?;
        return Ok(());
    }
    for choice in choices.iter().filter(|choice| choice.possible && choice.allowed) {
        screen.line(format!("  {}", plain(&choice.title)))?;
        screen.line(format!("      {}", typed(case, choice, screen)))?;
    }
    for choice in choices.iter().filter(|choice| !(choice.possible && choice.allowed)) {
        let title = plain(&choice.title);
        let why = if choice.allowed {
            choice
                .why_not
                .clone()
                .unwrap_or_else(|| screen.words("kan nu nog niet", "not possible yet").to_owned())
        } else {
            let who = choice.by_titles.join(", ");
            let text = say!("mag: {who}"; "may: {who}");
            text.get(screen.language).to_owned()
        };
        screen.line(paint(FAINT, format!("  {title} ({})", plain(&why))))?;
    }
    Ok(())
}

/// The command as it can be typed. Text and lists cannot: they go through a form.
fn typed(case: i64, choice: &ChoiceView, screen: &Screen) -> String {
    let mut command = format!("case do Z{case} {}", choice.event);
    let required: Vec<_> = choice.form.iter().filter(|field| field.required).collect();
    if required.iter().any(|field| matches!(&*field.kind, "text" | "list")) {
        // Somebody at a terminal is asked.
        if !screen.terminal {
            command.push_str(screen.words(" --form BESTAND", " --form FILE"));
        }
        let fields = required.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(", ");
        return format!("{}   {}", screen.command(command), paint(FAINT, format!("({fields})")));
    }
    for field in required {
        command.push_str(&format!(" {}={}", field.id, example(field, screen)));
    }
    screen.command(command)
}

/// What can stand after the `=`.
fn example(field: &FieldView, screen: &Screen) -> String {
    match &*field.kind {
        "choice" => field.options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>().join("|"),
        "boolean" => screen.words("ja|nee", "yes|no").to_owned(),
        "date" => screen.words("JJJJ-MM-DD", "YYYY-MM-DD").to_owned(),
        "datetime" => screen.words("JJJJ-MM-DDTUU:MM", "YYYY-MM-DDTHH:MM").to_owned(),
        "person" => screen.words("GEBRUIKER", "USER").to_owned(),
        _ => "…".to_owned(),
    }
}
