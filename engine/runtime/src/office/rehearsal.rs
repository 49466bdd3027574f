//! Something that is done whole, told, and then kept or taken back.

use nazorg_core::dispatch::Refused;

use super::Office;
use crate::Problem;
use crate::store::work::Work;

/// Why nothing was kept: a problem, or what was only tried.
enum Undone<R> {
    Problem(Problem),
    Tried(R),
}

impl<R> From<Problem> for Undone<R> {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Office {
    /// Runs something in one transaction, and tells what came of it; the store keeps it only when `keep`
    /// says so of what is told.
    pub(super) fn try_out<R>(
        &self,
        act: impl FnOnce(&mut Work<'_>) -> Result<R, Refused<Problem>>,
        keep: impl FnOnce(&R) -> bool,
    ) -> Result<R, Problem> {
        let written = self.write(|work| {
            let told = act(work).map_err(Problem::from)?;
            if keep(&told) { Ok(told) } else { Err(Undone::Tried(told)) }
        });
        match written {
            Ok(written) => Ok(written.value),
            Err(Undone::Tried(told)) => Ok(told),
            Err(Undone::Problem(problem)) => Err(problem),
        }
    }
}
