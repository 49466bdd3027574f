//! A counter where many may ask at once. One clerk takes all that wait, records them in one transaction and
//! answers when it is on disk: so a hundred who wait cost one wait for the disk, and none hears too early.

use std::sync::Arc;
use std::thread::JoinHandle;

use nazorg_core::say;
use tokio::sync::{mpsc, oneshot};

use crate::{Ask, Clock, Office, Problem, Workspace};

/// So many asks go into one transaction; the others wait for the next.
const GROUP_MAX: usize = 256;
/// So many may wait; who comes after that waits outside.
const WAITING_MAX: usize = 4_096;

/// What is asked, and where the answer goes.
type Slip = (Ask, oneshot::Sender<Result<i64, Problem>>);

/// An open counter. It closes when it is dropped: what was asked by then is still answered.
#[derive(Debug)]
pub struct Counter {
    // Before the clerk: who has nobody left to wait for goes home.
    asks: mpsc::Sender<Slip>,
    _clerk: Clerk,
}

/// The thread that records.
#[derive(Debug)]
struct Clerk(Option<JoinHandle<()>>);

/// A place at the counter; each client takes its own.
#[derive(Clone, Debug)]
pub struct Client(mpsc::WeakSender<Slip>);

impl Counter {
    /// Opens a counter on a workspace.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn open(
        workspace: Workspace,
        clock: Arc<dyn Clock + Send + Sync>,
        user: &str,
    ) -> Result<Self, Problem> {
        let (asks, waiting) = mpsc::channel(WAITING_MAX);
        let (opened, ready) = std::sync::mpsc::channel();
        let user = user.to_owned();
        // An office stays on the thread that opened it.
        let clerk = std::thread::spawn(move || match Office::open(workspace, clock, &user) {
            Ok(office) => {
                let _ = opened.send(Ok(()));
                serve(&office, waiting);
            }
            Err(problem) => drop(opened.send(Err(problem))),
        });
        ready.recv().unwrap_or_else(|_| Err(closed()))?;
        Ok(Self { asks, _clerk: Clerk(Some(clerk)) })
    }

    /// A place for a client.
    #[must_use]
    pub fn client(&self) -> Client {
        Client(self.asks.downgrade())
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        if let Some(clerk) = self.0.take() {
            let _ = clerk.join();
        }
    }
}

impl Client {
    /// Asks, and waits until it is on disk. Gives the number of the case.
    ///
    /// # Errors
    /// As [`Office::case_begin`] and [`Office::case_record`]; or the counter is closed.
    pub async fn ask(&self, ask: Ask) -> Result<i64, Problem> {
        let (answer, answered) = oneshot::channel();
        self.asks()?.send((ask, answer)).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(unknown()))
    }

    /// The same for a client that is no task of tokio.
    ///
    /// # Errors
    /// As [`Client::ask`].
    ///
    /// # Panics
    /// In a task of tokio, which must not block.
    pub fn ask_blocking(&self, ask: Ask) -> Result<i64, Problem> {
        let (answer, answered) = oneshot::channel();
        self.asks()?.blocking_send((ask, answer)).map_err(|_| closed())?;
        answered.blocking_recv().unwrap_or_else(|_| Err(unknown()))
    }

    fn asks(&self) -> Result<mpsc::Sender<Slip>, Problem> {
        self.0.upgrade().ok_or_else(closed)
    }
}

/// Takes all that wait, until nobody will come any more.
fn serve(office: &Office, mut waiting: mpsc::Receiver<Slip>) {
    let mut slips = Vec::new();
    while waiting.blocking_recv_many(&mut slips, GROUP_MAX) > 0 {
        let (asks, answers): (Vec<Ask>, Vec<_>) = slips.drain(..).unzip();
        let told = office.record_together(&asks).unwrap_or_else(|problem| vec![Err(problem); asks.len()]);
        for (answer, told) in answers.into_iter().zip(told) {
            // Who went away need not hear it; it was recorded all the same.
            let _ = answer.send(told);
        }
    }
}

fn closed() -> Problem {
    Problem::trouble(
        say!("Het loket is gesloten. Dit is niet vastgelegd."; "The counter is closed. This was not recorded."),
    )
    .help(say!("Open het opnieuw en leg het dan nog eens vast."; "Open it anew and then record it again."))
}

/// The clerk is gone with what was asked.
fn unknown() -> Problem {
    Problem::trouble(say!("Er kwam geen antwoord. Het is niet zeker of dit is vastgelegd."; "There was no answer. It is not certain whether this was recorded."))
        .help(say!("Kijk eerst in de geschiedenis van de zaak."; "Look in the history of the case first."))
}
