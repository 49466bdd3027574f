//! Many programs on one file, and programs that are killed: what was acknowledged is there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use nazorg_tests::program;
use serde_json::Value as Json;

const PROCESS: &str = "process: proef/tel
title: Tel
roles: {coordinator: {title: Coördinator}}
outcomes: {klaar: Klaar}
data: {aantal: {type: integer, default: 0}}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  geteld: {title: Geteld, by: [coordinator]}
  gesloten: {title: Gesloten, by: [coordinator]}
initial: tellen
states:
  tellen: {when: {geteld: {do: {tel: {set: {aantal: aantal + 1}}}}, gesloten: einde}}
  einde: {final: klaar}
";

struct Team {
    program: PathBuf,
    folder: tempfile::TempDir,
}

impl Team {
    fn new() -> Self {
        let team = Self { program: program(), folder: tempfile::tempdir().expect("a folder") };
        let file = |path: &str, text: &str| {
            let path = team.folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        };
        file("nazorg.yaml", "workspace: Proef\nusers: {noor: {name: Noor Proef, roles: [coordinator]}}\n");
        file("processes/proef/tel.yaml", PROCESS);
        file("persoon.yaml", "voornamen: Sam\nachternaam: Proef\ngeboortedatum: 1990-05-17\n");
        team.must(&["publish"]);
        team.must(&["person", "add", "--form", "persoon.yaml"]);
        team
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).args(["--as", "noor"]).current_dir(self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn must(&self, arguments: &[&str]) {
        let done = self.command(arguments).output().expect("runs");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn counted(&self, case: &str) -> i64 {
        let mut command = self.command(&["case", "show", case, "--json"]);
        let done = command.stdout(Stdio::piped()).output().expect("runs");
        let shown: Json = serde_json::from_slice(&done.stdout).expect("JSON");
        let fields = shown["fields"].as_array().expect("fields").clone();
        let field = fields.iter().find(|field| field["id"] == "aantal").expect("the field");
        field["value"].as_i64().expect("a number")
    }

    /// A backup is only put back when the chain of its journal holds.
    fn verify(&self, name: &str) {
        self.must(&["backup", name]);
        self.must(&["restore", name]);
        assert!(Path::new(&self.folder.path().join(name)).exists());
    }
}

#[test]
fn ten_programs_on_ten_cases_in_one_file_are_all_there() {
    let team = Team::new();
    let cases: Vec<String> = (1..=10).map(|number| format!("Z{number}")).collect();
    cases.iter().for_each(|_| team.must(&["case", "start", "proef/tel", "P1"]));
    for _ in 0..3 {
        let running: Vec<_> = cases
            .iter()
            .map(|case| team.command(&["case", "do", case, "geteld"]).spawn().expect("starts"))
            .collect();
        for program in running {
            let done = program.wait_with_output().expect("ends");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
    }
    for case in &cases {
        assert_eq!(team.counted(case), 3, "{case}");
    }
    team.verify("kopie.db");
}

/// A `run` in a program of its own, and what it says, line by line.
struct Watch {
    program: Child,
    says: Receiver<String>,
}

impl Watch {
    fn begin(team: &Team) -> Self {
        let mut program = team.command(&["run"]).stdout(Stdio::piped()).spawn().expect("starts");
        let out = program.stdout.take().expect("its output");
        let (tell, says) = channel();
        std::thread::spawn(move || {
            // Nobody listens any more once the test is over.
            BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(tell.send(line)));
        });
        Self { program, says }
    }

    fn says(&self, word: &str) {
        let end = Instant::now() + Duration::from_secs(60);
        while let Ok(line) = self.says.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(word) {
                return;
            }
        }
        panic!("it never said {word:?}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn of_two_that_watch_one_leads_and_the_other_takes_over_when_it_is_killed() {
    let team = Team::new();
    team.must(&["case", "start", "proef/tel", "P1"]);
    let mut leads = Watch::begin(&team);
    leads.says("Ik bewaak");
    let waits = Watch::begin(&team);
    waits.says("Ik wacht");
    // Others read and write meanwhile.
    team.must(&["case", "do", "Z1", "geteld"]);
    assert_eq!(team.counted("Z1"), 1);
    leads.program.kill().expect("killed");
    waits.says("Ik bewaak");
    team.must(&["case", "do", "Z1", "geteld"]);
    assert_eq!(team.counted("Z1"), 2);
}

#[test]
fn what_was_acknowledged_survives_being_killed_at_any_moment() {
    let team = Team::new();
    team.must(&["case", "start", "proef/tel", "P1"]);
    let (mut acknowledged, mut killed) = (0, 0);
    for round in 0..40_u64 {
        let mut program = team.command(&["case", "do", "Z1", "geteld"]).spawn().expect("starts");
        std::thread::sleep(Duration::from_millis(round));
        // Killing what has ended already is no error.
        let _ = program.kill();
        if program.wait().expect("ends").success() { acknowledged += 1 } else { killed += 1 }
    }
    let counted = team.counted("Z1");
    assert!(counted >= acknowledged, "{acknowledged} were acknowledged, {counted} are there");
    assert!(counted <= acknowledged + killed, "nothing is there twice");
    assert!(killed > 0, "some were killed");
    team.must(&["case", "do", "Z1", "geteld"]);
    assert_eq!(team.counted("Z1"), counted + 1);
    team.verify("kopie.db");
}
