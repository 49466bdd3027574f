//! `init --extends BASE --region NAME`: a workspace in which a region stands on a base.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_runtime::{User, Workspace};

use super::{refuse_overwriting, write_workspace};
use crate::command::definition::{keep_all, note};
use crate::library;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::{Screen, Stop};
use crate::session::{Session, login_name};

/// The record that a report of detention fills.
const DETENTION: &str = "landelijk/detentie";

/// What a new region gets.
struct Start {
    /// Files as they come with the program.
    files: Vec<&'static (&'static str, &'static str)>,
    /// The region's own files.
    own: Vec<(String, String)>,
    /// The overlays, by id.
    overlays: Vec<String>,
    /// The roles of all its processes.
    roles: BTreeSet<Id>,
    /// A case needs to know when somebody was detained: that comes from a report.
    reads_detention: bool,
}

/// Makes a workspace for a region.
pub(super) fn run(dir: Option<&Path>, base: &str, region: &str, session: &mut Session) -> Result<(), Stop> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !region.starts_with(|c: char| c.is_ascii_lowercase()) || !region.chars().all(is_letter) {
        return Err(Stop::wrong_use(say!("`{region}` is geen goede naam voor een regio."; "`{region}` is no good name for a region."))
            .help(say!("Gebruik kleine letters en streepjes: hollands-midden."; "Use small letters and dashes: hollands-midden.")));
    }
    let start = start(base, region)?;
    let root = dir.map_or_else(|| PathBuf::from(region), Path::to_path_buf);
    fs::create_dir_all(&root).map_err(|error| Stop::file(&root, &error))?;
    refuse_overwriting(&root)?;
    let me = match &session.user {
        Some(user) => user.clone(),
        None => login_name()?,
    };
    for (name, text) in &start.files {
        library::write_new(&root.join(name), text)?;
    }
    for (name, text) in &start.own {
        library::write_new(&root.join(name), text)?;
    }
    let mut workspace = Workspace::usual(&root);
    workspace.name = format!("nazorg-{region}");
    workspace.region = Some(region.to_owned());
    let roles = start.roles.iter().cloned().collect();
    workspace.users.insert(me.clone(), User { name: me.clone(), roles, deputy_for: Vec::new() });
    keep_all(&root, &Library::read(&workspace.files().definitions))?;
    note(&root, start.files.iter().map(|(path, text)| (*path, *text)))?;
    write_workspace(&workspace)?;
    told(&root, &start, &mut session.screen)
}

fn start(base: &str, region: &str) -> Result<Start, Stop> {
    let sources: Vec<Arc<Source>> = library::FILES
        .iter()
        .filter(|(name, _)| name.starts_with("processes/"))
        .map(|(name, text)| Arc::new(Source { path: (*name).into(), text: (*text).into() }))
        .collect();
    let library = Library::read(&sources);
    let compiled = compile(&library, None);
    let below = format!("{base}/");
    if library.family.keys().any(|id| id.split('/').next() == Some(region)) {
        return Err(Stop::bad_input(say!("`{region}` komt al met het programma mee."; "`{region}` comes with the program already."))
            .help(say!("Kies een andere naam, of maak een gewone werkruimte met `nazorg begin`."; "Choose another name, or make an ordinary workspace with `nazorg init`.")));
    }
    let processes: Vec<&Id> = compiled.processes.keys().collect();
    let of_base = |id: &&Id| ***id == *base || id.starts_with(&below);
    let included: Vec<&Id> = processes.iter().copied().filter(of_base).collect();
    let main = format!("{below}nazorg");
    let extended: Vec<&Id> = match included.iter().find(|id| ***id == *main || ***id == *base) {
        Some(main) => vec![main],
        None => included.iter().copied().filter(|id| !id[below.len()..].contains('/')).collect(),
    };
    if extended.is_empty() {
        let known: BTreeSet<&str> = processes.iter().filter_map(|id| id.split('/').next()).collect();
        let list = known.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Stop::bad_input(say!("De basis `{base}` is er niet."; "There is no base `{base}`."))
            .help(say!("Kies uit: {list}, of noem een proces."; "Choose from: {list}, or name a process.")));
    }
    let mut paths = library::closure(&compiled, included.iter().chain(&extended).copied());
    let own_folder = format!("processes/{below}");
    paths.extend(
        sources.iter().map(|source| source.path.clone()).filter(|path| path.starts_with(&own_folder)),
    );
    let by_path: BTreeMap<&str, &Id> = compiled
        .processes
        .iter()
        .filter_map(|(id, process)| Some((process.sources().first()?.path.as_str(), id)))
        .collect();
    let files = library::FILES.iter().filter(|(name, _)| library::is_needed(name, &paths)).collect();
    let mut own = vec![(format!("templates/{region}/huisstijl.yaml"), style(region))];
    let mut overlays = Vec::new();
    let mut roles = BTreeSet::new();
    for id in paths.iter().filter_map(|path| by_path.get(path.as_str())) {
        roles.extend(compiled.processes[*id].definition().roles.keys().cloned());
    }
    let reads_detention = extended.iter().filter_map(|id| compiled.processes.get(*id)).any(|process| {
        process.definition().records.values().any(|record| record.value.as_str() == DETENTION)
    });
    for id in extended {
        let name = id.rsplit('/').next().unwrap_or_default();
        let overlay = format!("{region}/{name}");
        own.push((format!("processes/{overlay}.yaml"), text(&library, id, &overlay, region)));
        overlays.push(overlay);
    }
    Ok(Start { files, own, overlays, roles, reads_detention })
}

