//! From a tree to an expression with a meaning: names and types.

use std::collections::BTreeMap;
use std::ops::Range;

use super::expr::{Expr, Node};
use super::function::{self, Function};
use super::kind::{common, fits, listed, spoken};
use super::names::Names;
use super::number::sum_type;
use super::problem::{AMBIGUOUS, MISMATCH, NAME, OPTION, Problem, TODAY};
use super::syntax::{Kind, Syntax, Tree};
use crate::calendar::Duration;
use crate::finding::nearest;
use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::{Type, Value};

impl Syntax {
    /// Resolves names and types. `want` is the type that the place needs; a place for a text also
    /// takes a choice.
    ///
    /// # Errors
    /// Every problem that was found, in the order of the text, at least one.
    pub fn check(&self, names: &Names, want: Option<&Type>) -> Result<Expr, Vec<Problem>> {
        let mut checker = Checker { source: &self.source, names, items: Vec::new(), problems: Vec::new() };
        let found = checker.placed(&self.root, want);
        match found {
            Some((node, ty)) if checker.problems.is_empty() => Ok(Expr { ty, node }),
            _ => {
                checker.problems.sort_by_key(|problem| problem.range.start);
                Err(checker.problems)
            }
        }
    }
}

impl Syntax {
    /// Whether it gives options of a set rather than one: a row of them, or another set.
    #[must_use]
    pub fn is_several(&self, names: &Names) -> bool {
        let checker = Checker { source: &self.source, names, items: Vec::new(), problems: Vec::new() };
        matches!(self.root.kind, Kind::Row(_)) || matches!(checker.guess(&self.root), Some(Type::Set(_)))
    }
}

/// A part that was understood. In its place `None` means that a problem was reported.
pub(super) type Typed = (Node, Type);

pub(super) struct Checker<'a> {
    pub(super) source: &'a str,
    pub(super) names: &'a Names,
    /// The fields of the list items around the place, the innermost last.
    pub(super) items: Vec<BTreeMap<Id, Type>>,
    pub(super) problems: Vec<Problem>,
}

