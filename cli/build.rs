//! Puts the processes, templates and scenarios of the repository into the program, so that `init`
//! and `demo` need nothing but the program itself.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 3] = ["processes", "templates", "tests/scenarios"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("..");
    let mut list = String::from("[\n");
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={}", root.join(folder).display());
        for path in files(&root.join(folder))? {
            let name = path.strip_prefix(&root)?.to_str().ok_or("a path that is no text")?.replace('\\', "/");
            let place = fs::canonicalize(&path)?;
            writeln!(list, "    ({name:?}, include_str!({place:?})),")?;
        }
    }
    list.push(']');
    fs::write(Path::new(&std::env::var("OUT_DIR")?).join("library.rs"), list)?;
    Ok(())
}

/// All files below a folder, in order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
