//! What is left of a workspace whose `nazorg.yaml` is gone.

use std::path::Path;

use nazorg_core::say;

use super::FILE;
use crate::Problem;

/// The usual names of a store and its keys.
const STORE: [&str; 2] = ["nazorg.db", "nazorg.keys"];
/// The usual names of folders that only a workspace has.
const FOLDERS: [&str; 3] = ["processes", "bases", "outbox"];

/// A store or its keys in a folder, by name.
pub(super) fn of_store(folder: &Path) -> Option<(&Path, &'static str)> {
    let name = STORE.into_iter().find(|name| folder.join(name).is_file())?;
    Some((folder, name))
}

/// A folder of a workspace in this one, by name.
pub(super) fn of_any(folder: &Path) -> Option<&'static str> {
    FOLDERS.into_iter().find(|name| folder.join(name).is_dir())
}

/// A new workspace in its place would have no users, and a new one elsewhere no people.
pub(super) fn gone(folder: &Path, found: &str) -> Problem {
    let full = std::path::absolute(folder);
    let shown = full.as_deref().unwrap_or(folder).display();
    Problem::trouble(
        say!("Het bestand `{FILE}` is weg. In `{shown}` staat nog wel `{found}`. Er is niets veranderd."; "The file `{FILE}` is gone. In `{shown}` there is still `{found}`. Nothing was changed."),
    )
    .help(say!(
        "Zet `{FILE}` terug in die map. Heeft u het niet meer? Maak een werkruimte in een andere map met `nazorg begin MAP`. Kopieer haar `{FILE}` hierheen. Zet uw regio (`region`) en de gebruikers erin.";
        "Put `{FILE}` back in that folder. Have you lost it? Make a workspace in another folder with `nazorg init DIR`. Copy its `{FILE}` here. Put your region (`region`) and the users in it."
    ))
}
