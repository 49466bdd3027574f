//! The types of function calls.

use std::collections::BTreeMap;
use std::ops::Range;

use super::check::{Checker, Typed};
use super::expr::Node;
use super::function::{self, Function, Signature, names_of_functions};
use super::kind::{is_day, listed, ordered, spoken};
use super::problem::{CALL, NAME, Problem};
use super::syntax::{Kind, Tree};
use crate::calendar::Direction;
use crate::finding::nearest;
use crate::id::Id;
use crate::number::PLACES_MAX;
use crate::say;
use crate::text::Text;
use crate::value::Type;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        whole: &Tree,
        name: &str,
        at: &Range<usize>,
        arguments: &[Tree],
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let Some(signature) = function::find(name) else {
            let problem = self.unknown_function(whole, name, at, arguments);
            return self.report(problem);
        };
        let given = arguments.len();
        if given < signature.arguments_min || signature.arguments_max.is_some_and(|max| given > max) {
            return self.report(wrong_count(whole, signature, given));
        }
        // Of the fewest arguments all are there; the patterns below say so to the compiler.
        match (signature.function, arguments) {
            (Function::IsSet, [one, ..]) => {
                Some((Node::IsSet(Box::new(self.expr(one, None)?.0)), Type::Boolean))
            }
            (Function::InState, [state, ..]) => self.in_state(state),
            (Function::FirstSet, row) => {
                let (nodes, ty) = self.same(&row.iter().collect::<Vec<_>>(), hint)?;
                Some((Node::FirstSet(nodes), ty))
            }
            (Function::Min | Function::Max, row) => self.extreme(signature, row),
            (Function::Age, [a, b, ..]) => {
                let (a, b) = (self.day(signature, a), self.day(signature, b));
                Some((Node::Age(Box::new(a?), Box::new(b?)), Type::Integer))
            }
            (Function::DaysBetween, [a, b, ..]) => {
                let (a, b) = (self.day(signature, a), self.day(signature, b));
                Some((Node::DaysBetween(Box::new(a?), Box::new(b?)), Type::Integer))
            }
            (Function::DatePlus, [day, by, ..]) => self.shift(signature, day, by, Direction::After),
            (Function::DateMinus, [day, by, ..]) => self.shift(signature, day, by, Direction::Before),
            (Function::Money, [one, ..]) => {
                let number = self.fraction(signature, one)?;
                Some((Node::Money(Box::new(number)), Type::Money))
            }
            (Function::Round, [one, places @ ..]) => self.round(signature, one, places.first()),
            (Function::Count, [list]) => {
                let (list, ty) = self.expr(list, None).map(|(node, ty)| (Box::new(node), ty))?;
                match ty {
                    Type::List(_) | Type::Set(_) => Some((Node::Length(list), Type::Integer)),
                    other => self.refuse(signature, &arguments[0], &say!("een lijst"; "a list"), &other),
                }
            }
            (Function::Count, [list, condition, ..]) => {
                let (list, condition) = self.items(signature, list, condition)?;
                Some((Node::Count(list, condition), Type::Integer))
            }
            (Function::All, [list, condition, ..]) => {
                let (list, condition) = self.items(signature, list, condition)?;
                Some((Node::All(list, condition), Type::Boolean))
            }
            (Function::Any, [list, condition, ..]) => {
                let (list, condition) = self.items(signature, list, condition)?;
                Some((Node::Any(list, condition), Type::Boolean))
            }
            (Function::Covers, [list, field, ..]) => self.covers(signature, list, field),
            _ => self.report(wrong_count(whole, signature, given)),
        }
    }

    fn unknown_function(&self, whole: &Tree, name: &str, at: &Range<usize>, arguments: &[Tree]) -> Problem {
        let message = say!("De functie `{name}` bestaat niet."; "There is no function `{name}`.");
        let problem = Problem::new(CALL, at.clone(), message);
        match name {
            "today" | "now" if arguments.is_empty() => {
                let problem = Problem { range: whole.range.clone(), ..problem };
                return problem.help(say!("Schrijf `today`."; "Write `today`.")).replace("today");
            }
            "len" | "length" | "size" => return problem.did_you_mean("count"),
            "defined" | "exists" | "empty" => return problem.did_you_mean("is_set"),
            _ => {}
        }
        if let Some(near) = nearest(name, names_of_functions()) {
            return problem.did_you_mean(near);
        }
        if self.names.get(name).is_some() {
            return problem.help(say!("`{name}` is een veld. Laat de haakjes weg, of zet er een teken tussen.";
                                     "`{name}` is a field. Leave out the brackets, or put an operator in between."));
        }
        let known = names_of_functions().collect::<Vec<_>>().join(", ");
        problem.help(say!("Dit zijn de functies: {known}."; "These are the functions: {known}."))
    }

    /// A wrong argument.
    fn refuse<T>(&mut self, signature: &Signature, tree: &Tree, needs: &Text, found: &Type) -> Option<T> {
        let (name, usage, text) = (signature.name, signature.usage, self.text(tree));
        let Text { nl: needs_nl, en: needs_en } = needs;
        let Text { nl: is_nl, en: is_en } = spoken(found);
        self.report(
            Problem::new(
                CALL,
                tree.range.clone(),
                say!("`{name}` heeft {needs_nl} nodig, maar `{text}` is {is_nl}.";
                     "`{name}` needs {needs_en}, but `{text}` is {is_en}."),
            )
            .help(say!("Zo werkt het: `{usage}`."; "It works like this: `{usage}`.")),
        )
    }

    fn in_state(&mut self, tree: &Tree) -> Option<Typed> {
        let (Kind::Name(state) | Kind::Text(state)) = &tree.kind else {
            let message = say!("`in_state` heeft de naam van een toestand nodig."; "`in_state` needs the name of a state.");
            return self.report(Problem::new(CALL, tree.range.clone(), message));
        };
        if let Some(state) = self.names.states.get(state.as_str()) {
            return Some((Node::InState(state.clone()), Type::Boolean));
        }
        let message = say!("Er is geen toestand `{state}`."; "There is no state `{state}`.");
        let problem = Problem::new(NAME, tree.range.clone(), message);
        self.report(match nearest(state, self.names.states.iter().map(|state| &**state)) {
            Some(near) => problem.did_you_mean(near),
            None if self.names.states.is_empty() => problem
                .help(say!("`in_state` kan op deze plek niet."; "`in_state` is not possible at this place.")),
            None => problem,
        })
    }

    fn extreme(&mut self, signature: &Signature, row: &[Tree]) -> Option<Typed> {
        let (nodes, ty) = self.same(&row.iter().collect::<Vec<_>>(), None)?;
        if !ordered(&ty, &ty) {
            let needs = say!("getallen of datums"; "numbers or dates");
            return self.refuse(signature, row.first()?, &needs, &ty);
        }
        Some((if signature.function == Function::Min { Node::Min(nodes) } else { Node::Max(nodes) }, ty))
    }

    fn day(&mut self, signature: &Signature, tree: &Tree) -> Option<Node> {
        let (node, ty) = self.expr(tree, None)?;
        if is_day(&ty) { Some(node) } else { self.refuse(signature, tree, &spoken(&Type::Date), &ty) }
    }

    fn shift(&mut self, signature: &Signature, day: &Tree, by: &Tree, way: Direction) -> Option<Typed> {
        let day = self.day(signature, day);
        let (length, ty) = self.expr(by, Some(&Type::Duration))?;
        if ty != Type::Duration {
            return self.refuse(signature, by, &spoken(&Type::Duration), &ty);
        }
        Some((Node::Shift(Box::new(day?), Box::new(length), way), Type::Date))
    }

    /// A number without a unit, as a decimal.
    fn fraction(&mut self, signature: &Signature, tree: &Tree) -> Option<Node> {
        match self.expr(tree, Some(&Type::Decimal))? {
            (node, Type::Decimal) => Some(node),
            (node, Type::Integer) => Some(Node::Decimal(Box::new(node))),
            (_, other) => self.refuse(signature, tree, &spoken(&Type::Decimal), &other),
        }
    }

    fn round(&mut self, signature: &Signature, tree: &Tree, places: Option<&Tree>) -> Option<Typed> {
        let number = Box::new(self.fraction(signature, tree)?);
        let Some(tree) = places else { return Some((Node::Whole(number), Type::Integer)) };
        let written = match tree.kind {
            Kind::Integer(places) => u32::try_from(places).ok(),
            _ => None,
        };
        match written.filter(|places| *places <= PLACES_MAX) {
            Some(places) => Some((Node::Round(number, places), Type::Decimal)),
            None => {
                let message = say!("Schrijf hier een heel getal van 0 tot en met {PLACES_MAX}.";
                                   "Write a whole number from 0 through {PLACES_MAX} here.");
                self.report(Problem::new(CALL, tree.range.clone(), message))
            }
        }
    }

    fn list(&mut self, signature: &Signature, tree: &Tree) -> Option<(Node, BTreeMap<Id, Type>)> {
        match self.expr(tree, None)? {
            (node, Type::List(fields)) => Some((node, fields)),
            (_, other) => self.refuse(signature, tree, &say!("een lijst"; "a list"), &other),
        }
    }

    /// A list and a condition on its items.
    fn items(
        &mut self,
        signature: &Signature,
        list: &Tree,
        condition: &Tree,
    ) -> Option<(Box<Node>, Box<Node>)> {
        let (list, fields) = self.list(signature, list)?;
        self.items.push(fields);
        let condition = self.condition(condition);
        self.items.pop();
        Some((Box::new(list), Box::new(condition?)))
    }

    fn covers(&mut self, signature: &Signature, list: &Tree, field: &Tree) -> Option<Typed> {
        let (list, fields) = self.list(signature, list)?;
        let Kind::Name(name) = &field.kind else {
            let message = say!("`covers` heeft de naam van een keuzeveld nodig."; "`covers` needs the name of a choice field.");
            return self.report(Problem::new(CALL, field.range.clone(), message));
        };
        match fields.get_key_value(name.as_str()) {
            Some((name, Type::Choice(options))) => {
                Some((Node::Covers(Box::new(list), name.clone(), options.clone()), Type::Boolean))
            }
            Some((_, other)) => {
                self.refuse(signature, field, &say!("een keuzeveld"; "a choice field"), other)
            }
            None => {
                let message = say!("De lijst heeft geen veld `{name}`."; "The list has no field `{name}`.");
                let problem = Problem::new(NAME, field.range.clone(), message);
                let known = listed(fields.keys().map(|field| &**field));
                self.report(match nearest(name, fields.keys().map(|field| &**field)) {
                    Some(near) => problem.did_you_mean(near),
                    None => problem.help(say!("Kies uit: {known}."; "Choose from: {known}.")),
                })
            }
        }
    }
}

fn wrong_count(whole: &Tree, signature: &Signature, given: usize) -> Problem {
    let Signature { name, usage, arguments_min: min, .. } = signature;
    let Text { nl: needed_nl, en: needed_en } = match signature.arguments_max {
        Some(max) if max == *min => say!("{min}"; "{min}"),
        Some(max) => say!("{min} tot {max}"; "{min} to {max}"),
        None => say!("minstens {min}"; "at least {min}"),
    };
    Problem::new(
        CALL,
        whole.range.clone(),
        say!("Het aantal waarden voor `{name}` klopt niet: nodig {needed_nl}, hier {given}.";
             "The number of values for `{name}` is wrong: {needed_en} needed, {given} here."),
    )
    .help(say!("Zo werkt het: `{usage}`."; "It works like this: `{usage}`."))
}
