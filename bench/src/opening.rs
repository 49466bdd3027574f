//! Opening an office beside ever more cases, against bare rusqlite opening the same file.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_runtime::{Office, SystemClock, Workspace};
use rusqlite::{Connection, OpenFlags};

use crate::engine::Engine;
use crate::median;

const ROUNDS: usize = 200;

/// Both in turns; what is opened is closed again outside the time.
pub(crate) fn bench(cases: u32) {
    for cases in [10, cases / 10, cases] {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let mut engine = Engine::new(folder.path(), cases);
        engine.begin();
        drop(engine);
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let office = timed(|| open(folder.path()));
            let bare = timed(|| bare(&folder.path().join("nazorg.db")));
            ratios.push(office.as_secs_f64() / bare.as_secs_f64());
            ours.push(office.as_secs_f64() * 1e6);
            theirs.push(bare.as_secs_f64() * 1e6);
        }
        println!(
            "{cases} cases: an office {:.0} µs, bare rusqlite {:.0} µs, median ratio {:.2}",
            median(ours),
            median(theirs),
            median(ratios)
        );
    }
}

/// What each command does first: find the folder, read its file, open the store and its keys.
fn open(folder: &Path) -> Office {
    let workspace = Workspace::find(folder).unwrap_or_else(|e| panic!("{e:?}"));
    Office::open(workspace, Arc::new(SystemClock), "meter").unwrap_or_else(|e| panic!("{e:?}"))
}

fn bare(file: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).unwrap_or_else(|e| panic!("{e}"));
    let set = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
               PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
               PRAGMA cell_size_check = ON; SELECT value FROM meta WHERE key = 'store';";
    connection.execute_batch(set).unwrap_or_else(|e| panic!("{e}"));
    connection
}

fn timed<T>(act: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let opened = act();
    let spent = start.elapsed();
    drop(opened);
    spent
}
