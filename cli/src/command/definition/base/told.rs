//! What `base update` says.

use nazorg_core::finding::Span;
use nazorg_core::say;
use nazorg_core::scenario::Report;
use nazorg_core::text::Language;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::diff::{DifferenceView, row};
use super::plan::{Side, Update};
use crate::output::findings::{FindingView, text};
use crate::output::screen::{ALARM, COMMAND, FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop};

/// What `base update --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UpdatesView {
    /// Files were written. Not with conflicts, nor with `--dry-run`.
    written: bool,
    /// Every overlay that was looked at, bases first.
    updates: Vec<UpdateView>,
    /// How the stories of the bases and the regions go now; none where nothing was played.
    stories: Option<StoriesView>,
}

/// An overlay and its base.
#[derive(Debug, Serialize, JsonSchema)]
struct UpdateView {
    /// The overlay.
    overlay: String,
    /// The base.
    base: String,
    /// The version of the base.
    version: u32,
    /// The hash of the base.
    hash: String,
    /// It follows another base now.
    changed: bool,
    /// The old base was found, so that both could be compared.
    compared: bool,
    /// What the base does otherwise and comes along.
    taken: Vec<DifferenceView>,
    /// What both changed.
    conflicts: Vec<ConflictView>,
}

/// Something that both changed.
#[derive(Debug, Serialize, JsonSchema)]
struct ConflictView {
    /// Its name, for `--keep`.
    id: String,
    /// From the old base to the new one.
    base: Vec<DifferenceView>,
    /// From the old base to the region.
    region: String,
    /// Why the region does so.
    reason: Option<String>,
    /// File and line where the region says so.
    place: String,
    /// The rules that the region's words would break now.
    findings: Vec<FindingView>,
    /// Who wins, if somebody chose: `region` or `base`.
    kept: Option<&'static str>,
}

/// How stories went.
#[derive(Debug, Serialize, JsonSchema)]
struct StoriesView {
    /// As expected.
    passed: usize,
    /// Not as expected.
    failed: Vec<String>,
}

/// Tells the conflicts that are left; nothing was written.
///
/// # Errors
/// The reader has left.
pub(super) fn conflicts(updates: &[Update], screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(&view(updates, None, false, screen.language))?;
        return Ok(());
    }
    let mut count = 0;
    for update in updates {
        taken(update, screen)?;
        for conflict in update.open() {
            count += 1;
            let id = plain(&conflict.id);
            let head = say!("Botsing {id}"; "Conflict {id}");
            screen.line(format!(
                "{}  {}",
                paint(ALARM, head.get(screen.language)),
                paint(FAINT, update.overlay.as_str())
            ))?;
            for difference in &conflict.base {
                let text = difference.text.get(screen.language);
                let label = screen.words("De basis:", "The base:");
                screen.line(format!("  {label}  {}", plain(text)))?;
                let both = [difference.old.as_ref(), difference.new.as_ref()];
                let places = both.into_iter().flatten().map(place).collect::<Vec<_>>().join(" → ");
                screen.line(format!("    {}", paint(FAINT, places)))?;
            }
            let (label, text) =
                (screen.words("De regio:", "The region:"), conflict.region.get(screen.language));
            screen.line(format!("  {label}  {}", plain(text)))?;
            let reason = conflict
                .reason
                .as_deref()
                .map(plain)
                .map(|reason| say!(" · Reden: {reason}"; " · Reason: {reason}"));
            let reason = reason.as_ref().map_or("", |reason| reason.get(screen.language));
            screen.line(format!("    {}", paint(FAINT, format!("{}{reason}", place(&conflict.place)))))?;
            for finding in &conflict.findings {
                for line in text_of(finding, screen).lines() {
                    screen.line(format!("    {line}"))?;
                }
            }
            screen.line("")?;
        }
    }
    ask(count, updates, screen)
}

