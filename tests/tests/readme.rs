//! Every command in the README works, in the order in which it stands there.

use std::fs;
use std::process::Command;

use nazorg_tests::{program, root};

/// A fenced block: the words after its fence, and its text.
struct Block {
    kind: String,
    path: Option<String>,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some(words) = line.strip_prefix("```") else { continue };
        let mut words = words.split_whitespace().map(str::to_owned);
        let (kind, path) = (words.next().unwrap_or_default(), words.next());
        let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        blocks.push(Block { kind, path, text });
    }
    blocks
}

#[test]
fn every_command_of_the_readme_works() {
    let program = program();
    let folder = tempfile::tempdir().expect("a folder");
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    let mut here = folder.path().to_owned();
    let mut ran = 0;
    for block in blocks(&readme) {
        if let Some(path) = &block.path {
            let path = here.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, &block.text).expect("written");
            continue;
        }
        assert_eq!(block.kind, "sh", "a block without a file name is commands");
        for line in block.text.lines() {
            if line == "./test.sh" {
                let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
                assert!(
                    ci.contains("./test.sh"),
                    "the README's test command is what runs before anything lands"
                );
                continue;
            }
            if let Some(sub) = line.strip_prefix("cd ") {
                here = here.join(sub);
                continue;
            }
            let line = line.replace("cargo run --release --", "nazorg");
            let path = format!(
                "{}:{}",
                program.parent().expect("a folder").display(),
                std::env::var("PATH").expect("PATH")
            );
            let done = Command::new("bash")
                .args(["-euc", &line])
                .current_dir(&here)
                .env("PATH", path)
                .env("USER", "noor")
                .output();
            let done = done.expect("bash runs");
            let said = format!(
                "{}\n{}",
                String::from_utf8_lossy(&done.stdout),
                String::from_utf8_lossy(&done.stderr)
            );
            assert!(done.status.success(), "`{line}` failed:\n{said}");
            assert!(!done.stdout.is_empty(), "`{line}` says nothing");
            ran += 1;
        }
    }
    assert!(ran >= 18, "{ran} commands");
    let letters = fs::read_dir(here.join("outbox")).expect("an outbox").flatten();
    let written = letters.filter(|entry| entry.path().join("brief.html").exists()).count();
    assert!(written >= 2, "{written} letters lie in the outbox");
}
