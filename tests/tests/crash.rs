//! The reference run, stopped at every place where something is written: killed, with a full disk, with
//! failing writes and syncs, and with the power gone. Each time it is started again and must end where a
//! run without a crash ends.
//!
//! Needs a C compiler, as the database does, and a C library that looks at `LD_PRELOAD`; no privileges.
//! `NAZORG_CRASH_ALL=1` tries every point in every way, which takes some minutes.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use nazorg_runtime::Office;
use nazorg_runtime::view::LetterState;
use nazorg_tests::disk::{Call, Disk, Loss, read_trace};
use nazorg_tests::reference::{ELSEWHERE, LOST, STEPS, copy, dump, make, open, prepare};
use nazorg_tests::root;
use tempfile::TempDir;

/// The calls of a step.
type Trace = Vec<Call>;

/// The run without a crash: the folder before each step, all that is seen before each and at the end,
/// and the calls of each.
struct Run {
    folder: TempDir,
    shim: PathBuf,
    dumps: Vec<String>,
    traces: Vec<Trace>,
}

static RUN: LazyLock<Run> = LazyLock::new(Run::new);

/// A folder in memory where the system has one: a sync is then free, and nothing here survives anyway.
fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).expect("a folder")
}

impl Run {
    fn new() -> Self {
        let folder = scratch();
        let shim = folder.path().join("fault.so");
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let built = Command::new(compiler)
            .args(["-std=gnu11", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"])
            .arg(&shim)
            .arg(root().join("tests/fault/fault.c"))
            .arg("-ldl")
            .status();
        assert!(built.is_ok_and(|status| status.success()), "fault.c is built");
        let mut run = Self { folder, shim, dumps: Vec::new(), traces: Vec::new() };
        let home = run.folder.path().join("home");
        make(&home);
        run.dumps.push(String::new());
        for (nth, step) in STEPS.iter().enumerate() {
            prepare(step.name, &home);
            copy(&home, &run.before(nth));
            let log = run.folder.path().join(format!("trace-{nth}"));
            let done = run.step(nth, &home, &[("FAULT_LOG", &log.display().to_string())]);
            assert!(done.status.success(), "{}: {}", step.name, String::from_utf8_lossy(&done.stderr));
            run.traces.push(read_trace(&fs::read(&log).expect("a trace"), &home.display().to_string()));
            let look = run.folder.path().join("look");
            copy(&home, &look);
            run.dumps.push(seen(&look, step.day));
            fs::remove_dir_all(look).expect("removed");
        }
        run
    }

    fn before(&self, nth: usize) -> PathBuf {
        self.folder.path().join(format!("before-{nth}"))
    }

    /// Does a step in a folder, with a fault.
    fn step(&self, nth: usize, folder: &Path, fault: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_reference"))
            .arg(folder)
            .arg(STEPS[nth].name)
            .env("LD_PRELOAD", &self.shim)
            .env("FAULT_ROOT", folder)
            .envs(fault.iter().copied())
            .output()
            .expect("the program runs")
    }

    /// How many calls a step makes.
    fn calls(&self, nth: usize) -> usize {
        self.traces[nth].iter().filter(|call| !matches!(call, Call::Promise(_))).count()
    }
}

fn seen(folder: &Path, day: &str) -> String {
    let office = open(folder, day).expect("opens");
    dump(&office).expect("what is seen")
}

/// Which letters a reader of the outbox takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// All that it sees.
    Eager,
    /// Only those that the store calls delivered.
    Patient,
}

/// Takes letters from the outbox; each is whole, and says what was fixed.
fn take(
    folder: &Path,
    office: &Office,
    reader: Reader,
    taken: &mut BTreeMap<i64, usize>,
) -> Result<(), String> {
    for letter in office.letter_list(None).map_err(|problem| problem.text.en)? {
        let number = letter.letter;
        let place = folder.join(format!("outbox/B{number:06}"));
        let done = letter.state == LetterState::Done;
        if letter.addressee.is_empty() {
            // It was erased: whether it is gone is told elsewhere.
            continue;
        }
        if !place.exists() {
            if done && !taken.contains_key(&number) {
                return Err(format!("letter {number} was delivered and is not there"));
            }
            continue;
        }
        if reader == Reader::Patient && !done {
            continue;
        }
        let fixed = office.letter_show(number).map_err(|problem| problem.text.en)?;
        let page = |name: &str| fs::read_to_string(place.join(name)).unwrap_or_default();
        if page("brief.txt") != fixed.text || page("brief.html") != fixed.html {
            return Err(format!("letter {number} is not what was fixed"));
        }
        fs::remove_dir_all(&place).map_err(|error| error.to_string())?;
        *taken.entry(number).or_default() += 1;
    }
    Ok(())
}

/// What must hold after a crash in a step, however it came, and after starting again.
fn holds(run: &Run, nth: usize, folder: &Path, promised: bool, reader: Reader) -> Result<(), String> {
    let step = &STEPS[nth];
    let text = |problem: nazorg_runtime::Problem| problem.text.en;
    if promised {
        open(folder, step.day).map_err(text)?;
    }
    let office = step.begin(folder).map_err(text)?;
    let healthy = |when: &str| {
        let report = office.doctor().map_err(text)?;
        if report.healthy { Ok(()) } else { Err(format!("not healthy {when}: {:?}", report.examined)) }
    };
    healthy("after the crash")?;
    if promised && !step.is_done(&office).map_err(text)? {
        return Err("it was promised and is not there".to_owned());
    }
    let mut taken = BTreeMap::new();
    let mut look = || match step.name {
        // What went before, went from the other computer.
        ELSEWHERE => Ok(()),
        _ => take(folder, &office, reader, &mut taken),
    };
    look()?;
    step.run(&office).map_err(text)?;
    office.deliver().map_err(text)?;
    look()?;
    healthy("after starting again")?;
    let ends = dump(&office).map_err(text)?;
    if ends != run.dumps[nth + 1] {
        let differs = ends.lines().zip(run.dumps[nth + 1].lines()).find(|(a, b)| a != b);
        return Err(format!("it does not end where no crash ends: {differs:?}"));
    }
    match taken.iter().find(|(_, times)| **times != 1) {
        Some((letter, times)) => Err(format!("letter {letter} came {times} times")),
        None => Ok(()),
    }
}

/// Does something for each of many points, on all processors; gives what went wrong.
fn each<P: Sync>(points: &[P], act: impl Fn(&P, &Path) -> Result<(), String> + Sync) -> Vec<String> {
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let scratch = scratch();
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let folder = scratch.path().join("point");
                    if let Err(failure) = act(point, &folder) {
                        failures.lock().expect("no panic").push(failure);
                    }
                    let _ = fs::remove_dir_all(folder);
                }
            });
        }
    });
    failures.into_inner().expect("no panic")
}

