//! `init`: a new workspace.

mod region;

use std::fs;
use std::path::{Path, PathBuf};

use nazorg_core::definition::library::Library;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_runtime::{User, Workspace};

use super::definition::{keep_all, note};
use crate::library;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::{Screen, Stop};
use crate::session::{Session, login_name};

/// What stands above it.
const HEADER: &str = "\
# De werkruimte van nazorg. Hier staat wie er werkt en in welke rollen.
# Een gebruiker heet zoals zijn inlognaam. `deputy_for: [naam]` laat iemand een ander vervangen.
# Extra vrije dagen van de organisatie: `closed: [2026-05-15]`.
";

/// Makes a workspace with the processes that come with the program.
pub(super) fn run(
    dir: Option<&Path>,
    region: Option<(&str, &str)>,
    session: &mut Session,
) -> Result<(), Stop> {
    if let Some((base, region)) = region {
        return region::run(dir, base, region, session);
    }
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
    let roles = library::roles().into_keys().map(Id::from).collect();
    let mut workspace = Workspace::usual(&root);
    workspace.name = name;
    workspace.region = Some("haarlem".to_owned());
    workspace.users.insert(me.clone(), User { name: me.clone(), roles, deputy_for: Vec::new() });
    library::write(&root)?;
    keep_all(&root, &Library::read(&workspace.files().definitions))?;
    note(&root, library::FILES.iter().copied())?;
    write_workspace(&workspace)?;
    told(&root, &me, &mut session.screen)
}

/// Writes `nazorg.yaml`, last of all: a folder that has one is whole.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write_workspace(workspace: &Workspace) -> Result<(), Stop> {
    let yaml = workspace.to_yaml()?;
    library::write_new(&workspace.root.join("nazorg.yaml"), &format!("{HEADER}{yaml}"))
}

/// A workspace is never written over, and nothing that is in the way either.
fn refuse_overwriting(root: &Path) -> Result<(), Stop> {
    let top = library::FILES.iter().filter_map(|(name, _)| name.split('/').next());
    for name in ["nazorg.yaml", "bases"].into_iter().chain(top) {
        // `tests` may well hold other things; only what would be written counts.
        let path = root.join(if name == "tests" { "tests/scenarios" } else { name });
        if path.symlink_metadata().is_ok() {
            if let Some(gone) = Workspace::gone(root) {
                return Err(gone.into());
            }
            let path = path.display();
            return Err(Stop::bad_input(say!(
                "{path} bestaat al. Er is niets veranderd.";
                "{path} exists already. Nothing was changed."
            ))
            .help(
                say!("Kies een nieuwe map: `nazorg begin MAP`."; "Choose a new directory: `nazorg init DIR`."),
            ));
        }
    }
    Ok(())
}

fn told(root: &Path, me: &str, screen: &mut Screen) -> Result<(), Stop> {
    let done = paint(GOOD, screen.words("De werkruimte is klaar.", "The workspace is ready."));
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
    let rows = [
        ("check", "controleer de processen en brieven", "check the processes and letters"),
        ("publish", "neem ze in gebruik", "put them into use"),
        ("person add", "voeg iemand toe", "add somebody"),
        ("case start haarlem/01-legitimatiebewijs P1", "begin een zaak", "start a case"),
        ("today", "zie wat vandaag moet", "see what is due today"),
    ];
    screen.commands("nazorg", &rows.map(|(command, nl, en)| (command.to_owned(), nl, en)))?;
    Ok(())
}
