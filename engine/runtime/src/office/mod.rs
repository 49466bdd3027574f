//! An open workspace: its store, a clock, and somebody who acts.

mod bundle;
mod case;
mod clock;
mod correct;
mod counts;
mod doctor;
mod erase;
mod form;
mod hand_over;
mod history;
mod import;
mod letter;
mod look;
mod migrate;
mod person;
mod plan;
mod publish;
mod refolded;
mod rehearsal;
mod restore;
mod run;
mod show;
mod subject;
mod task;
mod tick;
mod today;
mod together;
mod why;
mod words;

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use nazorg_core::calendar::Calendar;
use nazorg_core::case::Actor;
use nazorg_core::dispatch::{Refused, Stamp};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::Rejection;
use nazorg_core::text::Text;
use rusqlite::Transaction;

pub use bundle::Bundle;
pub use correct::Correction;
pub use hand_over::{HandOver, Receive, SendOver};
pub use import::ImportFailed;
pub(crate) use letter::{Pages, pages};
pub use migrate::{Going, Which, read_mapping};
pub use plan::{Planned, read_plan};
pub use publish::PublishFailed;
pub use restore::Restorer;
pub use run::RunEvent;
pub use together::{Ask, Asked};

use crate::store::catalog::Catalog;
use crate::store::journal::hex;
use crate::store::verify::Kept;
use crate::store::work::Work;
use crate::store::{Store, gone, network, verify};
use crate::view::{FoldReport, HeadView, HistoryRow, VerifyReport};
use crate::{Clock, Problem, User, Workspace};

/// An open workspace with an acting user.
///
/// Every method that changes something does so in one transaction, which is on disk when the method
/// returns; after a problem nothing has changed.
pub struct Office {
    workspace: Workspace,
    store: Store,
    catalog: Catalog,
    calendar: Calendar,
    clock: Arc<dyn Clock + Send + Sync>,
    login: String,
    user: User,
}

/// What was written: a value, the rows of the journal, and the letters that were made.
struct Written<T> {
    value: T,
    rows: std::ops::RangeInclusive<i64>,
    letters: Vec<i64>,
}

impl Office {
    /// Opens a workspace; makes its store when there is none yet.
    ///
    /// # Errors
    /// The user is not known (kind `WrongUse`, naming those who are), or the store cannot be opened.
    pub fn open(
        workspace: Workspace,
        clock: Arc<dyn Clock + Send + Sync>,
        user: &str,
    ) -> Result<Self, Problem> {
        Self::with(workspace, &open_store, clock, user)
    }

    fn with(
        workspace: Workspace,
        open: &dyn Fn(&Workspace) -> Result<Store, Problem>,
        clock: Arc<dyn Clock + Send + Sync>,
        user: &str,
    ) -> Result<Self, Problem> {
        // Who is not known here makes no store.
        let acting = workspace.user(user)?.clone();
        let store = open(&workspace)?;
        let calendar = workspace.calendar();
        Ok(Self {
            workspace,
            store,
            catalog: Catalog::default(),
            calendar,
            clock,
            login: user.to_owned(),
            user: acting,
        })
    }

    /// Lets another user act.
    ///
    /// # Errors
    /// The user is not known.
    pub fn act_as(&mut self, user: &str) -> Result<(), Problem> {
        self.user = self.workspace.user(user)?.clone();
        self.login = user.to_owned();
        Ok(())
    }

    /// The workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The login name and the user that acts.
    #[must_use]
    pub fn user(&self) -> (&str, &User) {
        (&self.login, &self.user)
    }

