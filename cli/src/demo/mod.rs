//! `demo`: a workspace of fictitious people that lived through five months, up to today.

mod caseload;
mod chance;
mod filler;
mod player;
mod script;
mod teller;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use nazorg_core::calendar::local;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_runtime::{Clock, Office, SystemClock, User, Workspace};

use crate::args::Demo;
use crate::command::write_workspace;
use crate::library;
use crate::output::screen::{FAINT, GOOD, STRONG, paint};
use crate::output::{Screen, Stop};
use crate::session::{Session, login_name, program};
use caseload::Size;
use player::Player;
use script::{Days, Script};
use teller::Teller;

/// What the demonstration writes, and may take away again.
const OWN: [&str; 9] = [
    "nazorg.db",
    "nazorg.keys",
    "nazorg.db-wal",
    "nazorg.db-shm",
    "outbox",
    "processes",
    "templates",
    "tests/scenarios",
    "meldingen",
];

/// Makes the workspace and plays the story.
pub(crate) fn run(args: &Demo, session: &mut Session) -> Result<(), Stop> {
    let root = args.dir.as_deref().map_or_else(|| PathBuf::from("demo"), Path::to_path_buf);
    let me = match &session.user {
        Some(user) => user.clone(),
        None => login_name()?,
    };
    let now = SystemClock.now();
    let screen = &mut session.screen;
    if clear(&root)? {
        screen.warn(&say!("Hier stond al een demo. Die is weg, met alles wat erin stond."; "There was a demo here already. It is gone, with all that was in it."));
    }
    if let Some(region) = args.region {
        let size = Size { region, years: args.years, seed: args.seed, people_max: usize::MAX };
        return caseload::run(&root, &me, &size, now, screen);
    }
    screen.say(&say!(
        "Een verzonnen werkruimte: vijf maanden nazorg, tot en met vandaag.";
        "A fictitious workspace: five months of aftercare, up to today."
    ))?;
    let played = play(&root, &me, now, screen)?;
    ending(&root, &played.office, screen)
}

/// Makes the workspace in an empty folder and plays the story until `now`.
///
/// # Errors
/// The folder or the store cannot be written, or the reader has left.
fn play(root: &Path, me: &str, now: DateTime<Utc>, screen: &mut Screen) -> Result<Played, Stop> {
    let script = Script::read().map_err(|error| {
        Stop::bad_input(say!("Het verhaal is niet te lezen: {error}."; "The story cannot be read: {error}."))
    })?;
    library::write(root)?;
    write_workspace(&workspace(root, me, &script))?;
    let workspace = Workspace::find(root)?;
    let days = Days::until(local(now).date());
    let teller = Teller::new(screen, &script);
    let mut player = Player::start(workspace, &script, days, teller)?;
    player.play(now)?;
    let surprises = player.surprises;
    let office = Office::open(Workspace::find(root)?, std::sync::Arc::new(SystemClock), me)?;
    Ok(Played { office, surprises })
}

/// What playing gave.
struct Played {
    office: Office,
    /// Steps that went differently from the script.
    #[cfg_attr(not(test), expect(dead_code, reason = "the story goes on; a test looks at it"))]
    surprises: Vec<String>,
}

/// The users of the script, and the one who plays with every role.
fn workspace(root: &Path, me: &str, script: &Script) -> Workspace {
    let mut workspace = Workspace::usual(root);
    workspace.name = "demo".to_owned();
    workspace.region = Some("haarlem".to_owned());
    workspace.demo = true;
    for (login, user) in &script.users {
        let roles = user.roles.iter().map(|role| Id::from(role.as_str())).collect();
        let user = User { name: user.name.clone(), roles, deputy_for: user.deputy_for.clone() };
        workspace.users.insert(login.clone(), user);
    }
    let all = library::roles().into_keys().map(Id::from).collect();
    let entry = workspace.users.entry(me.to_owned()).or_default();
    entry.roles = all;
    if entry.name.is_empty() {
        entry.name = me.to_owned();
    }
    workspace
}

