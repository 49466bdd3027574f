//! What an event can depend on and touch: what was tried once need not be tried again beside other
//! parts that have nothing to do with it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::interest::{anchors, base, each_read};
use super::outlook::{Outlook, Part, Sight, Trait, hash};
use crate::compile::Process;
use crate::expression::Expr;
use crate::graph::action::{Action, Named, each_action, walk};
use crate::graph::chart::{Kind, matches};
use crate::graph::{StateIx, TransitionIx};
use crate::id::Id;

/// Looks up, for a process, what its events reach.
pub(super) struct Reach<'a> {
    process: &'a Process,
    outlook: &'a Outlook<'a>,
    /// For each stored field, the traits that it has part in.
    of_field: HashMap<Id, Vec<usize>>,
    /// The traits that ask what other states are active.
    around: BTreeSet<usize>,
    /// What is remembered or done on leaving makes every way out a way of its own.
    is_plain: bool,
    known: RefCell<HashMap<Id, std::rc::Rc<Touched>>>,
}

/// What one event touches.
#[derive(Default)]
struct Touched {
    /// Itself and what it raises.
    events: Vec<Id>,
    /// It is refused unless a transition takes it.
    needs_taking: bool,
    /// Traits that it reads.
    read: Vec<usize>,
    /// Traits that it may change by itself, and all that have a field with one of these in common.
    concerned: BTreeSet<usize>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(process: &'a Process, outlook: &'a Outlook<'a>) -> Self {
        let chart = process.chart();
        let mut of_field: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, what) in outlook.traits.iter().enumerate() {
            let mut names = BTreeSet::new();
            fields_of(process, what, &mut names);
            names.into_iter().for_each(|name| of_field.entry(name).or_default().push(at));
        }
        let asks_around = |at: &usize| matches!(outlook.traits[*at], Trait::Active(_));
        let is_plain = chart
            .states
            .iter()
            .all(|state| state.exit.is_empty() && !matches!(state.kind, Kind::History { .. }));
        Self {
            process,
            outlook,
            of_field,
            around: (0..outlook.traits.len()).filter(asks_around).collect(),
            is_plain,
            known: RefCell::default(),
        }
    }

    /// What an event would happen to, as one number: wherever this is the same, it goes the same. With
    /// `singly` it is enough that all was seen somewhere that is read together.
    pub(super) fn number(&self, what: &str, event: &Id, place: usize, sight: &Sight, singly: bool) -> u64 {
        let chart = self.process.chart();
        let touched = self.touched(event);
        let read: Vec<_> = touched.read.iter().map(|t| (*t, sight.told.get(t).copied())).collect();
        let mut seen: Vec<u64> = vec![hash(&(what, read))];
        let parts: Vec<(&Part, Vec<TransitionIx>)> =
            sight.parts.iter().map(|part| (part, self.taking(part.state, &touched.events))).collect();
        let moves = |t: &TransitionIx| !chart.transitions[*t].targets.is_empty();
        let something_moves = parts.iter().any(|(_, taking)| taking.iter().any(moves));
        // Then it is refused, or nothing of what was before is left.
        let ends_all =
            touched.needs_taking && parts.iter().all(|(part, taking)| self.all_leave(part, taking));
        for (part, taking) in &parts {
            let all_leave = self.all_leave(part, taking);
            if all_leave {
                taking.iter().for_each(|t| seen.push(self.before_leaving(*t, sight)));
                if ends_all || taking.iter().any(|t| chart.transitions[*t].guard.is_none()) {
                    continue;
                }
            }
            if taking.iter().any(moves) && !all_leave {
                seen.push(match (singly, part.is_new()) {
                    (false, _) => part.whole,
                    (true, true) => hash(&(part.state, place)),
                    (true, false) => hash(&part.state),
                });
            } else {
                let concerns =
                    |t: &usize| touched.concerned.contains(t) || (something_moves && self.around.contains(t));
                let met = self.met(&concerns, part, place, singly);
                if !taking.is_empty() || !met.is_empty() {
                    seen.push(hash(&(part.state, taking)));
                }
                seen.extend(met);
            }
        }
        seen.dedup();
        hash(&seen)
    }

    /// Whether a part is left whichever of these transitions is taken.
    fn all_leave(&self, part: &Part, taking: &[TransitionIx]) -> bool {
        let leaves = |t: &TransitionIx| {
            let transition = &self.process.chart().transitions[*t];
            transition.source != part.state && !transition.targets.is_empty()
        };
        self.is_plain && !taking.is_empty() && taking.iter().all(leaves)
    }

    /// The transitions that some of these events can take while a state is active.
    fn taking(&self, innermost: StateIx, events: &[Id]) -> Vec<TransitionIx> {
        let chart = self.process.chart();
        let chain = std::iter::once(innermost).chain(chart.ancestors(innermost, None));
        chain
            .flat_map(|s| chart.states[s].transitions.iter().copied())
            .filter(|t| events.iter().any(|event| chart.transitions[*t].takes(event)))
            .collect()
    }

    /// What an event that leaves a part where it is can meet in it.
    fn met(&self, concerns: &dyn Fn(&usize) -> bool, part: &Part, place: usize, singly: bool) -> Vec<u64> {
        if !singly {
            let is_met = self.outlook.traits_in[part.state].iter().any(concerns);
            return if is_met { vec![part.whole] } else { Vec::new() };
        }
        let seen = self.outlook.clusters_in(part.state).zip(&part.news).enumerate();
        seen.filter(|(_, (cluster, _))| cluster.iter().any(concerns))
            .map(|(at, (_, is_new))| hash(&(part.state, at, is_new.then_some(place))))
            .collect()
    }

    /// What decides how a part is left: the condition, and what still matters in the target.
    fn before_leaving(&self, transition: TransitionIx, sight: &Sight) -> u64 {
        let chart = self.process.chart();
        let taken = &chart.transitions[transition];
        let mut traits: BTreeSet<usize> = BTreeSet::new();
        let mut names = BTreeSet::new();
        taken.guard.iter().for_each(|guard| base(self.process, guard, 0, &mut names));
        names.iter().filter_map(|name| self.of_field.get(name)).for_each(|of| traits.extend(of));
        for target in &taken.targets {
            let stays = |s: &StateIx| *s == taken.source || chart.is_inside(taken.source, *s);
            let around = chart.ancestors(*target, None).take_while(|s| !stays(s));
            for entered in around.chain([*target]) {
                traits.extend(&self.outlook.traits_entering[entered]);
            }
        }
        let told: Vec<_> = traits.iter().map(|t| (*t, sight.told.get(t).copied())).collect();
        hash(&(transition, told))
    }

    fn touched(&self, event: &Id) -> std::rc::Rc<Touched> {
        if let Some(known) = self.known.borrow().get(event) {
            return known.clone();
        }
        let found = std::rc::Rc::new(self.find(event));
        self.known.borrow_mut().insert(event.clone(), found.clone());
        found
    }

    fn find(&self, event: &Id) -> Touched {
        let chart = self.process.chart();
        let mut events = vec![event.clone()];
        let (mut fields, mut read): (BTreeSet<Id>, BTreeSet<Id>) = Default::default();
        let mut own: Vec<Trait> = Vec::new();
        let mut reads = |expr: &Expr| base(self.process, expr, 0, &mut read);
        let mut at = 0;
        while let Some(name) = events.get(at).cloned() {
            at += 1;
            if let Some(declared) = self.process.event(&name) {
                let required = declared.require.keys();
                required.filter_map(|id| self.process.requirement(&name, id)).for_each(&mut reads);
                let alias = name.split_once('.').map(|(alias, _)| alias);
                fields.extend(declared.form.keys().map(|field| match alias {
                    Some(alias) => Id::from(format!("{alias}.{field}")),
                    None => field.clone(),
                }));
            }
            for transition in chart.transitions.iter().filter(|t| t.takes(&name)) {
                transition.guard.iter().for_each(&mut reads);
                each_read(&transition.actions, &mut reads);
                written(&transition.actions, &mut fields, &mut own, &mut events);
            }
            let meets = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, &name));
            let met = chart.deadlines().filter(|(_, deadline)| meets(&deadline.met_by));
            own.extend(met.map(|(_, deadline)| Trait::Deadline(deadline.id.clone())));
            for (id, suspension) in &self.process.definition().suspensions {
                if suspension.from.iter().chain(&suspension.until).any(|p| matches(&p.value, &name)) {
                    own.push(Trait::Suspended(id.clone()));
                }
            }
        }
        let of_fields = fields.iter().filter_map(|field| self.of_field.get(field)).flatten().copied();
        let mut traits: Vec<usize> = of_fields.collect();
        let all = self.outlook.traits.iter().enumerate();
        traits.extend(all.filter(|(_, what)| own.contains(what)).map(|(at, _)| at));
        let mut behind = BTreeSet::new();
        traits.iter().for_each(|t| self.fields_of(*t, &mut behind));
        let mut concerned: BTreeSet<usize> = traits.iter().copied().collect();
        concerned.extend(behind.iter().filter_map(|field| self.of_field.get(field)).flatten());
        // What is told of a record is kept there, whoever listens.
        let is_kept = event.contains('.') || self.process.event(event).is_none_or(|event| event.anytime);
        let needs_taking = own.is_empty() && !is_kept && !self.is_task(event);
        Touched { events, needs_taking, read: self.only_of(&read), concerned }
    }

    /// Whether some task is done when this is recorded.
    fn is_task(&self, event: &Id) -> bool {
        let chart = self.process.chart();
        let named = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, event));
        let mut found = chart.states.iter().flat_map(|state| &state.tasks).any(|task| named(&task.done_by));
        each_action(chart, &mut |action| {
            found |= matches!(&action.action, Action::Task(task) if named(&task.done_by));
        });
        found
    }

    /// The traits that these fields alone decide.
    fn only_of(&self, fields: &BTreeSet<Id>) -> Vec<usize> {
        let within = |t: &usize| {
            let mut own = BTreeSet::new();
            self.fields_of(*t, &mut own);
            !own.is_empty() && own.is_subset(fields)
        };
        let is_value = |t: &usize| matches!(self.outlook.traits[*t], Trait::Field(..) | Trait::Holds(_));
        (0..self.outlook.traits.len()).filter(|t| is_value(t) && within(t)).collect()
    }

    /// The stored fields that a trait has to do with.
    fn fields_of(&self, what: usize, into: &mut BTreeSet<Id>) {
        fields_of(self.process, &self.outlook.traits[what], into);
    }
}