/// A fault at one call of one step.
struct Point {
    step: usize,
    call: usize,
    how: &'static str,
}

fn points(run: &Run, how: impl Fn(usize, &Call) -> Vec<&'static str>) -> Vec<Point> {
    let mut points = Vec::new();
    for (step, trace) in run.traces.iter().enumerate() {
        let calls = trace.iter().filter(|call| !matches!(call, Call::Promise(_)));
        for (call, made) in (1..).zip(calls) {
            points.extend(how(call, made).into_iter().map(|how| Point { step, call, how }));
        }
    }
    points
}

fn all() -> bool {
    std::env::var_os("NAZORG_CRASH_ALL").is_some()
}

/// Runs a step with a fault; gives its end, and whether it had promised to be done.
fn struck(run: &Run, point: &Point, folder: &Path) -> (Output, bool) {
    copy(&run.before(point.step), folder);
    let fault = [("FAULT_AT", point.call.to_string()), ("FAULT_HOW", point.how.to_owned())];
    let fault: Vec<_> = fault.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let done = run.step(point.step, folder, &fault);
    let promised = String::from_utf8_lossy(&done.stdout).contains(STEPS[point.step].name);
    (done, promised)
}

fn named(point: &Point, what: &str) -> String {
    format!("{}, call {}, {}: {what}", STEPS[point.step].name, point.call, point.how)
}

