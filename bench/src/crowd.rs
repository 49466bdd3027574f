//! A step beside ever more open cases, each of which has its turn: what it costs must not grow.

use crate::engine::Engine;

/// Events after the start.
const EVENTS: usize = 4;

/// Beside a hundredth, a tenth and all of so many cases.
pub(crate) fn bench(cases: u32) {
    let mut first = None;
    for cases in [cases / 100, cases / 10, cases] {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let mut engine = Engine::new(folder.path(), cases);
        engine.begin();
        let spent = engine.go_on(EVENTS).as_secs_f64();
        let rate = f64::from(cases) * EVENTS as f64 / spent;
        let beside = rate / *first.get_or_insert(rate);
        println!(
            "{cases} open cases: {rate:.0} steps a second, {beside:.2} of the first (goal: at least 0.95)"
        );
    }
}
