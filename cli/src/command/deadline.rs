//! `deadline`: any term outside a case, worked out step by step.

use std::collections::BTreeMap;
use std::path::Path;

use nazorg_core::calendar::{
    Calendar, ClauseKind, Due, Duration, EQUATED, Given, Question, Roll, Unclear, local,
};
use nazorg_core::definition::field::{date, datetime};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::ClauseView;
use nazorg_runtime::{Clock, SystemClock, Workspace};
use schemars::JsonSchema;
use serde::Serialize;

use crate::output::screen::{FAINT, STRONG, paint};
use crate::output::{Screen, Stop, lines};
use crate::session::Session;

/// What `deadline --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswerView {
    /// The formula as it was understood.
    formula: String,
    /// The rule for its end: `none`, `termijnenwet`, `next_workday` or `previous_workday`.
    rule: String,
    /// Where it ends: a day, or a moment.
    due: String,
    /// For one that comes back: the ends after the first.
    next: Vec<String>,
    /// How long it is in all.
    sum: Option<String>,
    /// How it came about.
    steps: Vec<ClauseView>,
    /// Which working days were counted with.
    calendar: String,
    /// Which edition of the equated days.
    equated: String,
}

/// Works out a term.
pub(super) fn run(words: &[String], rule: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let roll = rule.map_or(Ok(Roll::None), Roll::parse).map_err(Stop::wrong_use)?;
    let (given, words): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.contains('='));
    let values = given.into_iter().map(|pair| value(pair)).collect::<Result<BTreeMap<_, _>, _>>()?;
    let text = words.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let calendar = calendar(session)?;
    let question =
        Question::read(&text, &values, local(SystemClock.now()).date()).map_err(unclear)?.rolled(roll);
    let answer = question.answer(&calendar).map_err(|beyond| Stop::bad_input(beyond.text()))?;
    let screen = &mut session.screen;
    let view = AnswerView {
        formula: answer.formula,
        rule: roll.to_string(),
        due: answer.due.to_string(),
        next: answer.next.iter().map(ToString::to_string).collect(),
        sum: answer.sum.map(|sum| sum.get(screen.language).to_owned()),
        steps: answer.clauses.into_iter().map(ClauseView::from).collect(),
        calendar: calendar.version().to_owned(),
        equated: EQUATED.to_owned(),
    };
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    screen.line(paint(STRONG, answer.due.text().get(screen.language)))?;
    steps(&view.steps, screen)?;
    for due in &view.next {
        let due = lines::moment(due, screen.language);
        screen.say(&say!("  daarna {due}"; "  then {due}"))?;
    }
    Ok(())
}

/// The steps of a computation, a line each.
pub(in crate::command) fn steps(steps: &[ClauseView], screen: &mut Screen) -> Result<(), Stop> {
    for step in steps {
        let text = format!("  {}", screen.text(&step.text));
        match step.kind {
            ClauseKind::Remark | ClauseKind::Source | ClauseKind::NotRolled => {
                screen.line(paint(FAINT, text))?
            }
            _ => screen.line(text)?,
        }
    }
    Ok(())
}

/// The working days of the workspace that we stand in, or those of the Netherlands.
fn calendar(session: &Session) -> Result<Calendar, Stop> {
    match session.workspace() {
        Ok(workspace) => Ok(Workspace::calendar(&workspace)),
        Err(stop) if Path::new("nazorg.yaml").exists() => Err(stop),
        Err(_) => Ok(Calendar::netherlands()),
    }
}

/// `ontslagdatum=2026-12-24`, `binnen=5 workdays`.
fn value(pair: &str) -> Result<(Id, Given), Stop> {
    let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
    let read = date(text)
        .map(|day| Given::At(Due::Day(day)))
        .or_else(|_| datetime(text).map(|moment| Given::At(Due::Moment(moment))))
        .or_else(|_| Duration::parse(text).map(Given::Length));
    read.map(|value| (Id::from(name), value)).map_err(|_| {
        Stop::wrong_use(say!("`{pair}`: schrijf een datum of een duur achter de `=`."; "`{pair}`: write a date or a duration after the `=`."))
    })
}

fn unclear(unclear: Unclear) -> Stop {
    let stop = Stop::wrong_use(unclear.text);
    if unclear.alternatives.is_empty() {
        return stop;
    }
    let list: String = unclear.alternatives.iter().map(|other| format!("\n  {other}")).collect();
    stop.help(Text { nl: format!("Kies:{list}"), en: format!("Choose:{list}") })
}
