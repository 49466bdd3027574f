//! Reading and writing `nazorg.yaml`.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use nazorg_core::definition::field;
use nazorg_core::definition::node::{self, Content, Node};
use nazorg_core::definition::reader::{Fields, Reader};
use nazorg_core::finding::{Finding, Severity, Source};
use nazorg_core::id::Id;
use nazorg_core::say;
use serde::Serialize;

use super::files::source;
use super::{FILE, Rights, User, Workspace};
use crate::Problem;

impl Workspace {
    /// Reads the workspace of a folder with a `nazorg.yaml`.
    ///
    /// # Errors
    /// The file cannot be read or is wrong; the findings say where.
    pub fn read(root: &Path) -> Result<Self, Problem> {
        Self::from_file(root, source(&root.join(FILE), FILE))
    }

    /// The same of a file that was read.
    pub(super) fn from_file(root: &Path, file: Result<Arc<Source>, Finding>) -> Result<Self, Problem> {
        let wrong = |findings: Vec<Finding>| {
            Problem::bad_input(say!("`{FILE}` klopt niet."; "`{FILE}` is not right.")).findings(findings)
        };
        let source = file.map_err(|finding| wrong(vec![finding]))?;
        let tree =
            node::read(&source).map_err(|findings| wrong(findings.into_iter().map(usual).collect()))?;
        let reader = Reader::default();
        let workspace = read_fields(root, &tree, &reader);
        let findings = reader.into_findings();
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(wrong(findings));
        }
        Ok(workspace)
    }

    /// The text of its `nazorg.yaml`.
    ///
    /// # Errors
    /// Never in practice; a writer of YAML may fail.
    pub fn to_yaml(&self) -> Result<String, Problem> {
        let usual = Self::usual(&self.root);
        let changed = |own: &PathBuf, usual: &PathBuf| (own != usual).then(|| own.display().to_string());
        let users = self.users.iter().map(|(login, user)| {
            let roles = user.roles.iter().map(Id::to_string).collect();
            (login.clone(), UserYaml { name: user.name.clone(), roles, deputy_for: user.deputy_for.clone() })
        });
        let yaml = WorkspaceYaml {
            workspace: self.name.clone(),
            demo: self.demo,
            region: self.region.clone(),
            processes: changed(&self.processes, &usual.processes),
            templates: changed(&self.templates, &usual.templates),
            scenarios: changed(&self.scenarios, &usual.scenarios),
            store: changed(&self.store, &usual.store),
            outbox: changed(&self.outbox, &usual.outbox),
            equated: self.closed_on_equated.then_some("closed"),
            closed: self.closed.iter().map(ToString::to_string).collect(),
            rights: RightsYaml::of(&self.rights),
            users: users.collect(),
        };
        let text = serde_yaml::to_string(&yaml).map_err(|_| {
            Problem::trouble(say!("`{FILE}` kon niet worden geschreven."; "`{FILE}` could not be written."))
        })?;
        Ok(text.lines().map(quoted).collect())
    }
}

/// What belongs in an empty file.
fn usual(finding: Finding) -> Finding {
    if finding.code != "NZ0107" {
        return finding;
    }
    finding.help(say!(
        "Zet het bestand terug. Of zet erin wie er werkt: `users: {{naam: {{roles: [coordinator]}}}}`. Een heel voorbeeld maakt `nazorg begin MAP`.";
        "Put the file back. Or say in it who works here: `users: {{name: {{roles: [coordinator]}}}}`. `nazorg init DIR` makes a whole example."
    ))
}

/// A written line with its words in quotes where they need them: somebody may well be called `no`, and
/// the writer leaves that bare.
fn quoted(line: &str) -> String {
    let bare = line.trim_start_matches([' ', '-']);
    let start = &line[..line.len() - bare.len()];
    let quote = |word: &str| if node::must_be_quoted(word) { format!("\"{word}\"") } else { word.to_owned() };
    match bare.split_once(": ") {
        Some((key @ "demo", flag)) => format!("{start}{key}: {flag}\n"),
        Some((key, value)) => format!("{start}{}: {}\n", quote(key), quote(value)),
        None => match bare.strip_suffix(':') {
            Some(key) => format!("{start}{}:\n", quote(key)),
            None => format!("{start}{}\n", quote(bare)),
        },
    }
}

#[derive(Serialize)]
struct WorkspaceYaml {
    workspace: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    templates: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenarios: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outbox: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    equated: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closed: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<RightsYaml>,
    users: IndexMap<String, UserYaml>,
}

