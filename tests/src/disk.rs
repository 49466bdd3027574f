//! A disk that loses what was not synced: from a trace of calls it makes what may be found after the
//! power failed.
//!
//! What counts: the bytes of a file are safe after a sync of the file, its name after a sync of its
//! folder. A rename is one change, kept or lost as a whole. Anything else may be lost, kept, or torn.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One call that changed files, as `fault.c` writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A new, empty file.
    Create(String),
    /// Bytes written.
    Write(String, usize, Vec<u8>),
    /// The size set.
    Truncate(String, usize),
    /// A file or a folder synced.
    Sync(String),
    /// Another name.
    Rename(String, String),
    /// One more name.
    Link(String, String),
    /// A name less, of a file or of an empty folder.
    Remove(String),
    /// A new folder.
    Folder(String),
    /// Something promised on the standard output.
    Promise(String),
}

/// Reads a trace; paths come out from its root.
///
/// # Panics
/// When it is not a trace.
#[must_use]
pub fn read_trace(mut bytes: &[u8], root: &str) -> Vec<Call> {
    fn take<'b>(bytes: &mut &'b [u8], length: usize) -> &'b [u8] {
        let (taken, rest) = bytes.split_at(length);
        *bytes = rest;
        taken
    }
    fn number(bytes: &mut &[u8], length: usize) -> usize {
        take(bytes, length).iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    }
    fn text(bytes: &mut &[u8]) -> String {
        let length = number(bytes, 4);
        String::from_utf8(take(bytes, length).to_vec()).expect("UTF-8")
    }
    let mut calls = Vec::new();
    while !bytes.is_empty() {
        let kind = take(&mut bytes, 1)[0];
        let (path, to) = (text(&mut bytes), text(&mut bytes));
        let offset = number(&mut bytes, 8);
        let length = number(&mut bytes, 4);
        let data = take(&mut bytes, length).to_vec();
        let inside = |path: String| {
            path.strip_prefix(root).map_or_else(String::new, |path| path.trim_start_matches('/').to_owned())
        };
        let (path, to) = (inside(path), inside(to));
        calls.push(match kind {
            b'C' => Call::Create(path),
            b'W' => Call::Write(path, offset, data),
            b'T' => Call::Truncate(path, offset),
            b'S' => Call::Sync(path),
            b'R' => Call::Rename(path, to),
            b'L' => Call::Link(path, to),
            b'U' | b'D' => Call::Remove(path),
            b'M' => Call::Folder(path),
            b'A' => Call::Promise(String::from_utf8(data).expect("UTF-8").trim().to_owned()),
            other => panic!("a call of kind {other}"),
        });
    }
    calls
}

/// What is not synced may come to this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// All of it is lost.
    All,
    /// Nothing is lost.
    Nothing,
    /// Chance decides, from this seed: kept, lost, or torn at 512 bytes.
    Some(u64),
}

type Node = usize;

#[derive(Clone, Default)]
struct File {
    safe: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// A change of names: of one folder, or for a rename of two.
#[derive(Clone)]
struct Naming {
    remove: Option<(Node, String)>,
    add: Option<(Node, String, Node)>,
}

#[derive(Clone)]
enum Entry {
    File(File),
    Folder(BTreeMap<String, Node>),
}

/// A disk: what is safe, and what is not yet.
#[derive(Clone)]
pub struct Disk {
    nodes: Vec<Entry>,
    /// Changes of names that no sync of a folder has made safe.
    namings: Vec<Naming>,
}

impl Disk {
    /// A disk on which a folder stands safely.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let mut disk = Self { nodes: vec![Entry::Folder(BTreeMap::new())], namings: Vec::new() };
        disk.load(0, folder);
        disk
    }

