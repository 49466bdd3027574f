//! What time it is.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};

/// Where the time comes from. A workspace in use has the [`SystemClock`]; only a demonstration or a
/// test, which make their own workspace, bring another.
pub trait Clock {
    /// The time, in whole milliseconds: that is how the store keeps it.
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(3)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct VirtualClock(Mutex<DateTime<Utc>>);

impl VirtualClock {
    /// A clock that shows this.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now.trunc_subsecs(3)))
    }

    /// Moves it. A clock never goes back: an earlier moment is ignored.
    pub fn set(&self, now: DateTime<Utc>) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = now.trunc_subsecs(3).max(*shown);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