fn fields_of(process: &Process, what: &Trait, into: &mut BTreeSet<Id>) {
    match what {
        Trait::Field(name, _) => drop(into.insert(name.clone())),
        Trait::Holds(atom) => base(process, atom, 0, into),
        Trait::Deadline(id) => {
            let of = process.chart().deadlines().find(|(_, deadline)| deadline.id == *id);
            of.into_iter().for_each(|(_, deadline)| anchors(process, &deadline.at, into));
        }
        _ => {}
    }
}

/// Fields, sends and deadlines that actions change, and events that they raise.
fn written(actions: &[Named], fields: &mut BTreeSet<Id>, own: &mut Vec<Trait>, raised: &mut Vec<Id>) {
    walk(actions, &mut |named| match &named.action {
        Action::Set(with) => fields.extend(with.iter().map(|(field, _)| field.clone())),
        Action::Decide { into, .. } => fields.extend(into.iter().map(|(field, _)| field.clone())),
        Action::Append { list, .. } | Action::Remove { list, .. } | Action::Update { list, .. } => {
            fields.insert(list.clone());
        }
        Action::Choices { set, .. } => drop(fields.insert(set.clone())),
        Action::Send { .. } => own.push(Trait::Send(named.id.clone())),
        Action::Cancel(send) => own.push(Trait::Send(send.clone())),
        Action::Extend { deadline, .. } => own.push(Trait::Deadline(deadline.clone())),
        Action::Raise(event) if !raised.contains(event) => raised.push(event.clone()),
        _ => {}
    });
}
