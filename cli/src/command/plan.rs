//! `plan` and `publications`: what publishing would do, and what it did.

use std::path::Path;

use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{Plan, PlanDifference, PlanItem, PlanProcess, PublicationChange, PublicationRow};

use super::{check, publish};
use crate::output::screen::{DUE, FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop, date, file};
use crate::session::Session;

/// Shows what publishing would do, and keeps it in a file when asked.
pub(super) fn run(out: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let screen = &mut session.screen;
    let planned = match office.plan() {
        Ok(planned) => planned,
        Err(failed) => return publish::failed(failed, screen),
    };
    if let Some(out) = out {
        let text = serde_json::to_string_pretty(&planned.plan).map_err(std::io::Error::from)?;
        file::write(out, &format!("{text}\n"))?;
    }
    if screen.json {
        screen.json(&planned.plan)?;
        return Ok(());
    }
    shown(&planned.plan, screen)?;
    if !planned.findings.is_empty() {
        screen.line("")?;
        check::show(&planned.findings, screen)?;
    }
    if planned.plan.items.is_empty() {
        return Ok(());
    }
    let next = match out {
        Some(out) => format!("publish {}", out.display()),
        None => "plan --out plan.json".to_owned(),
    };
    let next = screen.command(next);
    screen.line("")?;
    screen.say(&say!("Verder: {next}"; "Next: {next}"))?;
    Ok(())
}

fn shown(plan: &Plan, screen: &mut Screen) -> Result<(), Stop> {
    if plan.items.is_empty() {
        screen.say(&say!("Er is niets te publiceren. Alles is al gepubliceerd."; "There is nothing to publish. All is published already."))?;
        return Ok(());
    }
    let count = plan.items.len();
    let title = say!("Publiceren zou {count} ding(en) veranderen. Er is nog niets gebeurd."; "Publishing would change {count} thing(s). Nothing has happened yet.");
    screen.line(paint(STRONG, screen.text(&title)))?;
    for item in &plan.items {
        screen.line(format!("  {}", line_of(item, screen)))?;
    }
    for process in &plan.processes {
        screen.heading(&Text::same(plain(&process.title)))?;
        process_shown(process, screen)?;
    }
    Ok(())
}

fn line_of(item: &PlanItem, screen: &Screen) -> String {
    let PlanItem { kind, name, .. } = item;
    let kind = match kind.as_str() {
        "process" => screen.words("proces", "process"),
        "template" => screen.words("brief", "letter"),
        "style" => screen.words("huisstijl", "house style"),
        _ => screen.words("record", "record"),
    };
    let text = match (item.from_version, item.to_version) {
        (None, Some(to)) => say!("+ {kind} {name}: nieuw, versie {to}"; "+ {kind} {name}: new, version {to}"),
        (Some(from), Some(to)) => {
            say!("~ {kind} {name}: versie {from} → {to}"; "~ {kind} {name}: version {from} → {to}")
        }
        _ => say!("- {kind} {name}: wordt ingetrokken"; "- {kind} {name}: is withdrawn"),
    };
    screen.text(&text).to_owned()
}

fn differences(all: &[PlanDifference], indent: &str, screen: &mut Screen) -> Result<(), Stop> {
    for difference in all {
        let sign = match difference.what.as_str() {
            "added" => "+",
            "removed" => "-",
            _ => "~",
        };
        let text = plain(screen.text(&difference.text));
        let line = format!("{indent}{sign} {text}");
        screen.line(if difference.term { paint(DUE, line) } else { line })?;
    }
    Ok(())
}

