//! How much memory a command takes beside very many open cases.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::engine::Engine;

/// Three commands beside few cases and beside many: what they hold at most, in megabytes.
pub(crate) fn bench(cases: u32) {
    for cases in [1_000, cases] {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let mut engine = Engine::new(folder.path(), cases);
        engine.begin();
        drop(engine);
        for words in
            [&["case", "do", "Z7", "gescreend", "route=licht"][..], &["case", "show", "Z8"], &["tick"]]
        {
            let most = peak(&mut start(folder.path(), words));
            println!("{cases} open cases, {}: {:.1} MB", words[..words.len().min(2)].join(" "), most);
        }
    }
}

fn start(folder: &Path, words: &[&str]) -> Child {
    let program = std::env::current_exe().ok().and_then(|me| me.parent().map(|bin| bin.join("nazorg")));
    let mut command = Command::new(program.unwrap_or_else(|| panic!("first: cargo build --profile dist")));
    command.arg("-C").arg(folder).args(["--as", "meter"]).args(words);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{e}"))
}

/// The most memory that a program held until it ended: the kernel keeps the highest mark.
fn peak(child: &mut Child) -> f64 {
    let path = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0.0_f64;
    loop {
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = mark.and_then(|mark| mark.trim().trim_end_matches(" kB").parse().ok());
        kilobytes = kilobytes.max(number.unwrap_or_default());
        match child.try_wait() {
            Ok(Some(ended)) => {
                assert!(ended.success(), "the command failed");
                return kilobytes / 1024.0;
            }
            _ => std::thread::sleep(Duration::from_micros(200)),
        }
    }
}