    /// The time on its clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(3)
    }

    /// Things to know about where the store stands, such as a network share.
    #[must_use]
    pub fn warnings(&self) -> Vec<Text> {
        network::warning(&self.store.path).into_iter().collect()
    }

    /// The acting user as actors to try, in order: in its own name first, then in the place of each
    /// user it is deputy for.
    fn actors(&self) -> Vec<Actor> {
        self.actors_of(&self.login, &self.user)
    }

    fn actors_of(&self, login: &str, user: &User) -> Vec<Actor> {
        let own = Actor { user: login.to_owned(), roles: user.roles.clone(), on_behalf_of: None };
        let deputies = user.deputy_for.iter().filter_map(|other| {
            let mut roles = user.roles.clone();
            roles.extend(self.workspace.users.get(other)?.roles.iter().cloned());
            Some(Actor { user: login.to_owned(), roles, on_behalf_of: Some(other.clone()) })
        });
        std::iter::once(own).chain(deputies).collect()
    }

    /// The actor, of those that the user can be, that holds one of the roles that may do something here.
    fn actor_with(&self, roles: &[Id], what: Text) -> Result<Actor, Problem> {
        let held = |actor: &Actor| actor.roles.iter().any(|role| roles.contains(role));
        if let Some(actor) = self.actors().into_iter().find(held) {
            return Ok(actor);
        }
        let list = roles.iter().map(Id::to_string).collect::<Vec<_>>().join(", ");
        let Text { nl, en } = what;
        Err(Problem::refused(
            say!("{nl} mag hier alleen wie een van deze rollen heeft: {list}."; "{en} is only for who has one of these roles here: {list}."),
        )
        .help(say!(
            "Vraag het een collega met die rol. Wie dit mag, staat in `nazorg.yaml` onder `rights`.";
            "Ask a colleague with that role. Who may do this stands in `nazorg.yaml` under `rights`."
        )))
    }

    /// All roles in which the acting user can act, and all users whose desk it looks after.
    fn desks(&self) -> (Vec<String>, Vec<String>) {
        let mut roles: Vec<String> =
            self.actors().into_iter().flat_map(|actor| actor.roles).map(|role| role.to_string()).collect();
        roles.sort();
        roles.dedup();
        let users = std::iter::once(&self.login).chain(&self.user.deputy_for).cloned().collect();
        (roles, users)
    }

    /// Runs something in one transaction that writes. Whatever it returns as an error is undone.
    fn write<T, E: From<Problem>>(
        &self,
        act: impl FnOnce(&mut Work<'_>) -> Result<T, E>,
    ) -> Result<Written<T>, E> {
        let tx = self.store.begin()?;
        let mut work = self.work(&tx)?;
        let first = work.head.get().seq + 1;
        let value = act(&mut work).inspect_err(|_| self.store.keys.drop_new(0))?;
        work.sweep()?;
        let rows = first..=work.head.get().seq;
        let letters = work.letters.take();
        let head = work.head.get();
        drop(work);
        self.store.keys.keep_new()?;
        tx.commit().map_err(Problem::from)?;
        self.catalog.remembered.borrow_mut().settle(head);
        Ok(Written { value, rows, letters })
    }

    /// The same as each of the actors that the user can be, until one is allowed.
    fn write_as<T>(
        &self,
        act: impl Fn(&mut Work<'_>, &Actor) -> Result<T, Refused<Problem>>,
    ) -> Result<Written<T>, Problem> {
        until_allowed(&self.actors(), |actor| self.write(|work| act(work, actor)))
    }

    /// Runs something that only reads, all of it as the store was at one moment.
    fn read<T>(&self, act: impl FnOnce(&mut Work<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        let tx = self.store.read()?;
        let mut work = self.work(&tx)?;
        let told = act(&mut work)?;
        self.catalog.remembered.borrow_mut().settle(work.head.get());
        Ok(told)
    }

    /// Begins to work in a transaction.
    fn work<'a>(&'a self, tx: &'a Transaction<'a>) -> Result<Work<'a>, Problem> {
        Work::new(tx, &self.catalog, &self.workspace, &self.calendar, &self.store.keys, self.now())
    }

    /// Reading, for what stands beside the office.
    pub(crate) fn reading<T>(
        &self,
        act: impl FnOnce(&mut Work<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.read(act)
    }

    /// Writing, for what stands beside the office.
    pub(crate) fn writing<T>(
        &self,
        act: impl FnOnce(&mut Work<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        Ok(self.write(act)?.value)
    }

    /// When it happened: not in the future. Without a moment: now. `case` is whose it is, if it is there already.
    fn stamp(
        work: &Work<'_>,
        case: Option<i64>,
        occurred: Option<DateTime<Utc>>,
        actor: &Actor,
    ) -> Result<Stamp, Problem> {
        clock::refuse_wrong(work)?;
        let occurred = match (occurred.map(|at| at.trunc_subsecs(3)), case) {
            (Some(occurred), _) if occurred > work.clock => {
                return Err(Problem::bad_input(
                    say!("Deze datum moet nog komen. U legt vast wat er al is gebeurd."; "This date has yet to come. You record what has happened already."),
                )
                .help(say!("Geef een dag van vandaag of eerder."; "Give a day of today or before.")));
            }
            (Some(occurred), _) => occurred,
            (None, Some(case)) => work.now_for(case)?,
            (None, None) => work.clock,
        };
        Ok(Stamp { occurred, recorded: work.now, actor: actor.clone() })
    }

    /// Whether to go on without waiting for the disk. Only for filling a store that is made anew and can be
    /// made again: what is written in haste is lost when the machine stops.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn haste(&self, on: bool) -> Result<(), Problem> {
        self.store.haste(on)
    }

    /// Rows of the journal, in words.
    fn rows(&self, rows: &std::ops::RangeInclusive<i64>) -> Result<Vec<HistoryRow>, Problem> {
        self.read(|work| history::between(work, rows))
    }

    /// Verifies the chain of the journal and what hangs on it.
    ///
    /// # Errors
    /// The store cannot be read. What is wrong in it stands in the report.
    pub fn verify(&self) -> Result<VerifyReport, Problem> {
        self.verified(&Kept::new())
    }

    /// The same, against heads that were kept outside the store: one on each line, as
    /// [`Office::head`] gives them. Only so a cut tail is seen, and a journal that was written anew.
    ///
    /// # Errors
    /// The store or a head cannot be read, or there is no head.
    pub fn verify_against(&self, heads: &str) -> Result<VerifyReport, Problem> {
        self.verified(&verify::read_kept(heads)?)
    }

    fn verified(&self, kept: &Kept) -> Result<VerifyReport, Problem> {
        self.looked(|| verify::chain(&*self.store.read()?, kept), |report| report.wrong.is_empty())
    }

    /// The end of the journal now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn head(&self) -> Result<HeadView, Problem> {
        self.read(|work| {
            let head = work.head.get();
            Ok(HeadView { rows: head.seq, head: hex(&head.chain) })
        })
    }

    /// Folds every case's journal and compares it with what is stored.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fold_all(&self) -> Result<FoldReport, Problem> {
        verify::fold_all(&*self.store.read()?)
    }

    /// Folds the journal of one case.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn fold(&self, case: i64) -> Result<nazorg_core::case::Case, Problem> {
        verify::fold(&*self.store.read()?, case)
    }
}

/// Opens the store of a workspace; makes it where there was none yet.
fn open_store(workspace: &Workspace) -> Result<Store, Problem> {
    let path = workspace.store_path();
    if path.metadata().map_or(true, |meta| meta.len() == 0)
        && let Some(sign) = restore::sign(workspace)?
    {
        return Err(gone(&path, &sign));
    }
    Store::open(&path)
}

/// Attempts something as each of the actors, until one is allowed. When none is, the first refusal tells who is.
fn until_allowed<T>(
    actors: &[Actor],
    mut attempt: impl FnMut(&Actor) -> Result<T, Refused<Problem>>,
) -> Result<T, Problem> {
    let mut first_no = None;
    for actor in actors {
        match attempt(actor) {
            Err(Refused::Rejected(rejection @ Rejection::NotAllowed { .. })) => {
                first_no.get_or_insert(rejection);
            }
            other => return other.map_err(Problem::from),
        }
    }
    Err(first_no
        .map_or_else(|| Problem::refused(say!("Dit mag u niet."; "You may not do this.")).help(say!("Vraag het iemand die dit wel mag. Uw rollen staan in `nazorg.yaml`."; "Ask somebody who may. Your roles stand in `nazorg.yaml`.")), Problem::from))
}
