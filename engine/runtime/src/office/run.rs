//! `run`: ticking by itself, until it is asked to stop.

use std::time::Duration;

use super::Office;
use crate::view::TickReport;
use crate::{Problem, lock};

/// What `run` tells about itself.
#[derive(Debug)]
pub enum RunEvent<'a> {
    /// Another `run` holds this workspace; this one waits until it stops.
    Waiting,
    /// It runs.
    Started,
    /// Something was done.
    Ticked(&'a TickReport),
    /// Something failed; it will be tried again, and told again when it fails in another way.
    Failed(&'a Problem),
    /// It was asked to stop, and has stopped.
    Stopped,
}

/// Other programs may add timers and letters at any time; so long at most before they are seen.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long to wait for the lock of another `run` before asking again.
const WAIT: Duration = Duration::from_millis(200);
/// How many timers go into a transaction.
const BATCH: usize = 100;

impl Office {
    /// Keeps ticking and delivering until ctrl-c or SIGTERM. Only one `run` works on a store at a time;
    /// another waits for it. It also keeps the log beside the store short, because errors in SQLite's
    /// own checkpoints never reach a program.
    ///
    /// # Errors
    /// It cannot begin, or the store was moved away. Other failures are told and tried again.
    pub fn run(&self, tell: &mut dyn FnMut(RunEvent<'_>)) -> Result<(), Problem> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let stop = stop_signal()?;
            tokio::pin!(stop);
            let lock = lock::open(&self.store.path.with_extension("run"))?;
            let mut told = false;
            while lock.try_lock().is_err() {
                if !std::mem::replace(&mut told, true) {
                    tell(RunEvent::Waiting);
                }
                tokio::select! {
                    () = &mut stop => { tell(RunEvent::Stopped); return Ok(()) }
                    () = tokio::time::sleep(WAIT) => {}
                }
            }
            tell(RunEvent::Started);
            let mut failing = None;
            loop {
                self.store.is_in_place()?;
                let pause = self.beat(&mut failing, tell);
                tokio::select! {
                    () = &mut stop => { tell(RunEvent::Stopped); return Ok(()) }
                    () = tokio::time::sleep(pause) => {}
                }
            }
        })
    }

    /// One round of work; gives how long to rest. What goes on failing in the same way is told once.
    fn beat(&self, failing: &mut Option<Problem>, tell: &mut dyn FnMut(RunEvent<'_>)) -> Duration {
        let worked = self.tick_in_batches(BATCH).and_then(|report| {
            let delivery = &report.delivery;
            if report.fired + report.set_aside + delivery.delivered.len() + delivery.recovered.len() > 0 {
                tell(RunEvent::Ticked(&report));
            }
            self.checkpoint()?;
            Ok((self.next_due()?, report.trouble))
        });
        let (due, failed) = worked.unwrap_or_else(|problem| (None, Some(problem)));
        if failed.is_some() {
            self.store.keys.forget();
        }
        if let Some(problem) = failed.as_ref().filter(|_| failed != *failing) {
            tell(RunEvent::Failed(problem));
        }
        *failing = failed;
        match due {
            // What cannot be read stays due: without rest it would be tried all the time.
            Some(due) if failing.is_none() => (due - self.now()).to_std().unwrap_or_default().min(LOOK_AGAIN),
            _ => LOOK_AGAIN,
        }
    }

    /// Moves what the log holds into the store. Readers may keep it from finishing; that is no error.
    fn checkpoint(&self) -> Result<(), Problem> {
        self.store.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// Waits for ctrl-c or SIGTERM.
fn stop_signal() -> Result<impl Future<Output = ()>, Problem> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
