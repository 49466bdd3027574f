//! Who may do what in a case.

use crate::case::{Actor, Case};
use crate::compile::Process;
use crate::definition::event::Event as Declared;
use crate::id::Id;
use crate::value::Value;

use super::rejection::Rejection;

/// A role in which somebody acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role that the user holds.
    pub role: Id,
    /// The role in whose place, when it acts as deputy.
    pub deputy_for: Option<Id>,
}

/// The rights of one actor in one case.
pub(super) struct Rights<'a> {
    pub(super) process: &'a Process,
    pub(super) case: &'a Case,
    pub(super) actor: &'a Actor,
}

/// The role in which an actor may record an event of a process; none for the engine itself.
///
/// # Errors
/// It may not, or there is no such event.
pub fn may_record(
    process: &Process,
    case: &Case,
    actor: &Actor,
    event: &Id,
) -> Result<Option<Role>, Rejection> {
    match process.event(event) {
        Some(declared) => Rights { process, case, actor }.may_record(declared),
        None => Err(Rejection::UnknownEvent { event: event.clone(), near: None }),
    }
}

impl Rights<'_> {
    /// Whether the actor may record this event. The engine's own actor may do everything.
    pub(super) fn may_record(&self, declared: &Declared) -> Result<Option<Role>, Rejection> {
        if *self.actor == Actor::default() {
            return Ok(None);
        }
        let people = |role: &&Id| !matches!(role.as_str(), "signal" | "process");
        let roles = || declared.by.iter().map(|by| &by.value).filter(people);
        let held = roles().find_map(|role| self.holds_role(role));
        held.ok_or_else(|| self.not_allowed(declared.title.clone(), &roles().cloned().collect::<Vec<_>>()))
    }

    /// The role in which the actor holds `role`: itself, as whoever a field names, or as deputy.
    /// `None` if it does not; the engine itself needs none.
    pub(super) fn holds_role(&self, role: &Id) -> Option<Option<Role>> {
        let actor = self.actor;
        if *actor == Actor::default() {
            return Some(None);
        }
        let roles = &self.process.definition().roles;
        let declared = roles.get(role);
        let named = declared
            .and_then(|role| role.held_by.as_ref())
            .and_then(|field| self.case.fields.get(&field.value));
        // A field can name the user, or the one in whose place the user acts.
        let users = std::iter::once(&actor.user).chain(&actor.on_behalf_of);
        if actor.roles.contains(role) || users.into_iter().any(|user| named == Some(&Value::text(user))) {
            return Some(Some(Role { role: role.clone(), deputy_for: None }));
        }
        let deputy = &declared?.deputy.as_ref()?.value;
        actor
            .roles
            .contains(deputy)
            .then(|| Some(Role { role: deputy.clone(), deputy_for: Some(role.clone()) }))
    }

    pub(super) fn not_allowed(&self, title: String, roles: &[Id]) -> Rejection {
        let declared = &self.process.definition().roles;
        let title_of =
            |role: &Id| declared.get(role).map_or_else(|| role.to_string(), |role| role.title.clone());
        Rejection::NotAllowed { title, roles: roles.iter().map(title_of).collect() }
    }
}