fn text_of(finding: &nazorg_core::finding::Finding, screen: &Screen) -> String {
    text(finding, screen.language, screen.styled())
}

/// What to do about them.
fn ask(count: usize, updates: &[Update], screen: &mut Screen) -> Result<(), Stop> {
    screen.say(&match count {
        1 => say!("Eén keer veranderden de basis en de regio hetzelfde. Er is niets geschreven."; "Once the base and the region changed the same thing. Nothing was written."),
        _ => say!("{count} keer veranderden de basis en de regio hetzelfde. Er is niets geschreven."; "{count} times the base and the region changed the same thing. Nothing was written."),
    })?;
    let open: Vec<_> = updates.iter().flat_map(Update::open).collect();
    if let Some(first) = open.iter().find(|conflict| conflict.findings.is_empty()) {
        let id = &first.id;
        let (region, base) =
            (paint(COMMAND, format!("--keep region={id}")), paint(COMMAND, format!("--keep base={id}")));
        screen.say(&say!("Kies per botsing: {region} (zo laten) of {base} (de basis volgen)."; "Choose for each: {region} (leave it so) or {base} (follow the base)."))?;
    }
    if open.iter().any(|conflict| !conflict.findings.is_empty()) {
        screen.say(&say!("Waar een fout bij staat, kan het niet zo blijven: pas uw bestand aan, of volg de basis."; "Where an error is shown it cannot stay so: mend your file, or follow the base."))?;
    }
    Ok(())
}

/// Tells what was taken over, or would be.
///
/// # Errors
/// The reader has left.
pub(super) fn all(
    updates: &[Update],
    stories: Option<&Report>,
    dry_run: bool,
    files: usize,
    screen: &mut Screen,
) -> Result<(), Stop> {
    let changed: Vec<&Update> = updates.iter().filter(|update| update.changed).collect();
    if screen.json {
        let written = !dry_run && (!changed.is_empty() || files > 0);
        screen.json(&view(updates, stories, written, screen.language))?;
        return Ok(());
    }
    if changed.is_empty() && files == 0 {
        screen.say(&say!("Alles past al bij de basis van nu."; "All fits the base of now already."))?;
        return Ok(());
    }
    for update in &changed {
        taken(update, screen)?;
        chosen(update, screen)?;
    }
    if files > 0 {
        screen.say(&say!("{files} bestanden van de basis zijn nieuw of anders."; "{files} files of the base are new or other."))?;
    }
    for Update { overlay, base, version, .. } in &changed {
        let line = if dry_run {
            say!("{overlay} zou {base}, versie {version}, volgen."; "{overlay} would follow {base}, version {version}.")
        } else {
            say!("{overlay} volgt nu {base}, versie {version}."; "{overlay} now follows {base}, version {version}.")
        };
        screen.line(paint(GOOD, line.get(screen.language)))?;
    }
    played(stories, dry_run, screen)?;
    if dry_run {
        screen.say(
            &say!("Er is niets geschreven: dit was een proef."; "Nothing was written: this was a trial."),
        )?;
    }
    Ok(())
}

fn taken(update: &Update, screen: &mut Screen) -> Result<(), Stop> {
    let (overlay, base) = (&update.overlay, &update.base);
    let Some(comparison) = &update.comparison else {
        if update.changed {
            screen.say(&say!(
                "Van {base} is niet bewaard hoe het was toen {overlay} het overnam. Wat er anders is, staat er dus niet bij.";
                "How {base} was when {overlay} took it over was not kept. So what is different cannot be said."
            ))?;
        }
        return Ok(());
    };
    let title = say!("{overlay} krijgt van {base}:"; "{overlay} gets from {base}:");
    screen.line(paint(STRONG, title.get(screen.language)))?;
    if comparison.taken.is_empty() {
        screen.say(&say!("  niets nieuws"; "  nothing new"))?;
    }
    for difference in &comparison.taken {
        let view = row(difference, screen.language);
        screen.line(format!("{} {}", view.sign(), plain(&view.text)))?;
    }
    Ok(())
}

