//! `init`: a new workspace.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nazorg_core::say;
use serde::Serialize;

use crate::library;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::{Screen, Stop};
use crate::session::{Session, login_name};

/// The file that makes a folder a workspace, as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct WorkspaceFile {
    pub(crate) workspace: String,
    pub(crate) region: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) demo: bool,
    pub(crate) users: BTreeMap<String, UserEntry>,
}

/// A user, as written.
#[derive(Debug, Serialize)]
pub(crate) struct UserEntry {
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) deputy_for: Vec<String>,
}

/// What stands above it.
pub(crate) const HEADER: &str = "\
# De werkmap van nazorg. Hier staat wie er werkt en in welke rollen.
# Een gebruiker heet zoals zijn inlognaam. `deputy_for: [naam]` laat iemand een ander vervangen.
# Extra vrije dagen van de organisatie: `closed: [2026-05-15]`.
";

/// Makes a workspace with the processes that come with the program.
pub(super) fn run(dir: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let root = dir.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    fs::create_dir_all(&root).map_err(|error| Stop::file(&root, &error))?;
    refuse_overwriting(&root)?;
    let me = match &session.user {
        Some(user) => user.clone(),
        None => login_name()?,
    };
    let full = root.canonicalize().map_err(|error| Stop::file(&root, &error))?;
    let name =
        full.file_name().map_or_else(|| "nazorg".to_owned(), |name| name.to_string_lossy().into_owned());
    let user =
        UserEntry { name: me.clone(), roles: library::roles().into_keys().collect(), deputy_for: Vec::new() };
    let file = WorkspaceFile {
        workspace: name,
        region: "haarlem".to_owned(),
        demo: false,
        users: BTreeMap::from([(me.clone(), user)]),
    };
    library::write(&root)?;
    write_file(&root, &file)?;
    told(&root, &me, &mut session.screen)
}

/// Writes `nazorg.yaml`, last of all: a folder that has one is whole.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write_file(root: &Path, file: &WorkspaceFile) -> Result<(), Stop> {
    let yaml = serde_yaml::to_string(file)
        .map_err(|error| Stop::bad_input(say!("De instellingen passen niet in YAML: {error}."; "The settings do not fit into YAML: {error}.")))?;
    library::write_new(&root.join("nazorg.yaml"), &format!("{HEADER}{yaml}"))
}

/// A workspace is never written over, and nothing that is in the way either.
fn refuse_overwriting(root: &Path) -> Result<(), Stop> {
    let top = library::FILES.iter().filter_map(|(name, _)| name.split('/').next());
    for name in std::iter::once("nazorg.yaml").chain(top) {
        // `tests` may well hold other things; only what would be written counts.
        let path = root.join(if name == "tests" { "tests/scenarios" } else { name });
        if path.symlink_metadata().is_ok() {
            let path = path.display();
            return Err(Stop::bad_input(say!(
                "{path} bestaat al. Er is niets veranderd.";
                "{path} exists already. Nothing was changed."
            ))
            .help(
                say!("Kies een nieuwe map: `nazorg init MAP`."; "Choose a new directory: `nazorg init DIR`."),
            ));
        }
    }
    Ok(())
}

fn told(root: &Path, me: &str, screen: &mut Screen) -> Result<(), Stop> {
    let done = paint(GOOD, screen.words("De werkmap is klaar.", "The workspace is ready."));
    screen.line(done)?;
    screen.say(&say!(
        "Gebruiker {me} heeft alle rollen. Voeg anderen toe in nazorg.yaml.";
        "User {me} has all roles. Add others in nazorg.yaml."
    ))?;
    screen.heading(&say!("Wat nu"; "What next"))?;
    if root != Path::new(".") {
        let line = paint(COMMAND, format!("cd {}", root.display()));
        screen.line(format!("  {line}"))?;
    }
    for (command, nl, en) in [
        ("nazorg check", "controleer de processen en brieven", "check the processes and letters"),
        ("nazorg publish", "neem ze in gebruik", "put them into use"),
        ("nazorg person add", "voeg iemand toe", "add somebody"),
        ("nazorg case start haarlem/01-legitimatiebewijs P1", "begin een zaak", "start a case"),
        ("nazorg today", "zie wat vandaag moet", "see what is due today"),
    ] {
        let what = screen.words(nl, en);
        screen.line(format!("  {}  {what}", paint(COMMAND, format!("{command:50}"))))?;
    }
    Ok(())
}