#[derive(Serialize)]
struct RightsYaml {
    migrate: Vec<String>,
    hand_over: Vec<String>,
}

impl RightsYaml {
    fn of(rights: &Rights) -> Option<Self> {
        let names = |roles: &[Id]| roles.iter().map(Id::to_string).collect();
        (*rights != Rights::default())
            .then(|| Self { migrate: names(&rights.migrate), hand_over: names(&rights.hand_over) })
    }
}

#[derive(Serialize)]
struct UserYaml {
    name: String,
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deputy_for: Vec<String>,
}

fn read_fields(root: &Path, tree: &Node, reader: &Reader) -> Workspace {
    let fields = Fields::new(tree, reader);
    let mut workspace = Workspace { has_file: true, ..Workspace::usual(root) };
    if let Some(name) = fields.text("workspace") {
        workspace.name = name;
    }
    workspace.demo = fields.flag("demo");
    workspace.region = fields.text("region");
    let folder = |key: &'static str, value: &mut PathBuf| {
        if let Some(text) = fields.get(key).and_then(|node| reader.text(node)) {
            if stays_inside(Path::new(&text.value)) {
                *value = PathBuf::from(text.value);
            } else {
                reader.report(
                    Finding::error("NZ0129", text.span, say!("Dit pad wijst buiten de werkruimte."; "This path points outside the workspace."))
                        .help(say!("Schrijf een pad vanaf deze map, zonder `..`."; "Write a path from this folder, without `..`.")),
                );
            }
        }
    };
    folder("processes", &mut workspace.processes);
    folder("templates", &mut workspace.templates);
    folder("scenarios", &mut workspace.scenarios);
    folder("store", &mut workspace.store);
    folder("outbox", &mut workspace.outbox);
    if let Some(node) = fields.get("closed") {
        workspace.closed = closing_days(node, reader);
    }
    if let Some(node) = fields.get("equated") {
        match node.scalar() {
            Some("closed") => workspace.closed_on_equated = true,
            Some("open") => {}
            _ => reader.wrong_shape(node, say!("`open` of `closed`"; "`open` or `closed`")),
        }
    }
    if let Some(node) = fields.get("rights") {
        let fields = Fields::new(node, reader);
        let names = |key: &'static str, usual: Vec<Id>| {
            if fields.get(key).is_none() {
                return usual;
            }
            fields.names(key).into_iter().map(|role| role.value).collect()
        };
        let usual = Rights::default();
        workspace.rights = Rights {
            migrate: names("migrate", usual.migrate),
            hand_over: names("hand_over", usual.hand_over),
        };
        fields.finish();
    }
    let users = fields.map("users", |_, node| {
        let fields = Fields::new(node, reader);
        let user = User {
            name: fields.text("name").unwrap_or_default(),
            roles: fields.names("roles").into_iter().map(|role| role.value).collect(),
            deputy_for: Vec::new(),
        };
        let deputy_for = fields.names("deputy_for");
        fields.finish();
        Some((user, deputy_for))
    });
    let logins: Vec<Id> = users.keys().cloned().collect();
    for (login, entry) in users {
        let (mut user, deputy_for) = entry.value;
        for other in deputy_for {
            if logins.contains(&other.value) && other.value != login {
                user.deputy_for.push(other.value.to_string());
            } else {
                let name = &other.value;
                reader.report(
                    Finding::error(
                        "NZ0130",
                        other.span,
                        say!("`{name}` is geen andere gebruiker."; "`{name}` is no other user."),
                    )
                    .did_you_mean(name, logins.iter().map(Id::as_str)),
                );
            }
        }
        if user.name.is_empty() {
            user.name = login.to_string();
        }
        workspace.users.insert(login.to_string(), user);
    }
    fields.finish();
    workspace
}

fn closing_days(node: &Node, reader: &Reader) -> Vec<chrono::NaiveDate> {
    let Content::List(items) = &node.content else {
        reader.wrong_shape(node, say!("een lijst van datums"; "a list of dates"));
        return Vec::new();
    };
    let day = |item: &Node| match field::date(item.scalar().unwrap_or_default()) {
        Ok(day) => Some(day),
        Err(message) => {
            reader.report(Finding::error("NZ0310", item.span.clone(), message));
            None
        }
    };
    items.iter().filter_map(day).collect()
}

fn stays_inside(path: &Path) -> bool {
    !path.as_os_str().is_empty()
        && path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