impl Checker<'_> {
    /// The text of a part, to quote in a message; shortened.
    pub(super) fn text(&self, tree: &Tree) -> String {
        const SHOWN_MAX: usize = 40;
        let text = self.source.get(tree.range.clone()).unwrap_or_default();
        match text.char_indices().nth(SHOWN_MAX) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text.to_owned(),
        }
    }

    pub(super) fn report<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// A part at a place that needs a type.
    pub(super) fn placed(&mut self, tree: &Tree, want: Option<&Type>) -> Option<Typed> {
        let (node, ty) = self.expr(tree, want)?;
        let Some(want) = want else { return Some((node, ty)) };
        if fits(&ty, want) {
            return Some((node, want.clone()));
        }
        if (&ty, want) == (&Type::Integer, &Type::Decimal) {
            return Some((Node::Decimal(Box::new(node)), Type::Decimal));
        }
        let problem = self.misplaced(tree, &ty, want);
        self.report(problem)
    }

    /// A part. `hint` is the type that it probably has, which decides about options and `none`; the
    /// answer need not have that type.
    pub(super) fn expr(&mut self, tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        match &tree.kind {
            Kind::Integer(number) => self.whole(*number, tree, hint),
            Kind::Decimal(number) => self.decimal(*number, tree, hint),
            Kind::Boolean(holds) => Some((Node::Value(Value::Boolean(*holds)), Type::Boolean)),
            Kind::Text(text) => self.quoted(text, tree, hint),
            Kind::None => self.none(tree, hint),
            Kind::Name(name) => self.name(name, &tree.range, hint),
            Kind::Not(one) => Some((Node::Not(Box::new(self.condition(one)?)), Type::Boolean)),
            Kind::And(parts) => Some((Node::And(self.conditions(parts)?), Type::Boolean)),
            Kind::Or(parts) => Some((Node::Or(self.conditions(parts)?), Type::Boolean)),
            Kind::Negative(one) => {
                let (node, ty) = self.amount(one, "-", hint)?;
                Some((Node::Negative(Box::new(node)), ty))
            }
            Kind::Arithmetic(sum, sides) => self.sum(tree, *sum, sides, hint),
            Kind::Join(parts) => self.join(parts),
            Kind::Equal { sides, negated } => self.equal(tree, sides, *negated),
            Kind::Order(order, sides) => self.order(tree, *order, sides),
            Kind::In { item, list, negated } => self.is_in(item, list, *negated),
            Kind::InSet { item, set, negated } => self.is_in_set(item, set, *negated),
            Kind::Row(row) => self.row(row, tree, hint),
            Kind::If { condition, then, other } => {
                let condition = self.condition(condition);
                let (branches, ty) = self.same(&[then, other], hint)?;
                let [then, other] = <[Node; 2]>::try_from(branches).ok()?;
                Some((Node::If(Box::new(condition?), Box::new(then), Box::new(other)), ty))
            }
            Kind::Call { name, at, arguments } => self.call(tree, name, at, arguments, hint),
        }
    }

    fn quoted(&mut self, text: &str, tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        if hint == Some(&Type::Duration) {
            return match Duration::parse(text) {
                Ok(length) => Some((Node::Value(Value::Duration(length)), Type::Duration)),
                Err(why) => self.report(Problem::new(MISMATCH, tree.range.clone(), why)),
            };
        }
        let Some(Type::Choice(options)) = hint else {
            return Some((Node::Value(Value::text(text)), Type::Text));
        };
        if options.iter().any(|option| *option == *text) {
            return Some((Node::Value(Value::text(text)), Type::Choice(options.clone())));
        }
        let known = listed(options.iter().map(|option| &**option));
        let problem = Problem::new(
            OPTION,
            tree.range.clone(),
            say!("`{text}` is geen optie van deze keuze."; "`{text}` is no option of this choice."),
        );
        let problem = match nearest(text, options.iter().map(|option| &**option)) {
            Some(near) => problem.did_you_mean(near).replace(format!("\"{near}\"")),
            None => problem.help(say!("Kies uit: {known}."; "Choose from: {known}.")),
        };
        self.report(problem)
    }

    fn none(&mut self, tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        match hint {
            Some(ty) => Some((Node::Value(Value::Unset), ty.clone())),
            None => self.report(
                Problem::new(
                    MISMATCH,
                    tree.range.clone(),
                    say!("`none` kan hier niet staan."; "`none` cannot stand here."),
                )
                .help(say!("Vraag met `is_set(veld)` of iets is ingevuld.";
                           "Ask with `is_set(field)` whether something is filled in.")),
            ),
        }
    }

    fn name(&mut self, name: &str, range: &Range<usize>, hint: Option<&Type>) -> Option<Typed> {
        if name == "today" {
            return self.today(range);
        }
        let mut readable: Vec<Typed> = Vec::new();
        for (up, fields) in self.items.iter().rev().enumerate() {
            readable.extend(fields.get(name).map(|ty| (Node::Item(up, name.into()), ty.clone())));
        }
        readable.extend(self.names.get(name).map(|ty| (Node::Field(name.into()), ty.clone())));
        if readable.len() > 1 {
            return self.report(
                Problem::new(
                    AMBIGUOUS,
                    range.clone(),
                    say!("`{name}` is een veld van de lijst en ook een veld daarbuiten.";
                         "`{name}` is a field of the list and also a field outside it."),
                )
                .help(say!("Geef een van de twee een andere naam."; "Rename one of the two.")),
            );
        }
        let is_option = matches!(hint, Some(Type::Choice(options)) if options.iter().any(|o| *o == *name));
        match (readable.pop(), hint) {
            (Some(_), _) if is_option => self.report(
                Problem::new(
                    AMBIGUOUS,
                    range.clone(),
                    say!("`{name}` is een veld en ook een optie van de keuze.";
                         "`{name}` is a field and also an option of the choice."),
                )
                .help(say!("Bedoelt u de optie? Zet er aanhalingstekens om: \"{name}\". Geef anders het veld een andere naam.";
                           "Do you mean the option? Put quotes around it: \"{name}\". Otherwise rename the field."))
                .replace(format!("\"{name}\"")),
            ),
            (Some(found), _) => Some(found),
            (None, Some(choice)) if is_option => Some((Node::Value(Value::text(name)), choice.clone())),
            (None, hint) => {
                let problem = self.unknown(name, range, hint);
                self.report(problem)
            }
        }
    }

    fn today(&mut self, range: &Range<usize>) -> Option<Typed> {
        if self.names.today {
            return Some((Node::Today, Type::Date));
        }
        self.report(
            Problem::new(
                TODAY,
                range.clone(),
                say!("`today` mag hier niet: de uitkomst verandert dan zonder gebeurtenis.";
                     "`today` is not allowed here: the answer would change without an event."),
            )
            .help(say!("Gebruik een termijn (`deadlines`) die op die dag afgaat.";
                       "Use a deadline that fires on that day.")),
        )
    }

    /// The problem of a word that is no field and no option.
    fn unknown(&self, name: &str, range: &Range<usize>, hint: Option<&Type>) -> Problem {
        let none: &[Id] = &[];
        let options = if let Some(Type::Choice(options)) = hint { options } else { none };
        let fields = || {
            let items = self.items.iter().flat_map(BTreeMap::keys);
            items.chain(self.names.fields.keys()).map(|id| &**id).chain(self.names.today.then_some("today"))
        };
        let near = nearest(name, options.iter().map(|option| &**option).chain(fields()));
        let for_field = near.is_some_and(|near| fields().any(|field| field == near));
        let problem = if options.is_empty() || for_field || name.contains('.') {
            let message =
                say!("Er is hier geen veld of param `{name}`."; "There is no field or param `{name}` here.");
            Problem::new(NAME, range.clone(), message)
        } else {
            let message = say!("`{name}` is geen optie van deze keuze en geen veld.";
                               "`{name}` is no option of this choice and no field.");
            Problem::new(OPTION, range.clone(), message)
        };
        let literal = match name.to_lowercase().as_str() {
            "true" | "ja" | "waar" => Some("true"),
            "false" | "nee" | "onwaar" => Some("false"),
            "none" | "null" | "nil" => Some("none"),
            _ => None,
        };
        if let Some(near) = literal.or(near) {
            return problem.did_you_mean(near);
        }
        if let Some(signature) = function::find(name) {
            let usage = signature.usage;
            return problem.help(say!("Bedoelt u de functie? Schrijf `{usage}`."; "Do you mean the function? Write `{usage}`."));
        }
        let inside = listed(
            fields().filter(|field| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))),
        );
        if !inside.is_empty() {
            return problem.help(say!("Kies een veld: {inside}."; "Choose a field: {inside}."));
        }
        match hint {
            Some(Type::Choice(options)) => {
                let known = listed(options.iter().map(|option| &**option));
                problem.help(say!("Kies uit: {known}."; "Choose from: {known}."))
            }
            Some(Type::Text) => problem
                .help(say!("Is het een tekst? Zet er aanhalingstekens om: \"{name}\".";
                           "Is it a text? Put quotes around it: \"{name}\".")),
            _ => problem,
        }
    }

    /// Parts that must have one type between them.
    pub(super) fn same(&mut self, trees: &[&Tree], hint: Option<&Type>) -> Option<(Vec<Node>, Type)> {
        let guess = hint.cloned().or_else(|| self.guess_of(trees));
        let found: Vec<_> = trees.iter().map(|tree| self.expr(tree, guess.as_ref())).collect();
        let mut typed: Vec<Typed> = Vec::new();
        let mut shared: Option<Type> = None;
        for (tree, found) in trees.iter().zip(found) {
            let (node, ty) = found?;
            typed.push((node, ty.clone()));
            let Some(before) = shared else {
                shared = Some(ty);
                continue;
            };
            shared = common(&before, &ty);
            if shared.is_none() {
                let text = self.text(tree);
                let Text { nl: before_nl, en: before_en } = spoken(&before);
                let Text { nl: ty_nl, en: ty_en } = spoken(&ty);
                return self.report(Problem::new(
                    MISMATCH,
                    tree.range.clone(),
                    say!("De waarden passen niet bij elkaar: eerst {before_nl}, en `{text}` is {ty_nl}.";
                         "The values do not go together: first {before_en}, and `{text}` is {ty_en}."),
                ));
            }
        }
        let shared = shared?;
        let nodes = typed.into_iter().map(|(node, ty)| match (ty, &shared) {
            (Type::Integer, Type::Decimal) => Node::Decimal(Box::new(node)),
            _ => node,
        });
        Some((nodes.collect(), shared))
    }

    /// The type that parts probably have: a choice, set or amount if one of them is, so that the
    /// others may be options of it or numbers in euros.
    pub(super) fn guess_of(&self, trees: &[&Tree]) -> Option<Type> {
        let mut first = None;
        for guess in trees.iter().filter_map(|tree| self.guess(tree)) {
            if matches!(guess, Type::Choice(_) | Type::Set(_) | Type::Money) {
                return Some(guess);
            }
            first.get_or_insert(guess);
        }
        first
    }

    /// The type that a part probably has, without judging it. Looks at each part once.
    pub(super) fn guess(&self, tree: &Tree) -> Option<Type> {
        match &tree.kind {
            Kind::None | Kind::Row(_) => None,
            Kind::Integer(_) => Some(Type::Integer),
            Kind::Decimal(_) => Some(Type::Decimal),
            Kind::Negative(one) => self.guess(one),
            Kind::Arithmetic(sum, sides) => {
                let (a, b) = (self.guess(&sides[0])?, self.guess(&sides[1])?);
                let literal = |tree: &Tree| matches!(tree.kind, Kind::Integer(_) | Kind::Decimal(_));
                match sum_type(*sum, &a, &b) {
                    // `bedrag + 5`: the five is an amount too.
                    None if a == Type::Money && literal(&sides[1]) => Some(a),
                    None if b == Type::Money && literal(&sides[0]) => Some(b),
                    found => found,
                }
            }
            Kind::Text(_) | Kind::Join(_) => Some(Type::Text),
            Kind::Name(name) if name == "today" => Some(Type::Date),
            Kind::Name(name) => {
                let item = self.items.iter().rev().find_map(|fields| fields.get(name.as_str()));
                item.or_else(|| self.names.get(name)).cloned()
            }
            Kind::If { then, other, .. } => self.guess_of(&[then, other]),
            Kind::Call { name, arguments, .. } => match function::find(name)?.function {
                Function::FirstSet | Function::Min | Function::Max => {
                    self.guess_of(&arguments.iter().collect::<Vec<_>>())
                }
                Function::Round if arguments.len() > 1 => Some(Type::Decimal),
                Function::Money => Some(Type::Money),
                Function::DateMinus | Function::DatePlus => Some(Type::Date),
                Function::Age | Function::Round | Function::Count | Function::DaysBetween => {
                    Some(Type::Integer)
                }
                Function::All | Function::Any | Function::Covers | Function::InState | Function::IsSet => {
                    Some(Type::Boolean)
                }
            },
            _ => Some(Type::Boolean),
        }
    }
}
