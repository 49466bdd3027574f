//! What a due timer costs while others wait.

use std::time::Duration;

use rusqlite::Connection;

use crate::engine::Engine;
use crate::median;

/// Fires the timers of so many cases, beside ten thousand and beside ten million that wait, in turns:
/// the machine's speed drifts.
pub(crate) fn bench(cases: u32) {
    println!("{cases} due timers at a time, beside others that wait");
    let offices = [10_000, 10_000_000].map(|waiting| {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let engine = Engine::new(folder.path(), cases);
        fill(&Connection::open(folder.path().join("nazorg.db")).unwrap_or_else(|e| panic!("{e}")), waiting);
        (folder, engine)
    });
    let [(_few_folder, mut few), (_many_folder, mut many)] = offices;
    let mut ratios = Vec::new();
    for round in 1..=5 {
        let (few, many) = (fires(&few.round(1)), fires(&many.round(1)));
        println!(
            "round {round}: beside 10 thousand {few:.0} µs, beside 10 million {many:.0} µs each",
            few = each(few, cases),
            many = each(many, cases)
        );
        ratios.push(many.as_secs_f64() / few.as_secs_f64());
    }
    println!("median ratio, ten million to ten thousand: {:.2} (goal: at most 1.5)", median(ratios));
}

/// Timers of cases that nobody reaches: due in the year 2190.
fn fill(connection: &Connection, waiting: u32) {
    connection
        .execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO deadlines (due, case_no, name) SELECT 6942672000000 + i, 1000000 + i, 'd:wacht' FROM n",
            [waiting],
        )
        .unwrap_or_else(|e| panic!("{e}"));
}

fn fires(spent: &[Duration]) -> Duration {
    let deeds = crate::story::deeds();
    let of = spent.iter().zip(deeds).filter(|(_, (_, deed))| matches!(deed, crate::story::Deed::Fire));
    of.map(|(spent, _)| *spent).sum()
}

fn each(spent: Duration, cases: u32) -> f64 {
    spent.as_secs_f64() * 1e6 / (2.0 * f64::from(cases))
}
