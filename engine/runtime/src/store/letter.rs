//! Letters: made in the transaction of the step that asks for them, and never changed after that.

use nazorg_core::calendar::local;
use nazorg_core::case::Case;
use nazorg_core::compile::Process;
use nazorg_core::definition::letter::Addressee;
use nazorg_core::dispatch::{CaseNumber, Loaded};
use nazorg_core::expression::Environment;
use nazorg_core::id::Id;
use nazorg_core::letter::{Envelope, Letter};
use nazorg_core::refold::Said;
use nazorg_core::say;
use nazorg_core::step::{Context, Env, Outcome, letter_data, name_users};
use nazorg_core::text::Text;
use nazorg_core::value::{Record, Value};
use rusqlite::{OptionalExtension, params};

use super::number::Numbered;
use super::task::desk_of;
use super::work::{Place, Work};
use super::{millis, moment};
use crate::Problem;

impl Work<'_> {
    /// Makes a letter: its words, its envelope and its style are fixed here. One that cannot be made
    /// is kept as failed, with a notice: the step itself stands.
    #[allow(clippy::too_many_arguments, reason = "all are of the one step")]
    pub(super) fn make_letter(
        &self,
        case: CaseNumber,
        nr: u32,
        id: &Id,
        item: Option<&Record>,
        approve: Option<&Id>,
        before: &Loaded,
        outcome: &Outcome,
        place: &Place,
    ) -> Result<(), Problem> {
        let process = &before.process;
        let after = &outcome.case;
        let context = Context {
            process,
            calendar: self.calendar,
            person: &before.person,
            records: &before.records,
            witness: None,
        };
        let Some(declared) = process.definition().letters.get(id) else {
            return Err(Problem::broken_store(&format!("letter {id}")));
        };
        let template = declared.template.as_ref().map(|template| template.as_str()).unwrap_or_default();
        let number = Numbered::Letter.next(self.tx)?;
        let current = self.catalog.current(self.tx)?;
        let templates = current.templates(self.tx)?;
        let reference = format!("Z{case}");
        let mut data = letter_data(&context, after, item, &reference, self.clock);
        name_users(process, &mut data, &|user| self.workspace.users.get(user).map(|user| user.name.clone()));
        let rendered = templates.render(template, &data);
        let to = declared.to.as_ref().map_or(&Addressee::Person, |to| &to.value);
        let envelope = Envelope {
            number: format!("B{number}"),
            reference,
            date: local(self.clock).date(),
            addressee: self.addressee(&context, after, to, item, place),
        };
        let state = match (&rendered, approve) {
            (Err(_), _) => "failed",
            (Ok(_), Some(_)) => "waiting",
            (Ok(_), None) => "made",
        };
        let style = self.catalog.style_for(self.tx, process.id(), self.workspace.region.as_deref())?;
        let error = rendered.as_ref().err().map(|error| serde_json::to_string(&error.text())).transpose()?;
        let letter = rendered.as_ref().ok().map(serde_json::to_string::<Letter>).transpose()?;
        self.tx
            .prepare_cached(
                "INSERT INTO letters (number, case_no, nr, id, title, state, approve, made, released, template, template_hash, style, envelope, letter, error)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, conceal(?16, ?13), CASE WHEN ?14 IS NULL THEN NULL ELSE conceal(?16, ?14) END, ?15)",
            )?
            .execute(params![
                number,
                case,
                nr,
                id.as_str(),
                declared.title,
                state,
                approve.map(Id::as_str),
                millis(self.clock),
                (state == "made").then(|| millis(self.clock)),
                template,
                templates.version(template),
                style,
                serde_json::to_string(&envelope)?,
                letter,
                error,
                place.person_id
            ])?;
        self.letters.borrow_mut().push(number);
        if state == "failed" {
            let title = &declared.title;
            let text = say!("De brief ‘{title}’ (B{number}) kon niet worden gemaakt."; "The letter ‘{title}’ (B{number}) could not be made.");
            self.tell_first(case, process, after, &text)?;
        }
        Ok(())
    }

    /// Tells the first role of a process: its owner, as designers write them.
    fn tell_first(
        &self,
        case: CaseNumber,
        process: &Process,
        state: &Case,
        say: &Text,
    ) -> Result<(), Problem> {
        match process.definition().roles.keys().next() {
            Some(role) => self.notify(case, process, state, role, &say.nl),
            None => Ok(()),
        }
    }

    /// An approved letter may go.
    pub(super) fn release_letter(&self, case: CaseNumber, nr: u32) -> Result<(), Problem> {
        self.tx
            .prepare_cached("UPDATE letters SET state = 'made', released = ?3 WHERE case_no = ?1 AND nr = ?2 AND state = 'waiting'")?
            .execute(params![case, nr, millis(self.clock)])?;
        Ok(())
    }

    /// Whether a letter says something else than it should have said. One that failed says nothing; one whose
    /// template has changed since cannot be compared.
    pub(super) fn letter_says_otherwise(&self, case: CaseNumber, said: &Said<'_>) -> Result<bool, Problem> {
        type Made = (String, Option<[u8; 32]>, i64, Option<String>);
        let found: Option<Made> = self
            .tx
            .prepare_cached(
                "SELECT template, template_hash, made, reveal(letter) FROM letters WHERE case_no = ?1 AND nr = ?2",
            )?
            .query_row(params![case, said.number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((template, hash, made, Some(words))) = found else { return Ok(false) };
        let current = self.catalog.current(self.tx)?;
        let templates = current.templates(self.tx)?;
        if templates.version(&template) != hash {
            return Ok(false);
        }
        let mut data = letter_data(&said.context, said.case, said.item, &format!("Z{case}"), moment(made)?);
        let name = |user: &str| self.workspace.users.get(user).map(|user| user.name.clone());
        name_users(said.context.process, &mut data, &name);
        match templates.render(&template, &data) {
            Ok(letter) => Ok(serde_json::to_string::<Letter>(&letter)? != words),
            Err(_) => Ok(true),
        }
    }

    /// A letter that nobody approved yet will not go.
    pub(super) fn withdraw_letter(&self, case: CaseNumber, nr: u32) -> Result<(), Problem> {
        self.tx
            .prepare_cached(
                "UPDATE letters SET state = 'withdrawn' WHERE case_no = ?1 AND nr = ?2 AND state = 'waiting'",
            )?
            .execute(params![case, nr])?;
        Ok(())
    }

    fn addressee(
        &self,
        context: &Context<'_>,
        case: &Case,
        to: &Addressee,
        item: Option<&Record>,
        place: &Place,
    ) -> Vec<String> {
        let text = |value: Option<&Value>| match value {
            Some(Value::Text(text)) => text.lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        match to {
            Addressee::Person => place.data.address_lines(),
            Addressee::Each(_) => {
                let field = |id: &str| text(item.and_then(|item| item.get(id)));
                [field("naam"), field("adres")].concat()
            }
            Addressee::Named(name) => match context.process.definition().roles.get(name) {
                Some(role) => match desk_of(context.process, case, name).1 {
                    Some(user) => {
                        let known = self.workspace.users.get(&user).map(|user| user.name.clone());
                        vec![known.unwrap_or(user), role.title.clone()]
                    }
                    None => vec![role.title.clone()],
                },
                None => {
                    let env = Env {
                        context,
                        case,
                        event: None,
                        item: None,
                        known: None,
                        today: local(self.clock).date(),
                    };
                    text(Some(&env.get(name)))
                }
            },
        }
    }
}
