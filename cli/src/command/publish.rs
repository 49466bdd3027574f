//! `publish`: definitions and letters into use.

use std::path::Path;

use nazorg_core::say;
use nazorg_runtime::PublishFailed;
use nazorg_runtime::view::PublishedItem;

use super::{check, plan};
use crate::output::count::many;
use crate::output::findings::{CheckView, errors};
use crate::output::screen::{ALARM, GOOD, paint};
use crate::output::stop::BAD_INPUT;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Checks everything and stores what changed; with a plan, exactly that plan.
pub(super) fn run(file: Option<&Path>, note: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let screen = &mut session.screen;
    let published = match file {
        Some(file) => office.publish_plan(&plan::read(file)?, note),
        None => office.publish(note),
    };
    let published = match published {
        Ok(published) => published,
        Err(problem) => return failed(problem, screen),
    };
    if screen.json {
        screen.json(&published)?;
        return Ok(());
    }
    if published.changed.is_empty() {
        screen.say(&say!("Er is niets veranderd. Alles was al gepubliceerd."; "Nothing has changed. All was published already."))?;
        return Ok(());
    }
    let (new, withdrawn): (Vec<_>, Vec<_>) =
        published.changed.iter().partition(|item| item.version.is_some());
    if !new.is_empty() {
        let count = new.len();
        let done = say!("Gepubliceerd: {count}."; "Published: {count}.");
        screen.line(paint(GOOD, done.get(screen.language)))?;
        listed(&new, screen)?;
    }
    if !withdrawn.is_empty() {
        let count = withdrawn.len();
        let done =
            say!("Niet meer in gebruik, ingetrokken: {count}."; "No longer in use, withdrawn: {count}.");
        screen.line(paint(ALARM, done.get(screen.language)))?;
        listed(&withdrawn, screen)?;
    }
    if published.changed.iter().any(|item| item.kind == "process" && item.version != Some(1)) {
        screen.say(&say!(
            "Zaken die al lopen blijven op hun eigen versie.";
            "Cases that run already stay on their own version."
        ))?;
    }
    // Who publishes for the first time has nobody yet.
    if published.unchanged == 0 && withdrawn.is_empty() {
        let next = screen.command("person add");
        screen.say(&say!("Verder: {next}"; "Next: {next}"))?;
    }
    Ok(())
}

/// Letters are many; the processes are what a designer looks for.
fn listed(items: &[&PublishedItem], screen: &mut Screen) -> Result<(), Stop> {
    for item in items.iter().filter(|item| matches!(&*item.kind, "process" | "record" | "style")) {
        let (kind, name) = (kind(&item.kind, screen), &item.name);
        screen.say(&match item.version {
            Some(version) => {
                say!("  {kind} {name}, versie {version}"; "  {kind} {name}, version {version}")
            }
            None => say!("  {kind} {name}, ingetrokken"; "  {kind} {name}, withdrawn"),
        })?;
    }
    let letters = items.iter().filter(|item| item.kind == "template").count();
    if letters > 0 {
        let (nl, en) = (many(letters, ["brief", "brieven"]), many(letters, ["letter", "letters"]));
        screen.say(&say!("  {nl}"; "  {en}"))?;
    }
    Ok(())
}

/// Tells why nothing was published.
pub(super) fn failed(failed: PublishFailed, screen: &mut Screen) -> Result<(), Stop> {
    match failed {
        PublishFailed::Problem(problem) => Err(problem.into()),
        PublishFailed::Findings(findings) => {
            if screen.json {
                screen.json(&CheckView::of(&findings, screen.language))?;
                return Err(Stop::Status(BAD_INPUT));
            }
            check::show(&findings, screen)?;
            let count = errors(&findings);
            let none = say!(
                "{count} fout(en). Er is niets gepubliceerd.";
                "{count} error(s). Nothing was published."
            );
            screen.line(paint(ALARM, none.get(screen.language)))?;
            Err(Stop::Status(BAD_INPUT))
        }
    }
}

fn kind(kind: &str, screen: &Screen) -> &'static str {
    match kind {
        "record" => "record",
        "style" => screen.words("huisstijl", "house style"),
        _ => screen.words("proces", "process"),
    }
}