/// Who won, for the conflicts that somebody decided.
fn chosen(update: &Update, screen: &mut Screen) -> Result<(), Stop> {
    let all = update.comparison.iter().flat_map(|comparison| &comparison.conflicts);
    for (conflict, chosen) in all.zip(&update.chosen) {
        let id = &conflict.id;
        screen.say(&match chosen {
            Some(Side::Base) => say!("= {id}: de basis geldt, de regel van de regio is weg."; "= {id}: the base holds, the region's line is gone."),
            _ => say!("= {id}: het blijft zoals de regio het heeft."; "= {id}: it stays as the region has it."),
        })?;
    }
    Ok(())
}

fn played(stories: Option<&Report>, dry_run: bool, screen: &mut Screen) -> Result<(), Stop> {
    let Some(report) = stories else { return Ok(()) };
    let StoriesView { passed, failed } = told(report);
    let wrong = failed.len();
    if wrong == 0 && report.findings.is_empty() {
        let line = say!("Scenario's van de basis en de regio: {passed} goed."; "Scenarios of the base and the region: {passed} passed.");
        screen.line(paint(GOOD, line.get(screen.language)))?;
        return Ok(());
    }
    let line = say!("Scenario's van de basis en de regio: {passed} goed, {wrong} fout."; "Scenarios of the base and the region: {passed} passed, {wrong} failed.");
    screen.line(paint(ALARM, line.get(screen.language)))?;
    for name in failed.iter().take(10) {
        screen.line(format!("  {}", plain(name)))?;
    }
    if !dry_run {
        screen.say(&say!("De basis is overgenomen: alle bestanden zijn geschreven. Alleen deze verhalen gaan nu anders dan er staat."; "The base was taken over: all files were written. Only these stories now go otherwise than they say."))?;
    }
    let next = screen.command("test");
    screen.say(&say!("Kijk wat er anders gaat: {next}"; "See what goes otherwise: {next}"))?;
    Ok(())
}

fn told(report: &Report) -> StoriesView {
    let (good, wrong): (Vec<_>, Vec<_>) = report.played.iter().partition(|played| played.failures.is_empty());
    let name = |played: &&nazorg_core::scenario::Played| {
        format!("{}: {} ({})", played.process, played.title, played.id)
    };
    StoriesView { passed: good.len(), failed: wrong.iter().map(name).collect() }
}

fn place(span: &Span) -> String {
    format!("{}:{}", span.source.path, span.place().0)
}

fn view(updates: &[Update], stories: Option<&Report>, written: bool, language: Language) -> UpdatesView {
    let conflict =
        |(conflict, chosen): (&nazorg_core::definition::overlay::Conflict, &Option<Side>)| ConflictView {
            id: conflict.id.clone(),
            base: conflict.base.iter().map(|difference| row(difference, language)).collect(),
            region: conflict.region.get(language).to_owned(),
            reason: conflict.reason.clone(),
            place: place(&conflict.place),
            findings: conflict.findings.iter().map(|finding| FindingView::of(finding, language)).collect(),
            kept: chosen.map(|side| if side == Side::Base { "base" } else { "region" }),
        };
    let one = |update: &Update| UpdateView {
        overlay: update.overlay.to_string(),
        base: update.base.to_string(),
        version: update.version,
        hash: update.hash.clone(),
        changed: update.changed,
        compared: update.comparison.is_some(),
        taken: update
            .comparison
            .iter()
            .flat_map(|comparison| &comparison.taken)
            .map(|difference| row(difference, language))
            .collect(),
        conflicts: update
            .comparison
            .iter()
            .flat_map(|comparison| &comparison.conflicts)
            .zip(&update.chosen)
            .map(conflict)
            .collect(),
    };
    UpdatesView { written, updates: updates.iter().map(one).collect(), stories: stories.map(told) }
}