fn process_shown(process: &PlanProcess, screen: &mut Screen) -> Result<(), Stop> {
    differences(&process.differences, "", screen)?;
    for child in &process.children {
        let (title, people) = (plain(&child.title), child.people);
        screen.say(&say!(
            "Zaken van dit proces beginnen ‘{title}’, en dat verandert ({people} mens(en) zijn daar nu mee bezig). Wat er al loopt, blijft op zijn versie:";
            "Cases of this process start ‘{title}’, and that changes ({people} person(s) are busy with it now). What runs already stays on its version:"
        ))?;
        differences(&child.differences, "  ", screen)?;
    }
    let letters = [
        (&process.letters_gained, say!("Nieuwe brief"; "New letter")),
        (&process.letters_lost, say!("Deze brief vervalt"; "This letter goes")),
        (
            &process.letters_changed,
            say!("Andere woorden, ook voor lopende zaken"; "Other words, for running cases too"),
        ),
    ];
    for (titles, label) in letters {
        for title in titles {
            let line = format!("  {}: {}", screen.text(&label), plain(title));
            screen.line(line)?;
        }
    }
    if process.cases.is_empty() {
        screen.say(&say!("Er lopen geen zaken."; "No cases are running."))?;
        return Ok(());
    }
    let (people, cases) = (process.people, process.cases.len());
    screen.say(&say!(
        "{people} mens(en) met {cases} lopende zaak/zaken. Die blijven op hun eigen versie.";
        "{people} person(s) with {cases} running case(s). These stay on their own version."
    ))?;
    for running in &process.running {
        let (version, cases, people, could) =
            (running.version, running.cases, running.people, running.could_move);
        screen.say(&say!(
            "  versie {version}: {cases} zaak/zaken van {people} mens(en); {could} kunnen zo over";
            "  version {version}: {cases} case(s) of {people} person(s); {could} could go over as they are"
        ))?;
        for moved in &running.deadlines {
            let (title, count, case) = (plain(&moved.title), moved.cases, moved.example);
            let none = screen.words("geen dag", "no day").to_owned();
            let (from, to) =
                (moved.from.clone().unwrap_or_else(|| none.clone()), moved.to.clone().unwrap_or(none));
            screen.say(&say!(
                "    termijn ‘{title}’: {count} zaak/zaken, zoals Z{case} van {from} naar {to}";
                "    deadline ‘{title}’: {count} case(s), such as Z{case} from {from} to {to}"
            ))?;
        }
    }
    if !process.unread.is_empty() {
        let list = process.unread.iter().map(|case| format!("Z{case}")).collect::<Vec<_>>().join(", ");
        let line = say!(
            "  niet te lezen, dus niet bekeken: {list}. Kijk met `nazorg dokter` wat er mis is.";
            "  cannot be read, so not looked at: {list}. See with `nazorg doctor` what is wrong."
        );
        let line = paint(DUE, screen.text(&line));
        screen.line(line)?;
    }
    for stuck in &process.stuck {
        let (title, count, people, why) = (plain(&stuck.title), stuck.cases, stuck.people, stuck.why.clone());
        let (nl, en) = (why.nl, why.en);
        let line = say!(
            "  geen plek: ‘{title}’, {count} zaak/zaken van {people} mens(en): {nl}";
            "  no place: ‘{title}’, {count} case(s) of {people} person(s): {en}"
        );
        let line = paint(DUE, screen.text(&line));
        screen.line(line)?;
        if let Some(instead) = &stuck.instead {
            let id = &stuck.id;
            let line = say!("    de aanpassing noemt `{instead}`: `states: {{{id}: {instead}}}`"; "    the overlay names `{instead}`: `states: {{{id}: {instead}}}`");
            screen.say(&line)?;
        }
    }
    Ok(())
}

/// Lists every publication, with what was new then.
pub(super) fn publications(session: &mut Session) -> Result<(), Stop> {
    let rows = session.office()?.publications()?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        screen.say(&say!("Er is nog niets gepubliceerd."; "Nothing has been published yet."))?;
    }
    for row in &rows {
        publication(row, screen)?;
    }
    Ok(())
}

fn publication(row: &PublicationRow, screen: &mut Screen) -> Result<(), Stop> {
    let (number, by, day) = (row.publication, plain(&row.by), date::day_of(row.at, screen.language));
    let title = say!("{number}. {day}, door {by}"; "{number}. {day}, by {by}");
    screen.line(paint(STRONG, screen.text(&title)))?;
    if let Some(reason) = &row.reason {
        screen.line(format!("   {}", plain(reason)))?;
    }
    let shown = |kind: &str| matches!(kind, "process" | "record");
    for item in row.items.iter().filter(|item| shown(&item.kind)) {
        let (name, version, open, hash) = (&item.name, item.version, item.open_cases, &item.hash[..8]);
        let now = match (item.current, open) {
            _ if item.change == PublicationChange::Removed => {
                say!("ingetrokken, met nog {open} lopende zaak/zaken"; "withdrawn, with {open} running case(s) still")
            }
            (true, _) if item.change == PublicationChange::Returned => {
                say!("teruggezet, in gebruik, {open} zaak/zaken"; "put back, in use, {open} case(s)")
            }
            (true, _) => say!("in gebruik, {open} zaak/zaken"; "in use, {open} case(s)"),
            (false, 0) => say!("niet meer in gebruik"; "no longer in use"),
            (false, _) => {
                say!("alleen nog voor {open} lopende zaak/zaken"; "only for {open} running case(s) still")
            }
        };
        let line = format!("   {name} {version} {} {}", paint(FAINT, hash), screen.text(&now));
        screen.line(if item.current { paint(GOOD, line) } else { line })?;
    }
    let letters = row.items.iter().filter(|item| !shown(&item.kind)).count();
    if letters > 0 {
        screen.say(&say!("   {letters} brieven en huisstijlen"; "   {letters} letters and house styles"))?;
    }
    Ok(())
}

/// Reads a plan file.
pub(super) fn read(path: &Path) -> Result<Plan, Stop> {
    let text = std::fs::read_to_string(path).map_err(|error| Stop::file(path, &error))?;
    Ok(nazorg_runtime::read_plan(&text)?)
}
