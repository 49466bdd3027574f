//! The types of numbers, amounts and sets.

use rust_decimal::Decimal;

use super::check::{Checker, Typed};
use super::expr::Node;
use super::kind::{comparable, is_day, spoken};
use super::number::{is_amount, sum_type};
use super::operators::without_quotes;
use super::problem::{MISMATCH, Problem, SYNTAX};
use super::syntax::{Kind, Sum, Tree};
use crate::number::Money;
use crate::say;
use crate::text::Text;
use crate::value::{Type, Value};

impl Checker<'_> {
    /// A whole number as written; among amounts and decimals it is one of them.
    pub(super) fn whole(&mut self, number: i64, tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        match hint {
            Some(Type::Money | Type::Decimal) => self.decimal(Decimal::from(number), tree, hint),
            _ => Some((Node::Value(Value::Integer(number)), Type::Integer)),
        }
    }

    /// A number with a point as written; among amounts it is one.
    pub(super) fn decimal(&mut self, number: Decimal, tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        if hint != Some(&Type::Money) {
            return Some((Node::Value(Value::Decimal(number)), Type::Decimal));
        }
        if let Some(amount) = Money::exact(number) {
            return Some((Node::Value(Value::Money(amount)), Type::Money));
        }
        self.report(Problem::new(
            MISMATCH,
            tree.range.clone(),
            say!("Een bedrag heeft hoogstens twee cijfers achter de punt."; "An amount has at most two digits behind the point."),
        ))
    }

    /// An operand of a sum.
    pub(super) fn amount(&mut self, tree: &Tree, sign: &str, hint: Option<&Type>) -> Option<Typed> {
        let (node, ty) = self.expr(tree, hint.filter(|hint| is_amount(hint)))?;
        if is_amount(&ty) {
            return Some((node, ty));
        }
        let text = self.text(tree);
        let Text { nl: is_nl, en: is_en } = spoken(&ty);
        let problem = Problem::new(
            MISMATCH,
            tree.range.clone(),
            say!("`{sign}` rekent met getallen, maar `{text}` is {is_nl}.";
                 "`{sign}` works on numbers, but `{text}` is {is_en}."),
        );
        let is_number = matches!(&tree.kind, Kind::Text(digits) if crate::number::decimal(digits).is_ok());
        let problem = match &ty {
            Type::Text if is_number => without_quotes(problem, tree),
            Type::Text | Type::Choice(_) if sign == "+" => {
                problem.help(say!("Teksten voegt u samen met `~`."; "Texts are joined with `~`."))
            }
            ty if is_day(ty) => problem.help(
                say!("Dagen tellen: `days_between(a, b)`. Een datum erbij of eraf: `date_plus(a, \"5 workdays\")`.";
                     "Count days with `days_between(a, b)`. A date before or after another: `date_plus(a, \"5 workdays\")`."),
            ),
            _ => problem,
        };
        self.report(problem)
    }

    /// A sum of two operands.
    pub(super) fn sum(
        &mut self,
        whole: &Tree,
        sum: Sum,
        sides: &[Tree; 2],
        hint: Option<&Type>,
    ) -> Option<Typed> {
        let [a, b] = sides;
        // Only what is added to an amount is one itself: in `bedrag * 2` the two stays a number.
        let money = matches!(sum, Sum::Add | Sum::Subtract)
            && (hint == Some(&Type::Money)
                || [a, b].into_iter().any(|side| self.guess(side) == Some(Type::Money)));
        let hint = money.then_some(&Type::Money);
        let (left, right) = (self.amount(a, sum.sign(), hint), self.amount(b, sum.sign(), hint));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        if let Some(ty) = sum_type(sum, &left_type, &right_type) {
            return Some((Node::Sum(sum, Box::new(left), Box::new(right)), ty));
        }
        let sign = sum.sign();
        let [Text { nl: a_nl, en: a_en }, Text { nl: b_nl, en: b_en }] =
            [&left_type, &right_type].map(spoken);
        let problem = Problem::new(
            MISMATCH,
            whole.range.clone(),
            say!("`{sign}` kan {a_nl} en {b_nl} niet samen uitrekenen."; "`{sign}` cannot work on {a_en} and {b_en} together."),
        );
        self.report(match sum {
            Sum::Divide | Sum::Remainder => problem
                .help(say!("Dit kan alleen met hele getallen. Delen: `/`. Afronden: `round(…)`.";
                           "This is for whole numbers only. Divide with `/`, round with `round(…)`.")),
            Sum::Add | Sum::Subtract => problem.help(
                say!("Maak van het getal een bedrag: `money(…)`."; "Make the number an amount: `money(…)`."),
            ),
            _ => problem,
        })
    }

    /// `x in veld`: whether an option is chosen in a set.
    pub(super) fn is_in_set(&mut self, item: &Tree, set: &Tree, negated: bool) -> Option<Typed> {
        let found = self.expr(set, None)?;
        let (set_node, Type::Set(options)) = found else {
            let text = self.text(item);
            let problem = Problem::new(
                SYNTAX,
                set.range.clone(),
                say!("Achter `in` hoort een rij, zoals `in [a, b]`, of een veld van het type set.";
                     "A row such as `in [a, b]` or a field of type set belongs after `in`."),
            );
            return self.report(match (&set.kind, found.1) {
                (Kind::Name(list), Type::List(_)) => problem.help(
                    say!("Schrijf `any({list}, veld == {text})`."; "Write `any({list}, field == {text})`."),
                ),
                _ => problem,
            });
        };
        let choice = Type::Choice(options);
        let (node, ty) = self.expr(item, Some(&choice))?;
        if !comparable(&ty, &choice) {
            let problem = self.misplaced(item, &ty, &choice);
            return self.report(problem);
        }
        let within = Node::InSet(Box::new(node), Box::new(set_node));
        Some((if negated { Node::Not(Box::new(within)) } else { within }, Type::Boolean))
    }

    /// `[a, b]` where a set is needed.
    pub(super) fn row(&mut self, row: &[Tree], tree: &Tree, hint: Option<&Type>) -> Option<Typed> {
        let Some(Type::Set(options)) = hint else {
            return self.report(Problem::new(
                SYNTAX,
                tree.range.start..tree.range.start + 1,
                say!("Een rij tussen `[` en `]` kan alleen achter `in` staan, of bij een veld van het type set.";
                     "A row between `[` and `]` can only stand after `in`, or with a field of type set."),
            ));
        };
        let choice = Type::Choice(options.clone());
        let found: Vec<_> = row.iter().map(|tree| self.placed(tree, Some(&choice))).collect();
        let nodes: Option<Vec<Node>> = found.into_iter().map(|typed| Some(typed?.0)).collect();
        Some((Node::Row(nodes?), Type::Set(options.clone())))
    }
}
