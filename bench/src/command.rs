//! One command of the program that records one event, against the `sqlite3` program doing one insert.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::median;

const ROUNDS: usize = 40;

/// Both in turns, with so many cases in the file.
pub(crate) fn bench(cases: u32) {
    println!("one command that records one event, beside {cases} cases");
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let mut engine = Engine::new(folder.path(), cases);
    engine.begin();
    drop(engine);
    let bare = folder.path().join("bare.db");
    sqlite(&bare, "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);");
    let program = std::env::current_exe().ok().and_then(|me| me.parent().map(|bin| bin.join("nazorg")));
    let program = program.filter(|path| path.is_file());
    let program = program.unwrap_or_else(|| panic!("first: cargo build --profile dist"));
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for case in 1..=ROUNDS {
        let mut command = Command::new(&program);
        command.args([
            "-C".as_ref(),
            folder.path(),
            "--as".as_ref(),
            "meter".as_ref(),
            "case".as_ref(),
            "do".as_ref(),
        ]);
        command.args([&format!("Z{case}"), "gescreend", "route=licht"]);
        let spent = run(command);
        let insert =
            "PRAGMA synchronous = FULL; INSERT INTO t (b) VALUES ('veertig woorden over wat er speelt');";
        let bare = timed(|| sqlite(&bare, insert));
        ratios.push(spent.as_secs_f64() / bare.as_secs_f64());
        ours.push(spent.as_secs_f64() * 1e3);
        theirs.push(bare.as_secs_f64() * 1e3);
    }
    println!("nazorg {:.1} ms, sqlite3 {:.1} ms", median(ours), median(theirs));
    println!("median ratio {:.2} (goal: at most 1.0)", median(ratios));
}

fn run(mut command: Command) -> Duration {
    timed(|| {
        let out =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).output().unwrap_or_else(|e| panic!("{e}"));
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    })
}

fn sqlite(file: &Path, sql: &str) {
    let mut command = Command::new("sqlite3");
    let status = command.arg(file).arg(sql).stdout(Stdio::null()).status();
    assert!(status.unwrap_or_else(|e| panic!("sqlite3: {e}")).success(), "sqlite3");
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}
