//! A year of a caseload from a seed. `NAZORG_YEARS=5000` lives so many, `NAZORG_YEARS=5001-9000` those,
//! `NAZORG_YEAR=17` lives that one. With `NAZORG_SHIPPED=1` each is lived with all that is shipped.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};

use nazorg_tests::reference::{copy, make, open};
use nazorg_tests::root;
use nazorg_tests::year::{Action, OFTEN, Setting, Tally, What, actions, live, shrink};
use tempfile::TempDir;

/// How much happens in a year; with all that is shipped more, because it takes more to get far.
const ACTIONS: usize = 48;
const MORE_ACTIONS: usize = 160;

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

/// The workspace of the reference run and a process that has what that lacks, published: small, so that many
/// years fit in a run of the tests.
static SMALL: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = scratch();
    make(folder.path());
    copy(&root().join("tests/year"), folder.path());
    publish(folder.path());
    folder
});

/// All that is shipped, published.
static SHIPPED: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = scratch();
    for part in ["processes", "templates"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    let roles = "[coordinator, teamleider, pi, burgerzaken, beleidsadviseur, zorgregisseur, regie]";
    let users =
        format!("workspace: Proef\nregion: haarlem\nusers:\n  noor: {{name: Noor Proef, roles: {roles}}}\n");
    fs::write(folder.path().join("nazorg.yaml"), users).expect("written");
    publish(folder.path());
    folder
});

fn publish(folder: &Path) {
    open(folder, "2026-01-05").expect("opens").publish(None).expect("published");
}

/// One year in a hundred, and of very many one in a thousand, is lived with all that is shipped: such a year takes
/// as long as many others.
fn is_shipped(seed: u64) -> bool {
    let each = if seed < 10_000 { 100 } else { 1_000 };
    seed % each == 1 || all_shipped()
}

fn all_shipped() -> bool {
    std::env::var("NAZORG_SHIPPED").is_ok()
}

/// Lives a year; a broken promise comes with its seed and the fewest actions that break it.
fn year(seed: u64, scratch: &Path) -> Result<Tally, String> {
    let (published, many) = if is_shipped(seed) { (&SHIPPED, MORE_ACTIONS) } else { (&SMALL, ACTIONS) };
    let setting = Setting { published: published.path(), scratch, seed };
    let actions = actions(seed, many);
    live(setting, &actions).map_err(|broken| {
        let fewest = shrink(setting, &actions, &broken);
        format!("seed {seed}: {}\n  the fewest actions that break it: {fewest:?}", broken.what)
    })
}

/// The first and the last seed.
fn asked() -> (u64, u64) {
    let number = |text: &str| text.parse::<u64>().expect("a number");
    match (std::env::var("NAZORG_YEAR"), std::env::var("NAZORG_YEARS")) {
        (Ok(one), _) => (number(&one), number(&one)),
        (_, Ok(years)) => {
            let (first, last) = years.split_once('-').unwrap_or(("1", &years));
            (number(first), number(last))
        }
        _ => (1, 40),
    }
}

#[test]
fn a_year_breaks_no_promise() {
    let (first, last) = asked();
    let (next, broken) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let all = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(8) {
            scope.spawn(|| {
                let scratch = scratch();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > last || broken.lock().expect("no panic").len() > 4 {
                        break;
                    }
                    match year(seed, scratch.path()) {
                        Ok(tally) => all.lock().expect("no panic").add(&tally),
                        Err(what) => broken.lock().expect("no panic").push(what),
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().expect("no panic");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let years = last - first + 1;
    let all = all.into_inner().expect("no panic");
    println!("{years} years: {all:?}");
    if years >= 10 {
        assert!(all.rows > 20 * years && all.letters > years, "much happens: {all:?}");
    }
    // Of the many processes that are shipped some do little in a year.
    if years >= 10 && !all_shipped() {
        // Time does not fail, nonsense is always refused, and nobody loses a deadline here.
        let idle = [What::Wait, What::Crash, What::Nonsense, What::Backup];
        let never = OFTEN.iter().find(|what| !idle.contains(what) && !all.by_kind.contains_key(what));
        assert_eq!(never, None, "each of them is done: {all:?}");
    }
}

/// The test of the test: a lost deadline is found, and the year shrinks to what it takes.
#[test]
fn a_lost_deadline_is_found_and_the_year_shrinks() {
    let scratch = scratch();
    let mut year = actions(5, 30);
    year.insert(20, Action { what: What::Lose, number: 0 });
    let setting = Setting { published: SMALL.path(), scratch: scratch.path(), seed: 5 };
    let broken = live(setting, &year).expect_err("it is found");
    let fewest = shrink(setting, &year, &broken);
    let whats: Vec<What> = fewest.iter().map(|action| action.what).collect();
    assert_eq!(whats, [What::Person, What::Start, What::Lose], "{}", broken.what);
}
