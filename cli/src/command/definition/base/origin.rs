//! How the files of the base were when they were brought in: so that what somebody wrote in them since is
//! seen, and never overwritten unasked.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use nazorg_core::finding::Source;
use nazorg_core::say;

use crate::output::{Stop, file};

/// Where it is kept: a line for each file, its digest and its path from the root.
const FILE: &str = "bases/herkomst.txt";

/// Notes that these files stand here now as they were brought in.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn note<'f>(root: &Path, files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<(), Stop> {
    let mut known = read(root);
    known.extend(files.into_iter().map(|(path, text)| (path.to_owned(), digest(text))));
    let lines: String = known.iter().map(|(path, digest)| format!("{digest} {path}\n")).collect();
    file::write(&root.join(FILE), &lines)
}

/// Refuses to write over what somebody changed here.
///
/// # Errors
/// A file here is neither as it was brought in nor as it would become.
pub(super) fn must_be_untouched(root: &Path, incoming: &[Arc<Source>]) -> Result<(), Stop> {
    let known = read(root);
    let touched: Vec<&str> = incoming
        .iter()
        .filter(|file| {
            let here = fs::read_to_string(root.join(&file.path));
            here.is_ok_and(|here| here != file.text && known.get(&file.path) != Some(&digest(&here)))
        })
        .map(|file| file.path.as_str())
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let list: String = touched.iter().map(|path| format!("\n  {path}")).collect();
    Err(Stop::bad_input(say!(
        "Deze bestanden van de basis zijn hier veranderd. Er is niets overschreven.{list}";
        "These files of the base were changed here. Nothing was overwritten.{list}"
    ))
    .help(say!(
        "Zet wat u anders wilt in uw eigen aanpassing. Of neem de basis toch over met `--overwrite`: dan zijn uw wijzigingen in deze bestanden weg.";
        "Put what you want otherwise in your own overlay. Or take the base over all the same with `--overwrite`: then your changes in these files are gone."
    )))
}

fn read(root: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root.join(FILE)).unwrap_or_default();
    let line = |line: &str| line.split_once(' ').map(|(digest, path)| (path.to_owned(), digest.to_owned()));
    text.lines().filter_map(line).collect()
}

/// Short, for it guards against slips of the hand and not against ill will. Ends of lines do not count: git
/// may change them.
fn digest(text: &str) -> String {
    blake3::hash(text.replace("\r\n", "\n").as_bytes()).to_hex()[..32].to_owned()
}