/// The first overlay of a region: it changes nothing but its title.
fn text(library: &Library, base: &Id, overlay: &str, region: &str) -> String {
    let document = &library.family[base];
    let (version, hash) = (document.version(), document.hash());
    let title = library.processes.get(base).map_or_else(|| base.spoken(), |process| process.title.clone());
    let title = format!("{title} ({})", spoken(region)).replace('"', "'");
    format!(
        "# Wat {0} anders doet dan {base}. Wat hier niet staat, is zoals daar.\n\
         #   nazorg instellingen {overlay}    wat u kunt instellen, en binnen welke grenzen\n\
         #   nazorg stel INSTELLING WAARDE --reason 'waarom'\n\
         #   nazorg verschil {overlay}        wat u anders doet, in gewone woorden\n\
         #   nazorg toon {overlay} --origin   elke regel, met het bestand waar hij uit komt\n\
         overlay: {overlay}\n\
         extends: {{process: {base}, version: {version}, hash: \"{hash}\"}}\n\
         change:\n  title: \"{title}\"\n",
        spoken(region)
    )
}

fn style(region: &str) -> String {
    let name = spoken(region);
    format!(
        "# Afzender en ondertekening van de brieven. Vul hier uw eigen gegevens in.\n\
         organisation: Gemeente {name}\n\
         department: Nazorg\n\
         address: [Voorbeeldplein 1, 1000 AA {name}]\n\
         phone: 010 555 01 23\n\
         hours: maandag tot en met vrijdag van 9.00 tot 17.00 uur\n\
         email: nazorg@{region}.example\n\
         closing: Met vriendelijke groet,\n\
         signed_by: Nazorgcoördinator\n"
    )
}

/// `hollands-midden` becomes `Hollands Midden`.
fn spoken(region: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    region.split('-').map(word).collect::<Vec<_>>().join(" ")
}

fn told(root: &Path, start: &Start, screen: &mut Screen) -> Result<(), Stop> {
    screen.line(paint(GOOD, screen.words("De werkruimte is klaar.", "The workspace is ready.")))?;
    for overlay in &start.overlays {
        screen.say(
            &say!("Uw eigen bestand: processes/{overlay}.yaml"; "Your own file: processes/{overlay}.yaml"),
        )?;
    }
    screen.heading(&say!("Wat nu"; "What next"))?;
    screen.line(format!("  {}", paint(COMMAND, format!("cd {}", root.display()))))?;
    let first = start.overlays.first().map_or("", String::as_str);
    let people = if start.reads_detention {
        (
            "person import meldingen.csv".to_owned(),
            "lees meldingen van detentie in: zo komen er mensen bij",
            "read reports of detention: so people come in",
        )
    } else {
        ("person add".to_owned(), "voeg iemand toe", "add somebody")
    };
    let rows = [
        (format!("params {first}"), "zie wat u kunt instellen", "see what you can set"),
        (
            "test".to_owned(),
            "speel de scenario's van de basis in uw regio",
            "play the scenarios of the base in your region",
        ),
        ("publish".to_owned(), "neem het in gebruik", "put it into use"),
        people,
        (format!("case start {first} P1"), "begin een zaak", "start a case"),
    ];
    screen.commands("nazorg", &rows)?;
    Ok(())
}
