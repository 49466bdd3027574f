//! The types of operators.

use super::check::{Checker, Typed};
use super::expr::Node;
use super::kind::{comparable, is_day, ordered, printable, spoken};
use super::problem::{MISMATCH, Problem};
use super::syntax::{Kind, Order, Tree};
use crate::say;
use crate::text::Text;
use crate::value::Type;

impl Checker<'_> {
    /// A part that must be true or false.
    pub(super) fn condition(&mut self, tree: &Tree) -> Option<Node> {
        let (node, ty) = self.expr(tree, None)?;
        if ty == Type::Boolean {
            return Some(node);
        }
        let problem = self.misplaced(tree, &ty, &Type::Boolean);
        self.report(problem)
    }

    pub(super) fn conditions(&mut self, trees: &[Tree]) -> Option<Vec<Node>> {
        // All of them first, so that each has its say.
        let found: Vec<_> = trees.iter().map(|tree| self.condition(tree)).collect();
        found.into_iter().collect()
    }

    /// A part of type `found` at a place that needs `want`.
    pub(super) fn misplaced(&self, tree: &Tree, found: &Type, want: &Type) -> Problem {
        let text = self.text(tree);
        let Text { nl: is_nl, en: is_en } = spoken(found);
        let Text { nl: needs_nl, en: needs_en } = spoken(want);
        let problem = Problem::new(
            MISMATCH,
            tree.range.clone(),
            say!("Hier hoort {needs_nl}, maar `{text}` is {is_nl}.";
                 "This place needs {needs_en}, but `{text}` is {is_en}."),
        );
        match (want, found) {
            (Type::Boolean, Type::List(_)) => problem.help(say!("Schrijf bijvoorbeeld `count({text}) > 0`.";
                                                                "Write `count({text}) > 0`, for example.")),
            (Type::Boolean, Type::Integer | Type::Choice(_) | Type::Text) => problem
                .help(say!("Vergelijk met een waarde, of schrijf `is_set({text})`.";
                                  "Compare with a value, or write `is_set({text})`.")),
            (Type::Boolean, _) => {
                problem.help(say!("Bedoelt u `is_set({text})`?"; "Did you mean `is_set({text})`?"))
            }
            (Type::Integer | Type::Decimal | Type::Money, Type::Text) => without_quotes(problem, tree),
            (Type::Integer, Type::Decimal) => {
                problem.help(say!("Rond af: `round({text})`."; "Round it: `round({text})`."))
            }
            (Type::Money, Type::Integer | Type::Decimal) => problem.help(
                say!("Maak er een bedrag van: `money({text})`."; "Make it an amount: `money({text})`."),
            ),
            (Type::Text, Type::Integer) if matches!(tree.kind, Kind::Integer(_)) => problem
                .help(say!("Zet er aanhalingstekens om: \"{text}\"."; "Put quotes around it: \"{text}\"."))
                .replace(format!("\"{text}\"")),
            (Type::Text, _) if printable(found) => problem
                .help(say!("Maak er een tekst van: `\"\" ~ {text}`.";
                                                                     "Make it a text: `\"\" ~ {text}`.")),
            _ => problem,
        }
    }

    pub(super) fn join(&mut self, trees: &[Tree]) -> Option<Typed> {
        let mut nodes = Vec::new();
        for tree in trees {
            let Some((node, ty)) = self.expr(tree, None) else { continue };
            if printable(&ty) {
                nodes.push(node);
                continue;
            }
            let text = self.text(tree);
            let Text { nl: is_nl, en: is_en } = spoken(&ty);
            let problem = Problem::new(
                MISMATCH,
                tree.range.clone(),
                say!("`~` kan {is_nl} niet als tekst schrijven: `{text}`.";
                     "`~` cannot write {is_en} as text: `{text}`."),
            );
            let problem = match ty {
                Type::Boolean => problem.help(say!("Schrijf `(\"ja\" if {text} else \"nee\")`.";
                                                   "Write `(\"yes\" if {text} else \"no\")`.")),
                _ => problem,
            };
            self.problems.push(problem);
        }
        (nodes.len() == trees.len()).then_some((Node::Join(nodes), Type::Text))
    }

    /// The two sides of a comparison, each with the other as its hint.
    fn sides(&mut self, whole: &Tree, sides: &[Tree; 2], negated: bool) -> Option<[Typed; 2]> {
        let [a, b] = sides;
        for (none, other) in [(b, a), (a, b)] {
            if none.kind != Kind::None {
                continue;
            }
            let other = self.source.get(other.range.clone()).unwrap_or_default();
            let with = if negated { format!("is_set({other})") } else { format!("not is_set({other})") };
            let problem = Problem::new(
                MISMATCH,
                whole.range.clone(),
                say!("Met `none` vergelijken kan niet."; "Comparing with `none` is not possible."),
            );
            let problem = problem.help(say!("Schrijf `{with}`."; "Write `{with}`."));
            return match whole.kind {
                Kind::Equal { .. } => self.report(problem.replace(with)),
                _ => self.report(problem),
            };
        }
        let (hint_a, hint_b) = (self.guess(b), self.guess(a));
        let (a, b) = (self.expr(a, hint_a.as_ref()), self.expr(b, hint_b.as_ref()));
        Some([a?, b?])
    }

    pub(super) fn equal(&mut self, tree: &Tree, sides: &[Tree; 2], negated: bool) -> Option<Typed> {
        let [(a, type_a), (b, type_b)] = self.sides(tree, sides, negated)?;
        let sign = if negated { "!=" } else { "==" };
        if !comparable(&type_a, &type_b) {
            let problem = self.incomparable(tree, sign, [&sides[0], &sides[1]], [&type_a, &type_b]);
            return self.report(problem);
        }
        let equal = Node::Equal(Box::new(a), Box::new(b));
        Some((if negated { Node::Not(Box::new(equal)) } else { equal }, Type::Boolean))
    }

    pub(super) fn order(&mut self, tree: &Tree, order: Order, sides: &[Tree; 2]) -> Option<Typed> {
        let [(a, type_a), (b, type_b)] = self.sides(tree, sides, false)?;
        if ordered(&type_a, &type_b) {
            return Some((Node::Order(order, Box::new(a), Box::new(b)), Type::Boolean));
        }
        let sign = order.sign();
        if !comparable(&type_a, &type_b) {
            let problem = self.incomparable(tree, sign, [&sides[0], &sides[1]], [&type_a, &type_b]);
            return self.report(problem);
        }
        let Text { nl: is_nl, en: is_en } = spoken(&type_a);
        self.report(
            Problem::new(
                MISMATCH,
                tree.range.clone(),
                say!("`{sign}` werkt op getallen en datums, niet op {is_nl}.";
                     "`{sign}` works on numbers and dates, not on {is_en}."),
            )
            .help(say!("Schrijf `==`, `!=` of `in [a, b]`."; "Write `==`, `!=` or `in [a, b]`.")),
        )
    }

    fn incomparable(&self, whole: &Tree, sign: &str, trees: [&Tree; 2], types: [&Type; 2]) -> Problem {
        let [a, b] = trees.map(|tree| self.text(tree));
        let [Text { nl: is_a_nl, en: is_a_en }, Text { nl: is_b_nl, en: is_b_en }] = types.map(spoken);
        let problem = Problem::new(
            MISMATCH,
            whole.range.clone(),
            say!("`{sign}` kan dit niet vergelijken: `{a}` is {is_a_nl} en `{b}` is {is_b_nl}.";
                 "`{sign}` cannot compare this: `{a}` is {is_a_en} and `{b}` is {is_b_en}."),
        );
        for (tree, other) in [(trees[0], types[1]), (trees[1], types[0])] {
            let Kind::Text(text) = &tree.kind else { continue };
            if *other == Type::Integer && text.parse::<i64>().is_ok() {
                return without_quotes(Problem { range: tree.range.clone(), ..problem }, tree);
            }
            if is_day(other) {
                return problem.help(say!("Zet de datum in een param of veld met `type: date`.";
                                         "Put the date in a param or field with `type: date`."));
            }
        }
        if types.iter().any(|ty| matches!(ty, Type::List(_))) {
            problem.help(say!("Gebruik `any(lijst, …)`, `all(lijst, …)` of `count(lijst)`.";
                              "Use `any(list, …)`, `all(list, …)` or `count(list)`."))
        } else if types.contains(&&Type::Duration) {
            problem.help(
                say!("Een duur hoort in een termijn (`deadlines`)."; "A duration belongs in a deadline."),
            )
        } else {
            problem
        }
    }

    pub(super) fn is_in(&mut self, item: &Tree, list: &[Tree], negated: bool) -> Option<Typed> {
        let sign = if negated { "not in" } else { "in" };
        let hint = self.guess_of(&list.iter().collect::<Vec<_>>());
        let found = self.expr(item, hint.as_ref());
        let hint = self.guess(item);
        let mut nodes = Vec::new();
        for tree in list {
            if tree.kind == Kind::None {
                self.none_in_row(tree);
                continue;
            }
            let Some((node, ty)) = self.expr(tree, hint.as_ref()) else { continue };
            match &found {
                Some((_, item_type)) if !comparable(item_type, &ty) => {
                    let problem = self.incomparable(tree, sign, [item, tree], [item_type, &ty]);
                    self.problems.push(problem);
                }
                _ => nodes.push(node),
            }
        }
        nodes.insert(0, found?.0);
        let row = Node::In(nodes);
        Some((if negated { Node::Not(Box::new(row)) } else { row }, Type::Boolean))
    }

    fn none_in_row(&mut self, tree: &Tree) {
        let message = say!("Met `none` vergelijken kan niet."; "Comparing with `none` is not possible.");
        let help = say!("Schrijf `… or not is_set(veld)`."; "Write `… or not is_set(field)`.");
        self.problems.push(Problem::new(MISMATCH, tree.range.clone(), message).help(help));
    }
}

/// With the advice to write a quoted number as a number.
pub(super) fn without_quotes(problem: Problem, tree: &Tree) -> Problem {
    match &tree.kind {
        Kind::Text(text) if crate::number::decimal(text).is_ok() => problem
            .help(say!("Schrijf `{text}` zonder aanhalingstekens."; "Write `{text}` without quotes."))
            .replace(text.clone()),
        _ => problem,
    }
}
