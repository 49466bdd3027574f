//! Why a deadline stands where it stands.

use nazorg_core::calendar::local;
use nazorg_core::case::{Because, Fact, Standing};
use nazorg_core::compile::Process;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::{Rejection, name_title, why};
use nazorg_core::text::Text;
use rusqlite::params;

use super::{Office, show, words};
use crate::Problem;
use crate::store::journal::Payload;
use crate::store::moment;
use crate::store::work::Work;
use crate::view::{ClauseView, MoveView, WhyView};

impl Office {
    /// How a deadline, or the day of an open task, came about.
    ///
    /// # Errors
    /// The case is not there, or has no such deadline or task now.
    pub fn case_why(&self, case: i64, id: &str) -> Result<WhyView, Problem> {
        self.read(|work| view(work, case, id))
    }
}

fn view(work: &mut Work<'_>, number: i64, id: &str) -> Result<WhyView, Problem> {
    let loaded = work.load_case(number)?;
    let (process, case) = (&loaded.process, &loaded.case);
    let id = Id::from(id);
    let context = show::context(work, &loaded);
    let found = why(&context, case, &id, local(work.clock).date())
        .map_err(|rejection: Rejection| Problem::from(rejection))?;
    let Some(found) = found else { return Err(no_such(process, case, &id)) };
    let standing = case.deadlines.get(&id).map_or(&Standing::Running, |deadline| &deadline.standing);
    Ok(WhyView {
        case: number,
        id: id.to_string(),
        title: found.title,
        formula: found.formula,
        due: found.due.map(|due| due.to_string()),
        standing: show::standing(standing),
        waits_title: found.waits_for.as_ref().map(|name| name_title(process, name)),
        waits_for: found.waits_for.map(|name| name.to_string()),
        sum: found.sum,
        steps: found.clauses.into_iter().map(ClauseView::from).collect(),
        moves: moves(work, number, process, &id)?,
    })
}

fn no_such(process: &Process, case: &nazorg_core::case::Case, id: &Id) -> Problem {
    let declared = process.chart().deadlines().any(|(_, deadline)| deadline.id == *id);
    let known: Vec<&str> = case.deadlines.keys().chain(case.tasks.keys()).map(Id::as_str).collect();
    let problem = if declared {
        Problem::bad_input(
            say!("De termijn `{id}` loopt nu niet in deze zaak."; "The deadline `{id}` does not run in this case now."),
        )
    } else {
        Problem::bad_input(
            say!("Deze zaak heeft geen termijn of taak `{id}`."; "This case has no deadline or task `{id}`."),
        )
    };
    if known.is_empty() {
        return problem.help(
            say!("In deze zaak loopt nu geen termijn of taak."; "No deadline or task runs in this case now."),
        );
    }
    let list = known.join(", ");
    problem.help(say!("U kunt kiezen uit: {list}."; "Choose from: {list}."))
}

/// Each time that it was set or moved, in the order of the journal.
fn moves(work: &Work<'_>, case: i64, process: &Process, id: &Id) -> Result<Vec<MoveView>, Problem> {
    let mut moves = Vec::new();
    let mut statement = work.tx.prepare_cached(
        "SELECT j.seq, j.occurred, j.recorded, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq
         WHERE j.case_no = ?1 ORDER BY j.seq",
    )?;
    let mut rows = statement.query(params![case])?;
    while let Some(row) = rows.next()? {
        let payload: String = row.get(3)?;
        let Payload::Step { event, facts } = serde_json::from_str(&payload)? else { continue };
        for fact in &facts {
            let (from, due, because) = match fact {
                Fact::DeadlineSet { deadline, from, due, because, .. } if deadline == id => {
                    (*from, *due, because.as_slice())
                }
                Fact::TaskMoved { id: task, from, due, .. } if task == id => (*from, *due, &[][..]),
                Fact::TaskOpened { id: opened, task } if opened == id => (None, task.due, &[][..]),
                _ => continue,
            };
            moves.push(MoveView {
                seq: row.get(0)?,
                occurred: moment(row.get(1)?)?,
                recorded: moment(row.get(2)?)?,
                event: words::title(process, &event.what),
                from: from.map(|due| due.to_string()),
                to: due.map(|due| due.to_string()),
                because: because_words(process, because),
            });
        }
    }
    Ok(moves)
}

/// What moved a deadline, in words; nothing when nothing is known.
pub(super) fn because_words(process: &Process, because: &[Because]) -> Option<Text> {
    let parts: Vec<Text> = because
        .iter()
        .map(|one| match one {
            Because::Changed(name) => {
                let title = name_title(process, name);
                say!("{title} is veranderd"; "{title} has changed")
            }
            Because::Resumed(suspension) => {
                let name = suspension.spoken();
                say!("de stilstand ‘{name}’ is voorbij"; "the suspension ‘{name}’ is over")
            }
            Because::Extended => say!("de termijn is verlengd"; "the deadline was extended"),
        })
        .collect();
    let join = |of: fn(&Text) -> &String, and: &str| {
        parts.iter().map(|text| of(text).as_str()).collect::<Vec<_>>().join(and)
    };
    (!parts.is_empty()).then(|| Text { nl: join(|t| &t.nl, " en "), en: join(|t| &t.en, " and ") })
}