/// Makes room: only an empty folder will do, or an earlier demonstration. Gives whether there was one.
fn clear(root: &Path) -> Result<bool, Stop> {
    fs::create_dir_all(root).map_err(|error| Stop::file(root, &error))?;
    let mut inside = fs::read_dir(root).map_err(|error| Stop::file(root, &error))?;
    if inside.next().is_none() {
        return Ok(false);
    }
    let file = root.join("nazorg.yaml");
    let demo = file.is_file() && Workspace::find(root).is_ok_and(|workspace| workspace.demo);
    if !demo {
        let path = root.display();
        return Err(Stop::bad_input(say!(
            "De map {path} is niet leeg en is geen demo. Er is niets veranderd.";
            "The folder {path} is not empty and is no demo. Nothing was changed."
        ))
        .help(say!("Kies een andere map: `nazorg demo MAP`."; "Choose another folder: `nazorg demo DIR`.")));
    }
    for name in OWN {
        let path = root.join(name);
        let gone = match path.symlink_metadata() {
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(_) => Ok(()),
        };
        gone.map_err(|error| Stop::file(&path, &error))?;
    }
    // Last: until then the folder is still known as a demonstration.
    fs::remove_file(&file).map_err(|error| Stop::file(&file, &error))?;
    Ok(true)
}

/// What is open, which letters can be read, and what to try.
fn ending(root: &Path, office: &Office, screen: &mut Screen) -> Result<(), Stop> {
    let today = office.today()?;
    let letters = office.letter_list(None)?;
    screen.line("")?;
    screen.line(paint(STRONG, screen.words("En nu is het vandaag.", "And now it is today.")))?;
    let late = today.overdue.len();
    let due = today.due_today.len() + today.due_soon.len();
    let waits = today.to_approve.len();
    screen.say(&say!(
        "Te laat: {late}. Vandaag en deze week: {due}. Brieven die op akkoord wachten: {waits}.";
        "Late: {late}. Today and this week: {due}. Letters that wait for approval: {waits}."
    ))?;
    screen.heading(&say!("Brieven om te openen"; "Letters to open"))?;
    let mut titles = BTreeSet::new();
    // One of each kind is enough to see what they look like.
    let kinds = letters.iter().filter(|letter| letter.folder.is_some() && titles.insert(&letter.title));
    for letter in kinds.take(6) {
        let folder = letter.folder.as_deref().unwrap_or_default();
        let path = root.join(folder).join("brief.html");
        let about = format!("B{} {}", letter.letter, letter.title);
        screen.line(format!("  {}  {}", path.display(), paint(FAINT, about)))?;
    }
    let count = letters.len();
    screen.say(&say!("  In totaal {count} brieven."; "  {count} letters in all."))?;
    screen.heading(&say!("Probeer nu"; "Try now"))?;
    let dir = if root == Path::new(".") { String::new() } else { format!(" -C {}", root.display()) };
    let case = today.overdue.first().or(today.due_soon.first()).map_or(1, |task| task.case);
    let rows = [
        ("today".to_owned(), "wat vandaag moet", "what is due today"),
        (format!("case show Z{case}"), "hoe een zaak ervoor staat", "how a case stands"),
        (format!("case history Z{case}"), "wat er in die zaak gebeurde", "what happened in that case"),
        ("today --as fatima".to_owned(), "de dag van Fatima", "Fatima's day"),
        ("letter list".to_owned(), "de brieven", "the letters"),
        ("test".to_owned(), "de scenario's van de processen", "the scenarios of the processes"),
    ];
    screen.commands(&format!("{}{dir}", program()), &rows)?;
    let fine = screen.words("Alle mensen zijn verzonnen.", "All people are fictitious.");
    screen.line("")?;
    screen.line(paint(GOOD, fine))?;
    Ok(())
}

#[cfg(test)]
mod tests;