#[test]
fn killed_at_every_call() {
    let run = &*RUN;
    let is_write = |call: &Call| matches!(call, Call::Write(..));
    let points = points(run, |nth, call| match call {
        call if is_write(call) && (all() || nth % 8 == 0) => vec!["kill", "torn"],
        _ => vec!["kill"],
    });
    let deaths = AtomicUsize::new(0);
    let failures = each(&points, |point, folder| {
        let (done, promised) = struck(run, point, folder);
        deaths.fetch_add(usize::from(done.status.signal() == Some(9)), Ordering::Relaxed);
        holds(run, point.step, folder, promised, Reader::Eager).map_err(|what| named(point, &what))
    });
    assert!(failures.is_empty(), "{failures:#?}");
    let calls: usize = (0..STEPS.len()).map(|nth| run.calls(nth)).sum();
    let deaths = deaths.into_inner();
    assert!(calls > 300, "only {calls} calls were seen");
    assert_eq!(deaths, points.len(), "every one of them died");
}

#[test]
fn with_a_full_disk_and_failing_calls() {
    let run = &*RUN;
    // In turn, and every sync both ways.
    let points = points(run, |nth, call| match call {
        _ if all() => vec!["full", "io"],
        Call::Sync(_) => vec!["io"],
        _ if nth % 3 == 0 => vec!["full"],
        _ if nth % 3 == 1 => vec!["io"],
        _ => vec![],
    });
    let told = AtomicUsize::new(0);
    let failures = each(&points, |point, folder| {
        let (done, promised) = struck(run, point, folder);
        told.fetch_add(usize::from(!done.status.success()), Ordering::Relaxed);
        if done.status.code().is_none_or(|code| code > 1) {
            return Err(named(point, &String::from_utf8_lossy(&done.stderr)));
        }
        holds(run, point.step, folder, promised, Reader::Eager).map_err(|what| named(point, &what))
    });
    assert!(failures.is_empty(), "{failures:#?}");
    // Some calls may fail without harm, such as those that tidy up after the work was promised.
    assert!(told.into_inner() * 3 > points.len(), "most of them were told");
}

/// The disk when the power fails during a step, and whether the step had promised to be done.
struct Failure {
    step: usize,
    call: usize,
    promised: bool,
    loss: Loss,
    disk: Disk,
}

/// Every moment at which something is about to be synced, or was just promised: in between nothing
/// changes that chance does not try as well.
fn power_failures(run: &Run, traces: &[Trace], steps: Range<usize>, chances: u64) -> Vec<Failure> {
    let mut disk = Disk::of(&run.before(steps.start));
    let mut failures = Vec::new();
    for (step, trace) in traces.iter().enumerate().take(steps.end).skip(steps.start) {
        if [LOST, ELSEWHERE].contains(&STEPS[step].name) {
            disk = Disk::of(&run.before(step));
        }
        let mut promised = false;
        for (call, made) in trace.iter().enumerate() {
            let promise = matches!(made, Call::Promise(_));
            promised |= promise;
            let last = call + 1 == trace.len();
            if promise || last || matches!(made, Call::Sync(_)) {
                let losses = [Loss::All, Loss::Nothing].into_iter();
                let seed = (step * 10_000 + call) as u64 * 100;
                for loss in losses.chain((0..chances).map(|nth| Loss::Some(seed + nth))) {
                    failures.push(Failure { step, call, promised, loss, disk: disk.clone() });
                }
            }
            disk.call(made);
        }
    }
    failures
}

fn survives(run: &Run, failure: &Failure, folder: &Path) -> Result<(), String> {
    let Failure { step, call, promised, loss, disk } = failure;
    disk.after_power_failure(*loss, folder);
    holds(run, *step, folder, *promised, Reader::Patient)
        .map_err(|what| format!("{}, call {call}, {loss:?}: {what}", STEPS[*step].name))
}