    fn load(&mut self, node: Node, folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let made = if path.is_dir() {
                let made = self.add(Entry::Folder(BTreeMap::new()));
                self.load(made, &path);
                made
            } else {
                let safe = fs::read(&path).expect("a file");
                self.add(Entry::File(File { safe, pending: Vec::new() }))
            };
            if let Entry::Folder(names) = &mut self.nodes[node] {
                names.insert(name, made);
            }
        }
    }

    fn add(&mut self, entry: Entry) -> Node {
        self.nodes.push(entry);
        self.nodes.len() - 1
    }

    /// The names of all folders when these changes are kept.
    fn names<'n>(&self, kept: impl Iterator<Item = &'n Naming>) -> Vec<BTreeMap<String, Node>> {
        let folder = |entry: &Entry| match entry {
            Entry::Folder(names) => names.clone(),
            Entry::File(_) => BTreeMap::new(),
        };
        let mut names: Vec<_> = self.nodes.iter().map(folder).collect();
        for naming in kept {
            if let Some((node, name)) = &naming.remove {
                names[*node].remove(name);
            }
            if let Some((node, name, child)) = &naming.add {
                names[*node].insert(name.clone(), *child);
            }
        }
        names
    }

    /// The folder that a path stands in, its name there, and what it is.
    fn find(&self, path: &str) -> (Node, String, Option<Node>) {
        let names = self.names(self.namings.iter());
        let (mut at, mut name) = (0, "");
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if !name.is_empty() {
                at = names[at][name];
            }
            name = part;
        }
        let node = if name.is_empty() { Some(0) } else { names[at].get(name).copied() };
        (at, name.to_owned(), node)
    }

    /// Does a call.
    ///
    /// # Panics
    /// When it names what is not there.
    pub fn call(&mut self, call: &Call) {
        match call {
            Call::Create(path) | Call::Folder(path) => {
                let (folder, name, _) = self.find(path);
                let is_file = matches!(call, Call::Create(_));
                let entry =
                    if is_file { Entry::File(File::default()) } else { Entry::Folder(BTreeMap::new()) };
                let node = self.add(entry);
                self.namings.push(Naming { remove: None, add: Some((folder, name, node)) });
            }
            Call::Write(path, offset, bytes) => self.change(path, Change::Write(*offset, bytes.clone())),
            Call::Truncate(path, size) => self.change(path, Change::Truncate(*size)),
            Call::Sync(path) => self.sync(path),
            Call::Rename(from, to) | Call::Link(from, to) => {
                let (folder, name, node) = self.find(from);
                let (folder_to, name_to, _) = self.find(to);
                let node = node.unwrap_or_else(|| panic!("{from} is there"));
                let remove = matches!(call, Call::Rename(..)).then_some((folder, name));
                self.namings.push(Naming { remove, add: Some((folder_to, name_to, node)) });
            }
            Call::Remove(path) => {
                let (folder, name, _) = self.find(path);
                self.namings.push(Naming { remove: Some((folder, name)), add: None });
            }
            Call::Promise(_) => {}
        }
    }

    fn change(&mut self, path: &str, change: Change) {
        let node = self.find(path).2.unwrap_or_else(|| panic!("{path} is there"));
        let Entry::File(file) = &mut self.nodes[node] else { panic!("{path} is a file") };
        file.pending.push(change);
    }

    fn sync(&mut self, path: &str) {
        let node = self.find(path).2.unwrap_or_else(|| panic!("{path} is there"));
        if let Entry::File(file) = &mut self.nodes[node] {
            let changes = std::mem::take(&mut file.pending);
            changes.iter().for_each(|change| apply(&mut file.safe, change, usize::MAX));
            return;
        }
        let touches = |naming: &Naming| {
            naming.remove.as_ref().is_some_and(|(folder, _)| *folder == node)
                || naming.add.as_ref().is_some_and(|(folder, ..)| *folder == node)
        };
        let (safe, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.namings).into_iter().partition(touches);
        let names = self.names(safe.iter());
        for (entry, names) in self.nodes.iter_mut().zip(names) {
            if let Entry::Folder(known) = entry {
                *known = names;
            }
        }
        self.namings = rest;
    }

    /// Writes what is found after the power failed into a folder.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn after_power_failure(&self, loss: Loss, folder: &Path) {
        let mut chance = Chance::new(match loss {
            Loss::Some(seed) => seed,
            _ => 0,
        });
        let mut keeps = || match loss {
            Loss::All => Keep::Nothing,
            Loss::Nothing => Keep::All,
            Loss::Some(_) => match chance.below(5) {
                0 | 1 => Keep::All,
                2 | 3 => Keep::Nothing,
                _ => Keep::Torn(chance.below(8) * 512),
            },
        };
        // A name is there or not; only bytes are torn.
        let namings: Vec<_> =
            self.namings.iter().filter(|_| !matches!(keeps(), Keep::Nothing | Keep::Torn(0))).collect();
        let names = self.names(namings.into_iter());
        self.write(0, &names, folder, &mut keeps);
    }

    fn write(
        &self,
        node: Node,
        names: &[BTreeMap<String, Node>],
        path: &Path,
        keeps: &mut impl FnMut() -> Keep,
    ) {
        match &self.nodes[node] {
            Entry::Folder(_) => {
                fs::create_dir_all(path).expect("a folder");
                for (name, child) in &names[node] {
                    self.write(*child, names, &path.join(name), keeps);
                }
            }
            Entry::File(file) => {
                let mut bytes = file.safe.clone();
                for change in &file.pending {
                    match keeps() {
                        Keep::All => apply(&mut bytes, change, usize::MAX),
                        Keep::Torn(length) => apply(&mut bytes, change, length),
                        Keep::Nothing => {}
                    }
                }
                fs::write(path, bytes).expect("a file");
            }
        }
    }
}

enum Keep {
    All,
    Nothing,
    Torn(usize),
}

fn apply(bytes: &mut Vec<u8>, change: &Change, length: usize) {
    match change {
        Change::Truncate(size) => bytes.resize(*size, 0),
        Change::Write(offset, data) => {
            let data = &data[..data.len().min(length)];
            if bytes.len() < offset + data.len() {
                bytes.resize(offset + data.len(), 0);
            }
            bytes[*offset..offset + data.len()].copy_from_slice(data);
        }
    }
}

/// Chance from a seed: the same seed, the same chances (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one; 0 below 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { usize::try_from(self.next_number() % limit as u64).unwrap_or(0) }
    }
}