#[test]
fn with_the_power_gone() {
    let run = &*RUN;
    let points = power_failures(run, &run.traces, 0..STEPS.len(), if all() { 20 } else { 1 });
    let failures = each(&points, |failure, folder| survives(run, failure, folder));
    assert!(points.len() > 200, "only {} failures", points.len());
    assert!(failures.is_empty(), "{} of {}: {failures:#?}", failures.len(), points.len());
}

/// A fault as somebody might make it: a sync forgotten, or done too late.
fn planted(traces: &[Trace], of: impl Fn(&str) -> bool, late: bool) -> Vec<Trace> {
    let mut planted = Vec::new();
    for trace in traces {
        let mut calls: Vec<Call> = Vec::new();
        let mut owed = Vec::new();
        for call in trace {
            match call {
                Call::Sync(path) if of(path) => owed.push(path.clone()),
                Call::Rename(from, to) => {
                    calls.push(call.clone());
                    for path in owed.drain(..).filter(|_| late) {
                        calls.push(Call::Sync(path.replacen(from.as_str(), to, 1)));
                    }
                }
                _ => calls.push(call.clone()),
            }
        }
        planted.push(calls);
    }
    planted
}

/// The test of the test: each of these faults is found, in the steps that it is made in.
#[test]
fn planted_faults_are_found() {
    let run = &*RUN;
    let nth = |name: &str| STEPS.iter().position(|step| step.name == name).expect("a step");
    let only = |name: &str| nth(name)..nth(name) + 1;
    let first = || 0..5;
    let ends = |ending: &'static str| move |path: &str| path.ends_with(ending);
    let begins = |beginning: &'static str| move |path: &str| path.starts_with(beginning);
    let faults: [(&str, Range<usize>, Vec<Trace>); 11] = [
        ("the log is not synced", first(), planted(&run.traces, ends("-wal"), false)),
        ("the store is not synced at a checkpoint", first(), planted(&run.traces, ends("nazorg.db"), false)),
        ("a letter is not synced", first(), planted(&run.traces, ends("brief.txt"), false)),
        ("a letter is renamed before it is synced", first(), planted(&run.traces, ends("brief.html"), true)),
        // One of the two is enough: each makes a letter's new place last, and without its mark it is staged again.
        (
            "neither side of the outbox is synced",
            first(),
            planted(&run.traces, |path| path.ends_with("outbox") || path.ends_with(".staging"), false),
        ),
        ("the folder of a new store is not synced", first(), planted(&run.traces, str::is_empty, false)),
        ("a backup is not synced", only("backup"), planted(&run.traces, begins(".kopie.db."), false)),
        ("the folder of a backup is not synced", only("backup"), planted(&run.traces, str::is_empty, false)),
        (
            "what is replaced is not synced",
            only("restore"),
            planted(&run.traces, begins(".nazorg-replaced-"), false),
        ),
        ("what comes back is not synced", only(LOST), planted(&run.traces, begins(".nazorg.db."), false)),
        (
            "the folder of what comes back is not synced",
            only(LOST),
            planted(&run.traces, str::is_empty, false),
        ),
    ];
    for (what, steps, traces) in faults {
        assert_ne!(traces[steps.clone()], run.traces[steps.clone()], "{what}: something was planted");
        let mut points = power_failures(run, &traces, steps, 12);
        points.retain(|failure| failure.loss != Loss::Nothing);
        let failures = each(&points, |failure, folder| survives(run, failure, folder));
        assert!(!failures.is_empty(), "{what}: not found");
    }
}

/// And so is a write that was lost on the way.
#[test]
fn a_write_that_is_left_out_is_found() {
    let run = &*RUN;
    let step = STEPS.iter().position(|step| step.name == "start 1").expect("the step");
    let mut points =
        points(run, |_, call| if matches!(call, Call::Write(..)) { vec!["skip"] } else { vec![] });
    points.retain(|point| point.step == step);
    let failures = each(&points, |point, folder| {
        let (done, promised) = struck(run, point, folder);
        let promised = promised && done.status.success();
        holds(run, point.step, folder, promised, Reader::Eager).map_err(|what| named(point, &what))
    });
    assert!(!failures.is_empty(), "none of {} was found", points.len());
}
