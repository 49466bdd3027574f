//! From tokens to a tree: a Pratt parser with minijinja's precedence.

use std::ops::Range;

use super::lexer::{Spanned, Token, tokens};
use super::problem::{Problem, SYNTAX};
use super::syntax::{Kind, Order, Sum, Syntax, Tree};
use crate::say;
use crate::text::Text;

/// The longest expression, in bytes.
pub const BYTES_MAX: usize = 4096;
/// How deep brackets and operators may nest, in levels.
pub const NESTING_MAX: usize = 64;
/// How high the tree may become. Half of the nesting, because a stored expression costs two levels
/// of JSON for each of its own, and readers of JSON stop at 128.
const HEIGHT_MAX: usize = 32;

// How tight an operator binds, from loose to tight.
const LOOSEST: u8 = 0;
const IF: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const COMPARE: u8 = 5;
const SUM: u8 = 6;
const JOIN: u8 = 7;
const PRODUCT: u8 = 8;
const NEGATIVE: u8 = 9;

/// Reads an expression.
///
/// # Errors
/// The first thing that makes the text no expression (`NZ0301`), also when it is too long
/// ([`BYTES_MAX`]) or nests too deep ([`NESTING_MAX`]).
pub fn parse(source: &str) -> Result<Syntax, Problem> {
    if source.len() > BYTES_MAX {
        let length = source.len();
        return Err(Problem::new(
            SYNTAX,
            0..length,
            say!("Deze expressie is te lang: {length} bytes. Het maximum is {BYTES_MAX}.";
                 "This expression is too long: {length} bytes. The maximum is {BYTES_MAX}."),
        )
        .help(split_up()));
    }
    let mut parser = Parser { source, tokens: tokens(source)?, at: 0, nesting: 0 };
    if *parser.peek() == Token::End {
        let message = say!("Hier staat geen expressie."; "There is no expression here.");
        return Err(Problem::new(SYNTAX, 0..source.len(), message));
    }
    let root = parser.expression(LOOSEST)?;
    if *parser.peek() != Token::End {
        return Err(parser.surplus(&root));
    }
    Ok(Syntax { source: source.to_owned(), root })
}

fn split_up() -> Text {
    say!("Maak er delen van, met afgeleide velden (`derive`)."; "Split it up with derived fields (`derive`).")
}

pub(super) struct Parser<'a> {
    pub(super) source: &'a str,
    tokens: Vec<Spanned>,
    at: usize,
    nesting: usize,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn range(&self) -> Range<usize> {
        let end = self.source.len();
        self.tokens.get(self.at).map_or(end..end, |(_, range)| range.clone())
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn skip(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.at += usize::from(found);
        found
    }

    fn close(&mut self, sign: &str, open: Range<usize>) -> Result<usize, Problem> {
        let end = self.range().end;
        if self.skip(sign) {
            return Ok(end);
        }
        let opened = &self.source[open.clone()];
        if *self.peek() == Token::End {
            return Err(Problem::new(
                SYNTAX,
                open,
                say!("Dit haakje gaat niet dicht: `{sign}` ontbreekt."; "`{opened}` is not closed: `{sign}` is missing."),
            ));
        }
        Err(self.surplus_at(say!("Hier hoort `{sign}`."; "`{sign}` belongs here.")))
    }

    /// Everything that binds tighter than `loosest`.
    fn expression(&mut self, loosest: u8) -> Result<Tree, Problem> {
        self.nesting += 1;
        if self.nesting > NESTING_MAX {
            return Err(too_deep(self.range()));
        }
        let mut left = self.operand(loosest)?;
        while let Some((sign, binds)) = self.operator(loosest) {
            left = self.apply(sign, binds, left)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn operand(&mut self, loosest: u8) -> Result<Tree, Problem> {
        let range = self.range();
        match self.next() {
            Token::Integer(number) => tree(Kind::Integer(number), range),
            Token::Decimal(number) => tree(Kind::Decimal(number), range),
            Token::Text(text) => tree(Kind::Text(text), range),
            Token::Name(name) => self.name(name, range),
            Token::Sign("true") => tree(Kind::Boolean(true), range),
            Token::Sign("false") => tree(Kind::Boolean(false), range),
            Token::Sign("none") => tree(Kind::None, range),
            Token::Sign("not") if loosest <= NOT => {
                let one = self.expression(NOT)?;
                let range = range.start..one.range.end;
                tree(Kind::Not(Box::new(one)), range)
            }
            Token::Sign("not") => Err(Problem::new(
                SYNTAX,
                range,
                say!("`not` kan niet direct achter dit teken staan."; "`not` cannot stand right behind this operator."),
            )
            .help(say!("Zet er haakjes om: `(not …)`."; "Put brackets around it: `(not …)`."))),
            Token::Sign("-") => {
                let one = self.expression(NEGATIVE)?;
                let range = range.start..one.range.end;
                tree(Kind::Negative(Box::new(one)), range)
            }
            Token::Sign("(") => {
                let mut inner = self.expression(LOOSEST)?;
                inner.range = range.start..self.close(")", range)?;
                Ok(inner)
            }
            Token::Sign("[") => {
                let (row, end) = self.row("]", range.clone())?;
                tree(Kind::Row(row), range.start..end)
            }
            other => Err(self.missing_operand(&other, range)),
        }
    }

    /// A name, or the call of a function with that name.
    fn name(&mut self, name: String, at: Range<usize>) -> Result<Tree, Problem> {
        let next = self.range();
        if self.skip("[") {
            return Err(Problem::new(
                SYNTAX,
                at.start..next.end,
                say!("Eén regel uit een lijst kiezen kan niet."; "One item cannot be picked from a list."),
            )
            .help(say!("Gebruik `any({name}, …)`, `all({name}, …)` of `count({name}, …)`.";
                       "Use `any({name}, …)`, `all({name}, …)` or `count({name}, …)`.")));
        }
        if !self.skip("(") {
            return tree(Kind::Name(name), at);
        }
        if let Some((value, method)) = name.rsplit_once('.') {
            return Err(Problem::new(
                SYNTAX,
                at,
                say!("`{value}` heeft geen opdracht `{method}`. Methodes bestaan hier niet.";
                     "`{value}` has no method `{method}`. There are no methods here."),
            )
            .help(say!("Gebruik een functie: `functie({value})`."; "Use a function: `function({value})`.")));
        }
        let (arguments, end) = self.row(")", next)?;
        let range = at.start..end;
        tree(Kind::Call { name, at, arguments }, range)
    }

    /// Expressions with commas between them, up to and including `close`; and where that ends.
    fn row(&mut self, close: &str, open: Range<usize>) -> Result<(Vec<Tree>, usize), Problem> {
        let mut row = Vec::new();
        loop {
            let end = self.range().end;
            if self.skip(close) {
                return Ok((row, end));
            }
            if *self.peek() == Token::End {
                return Ok((row, self.close(close, open)?));
            }
            row.push(self.expression(LOOSEST)?);
            if !self.skip(",") {
                let end = self.close(close, open)?;
                return Ok((row, end));
            }
        }
    }

    /// The operator that comes next, if it binds tighter than `loosest`.
    fn operator(&self, loosest: u8) -> Option<(&'static str, u8)> {
        let Token::Sign(sign) = *self.peek() else { return None };
        let binds = match sign {
            "if" => IF,
            "or" => OR,
            "and" => AND,
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" => COMPARE,
            "+" | "-" => SUM,
            "~" => JOIN,
            "*" | "/" | "//" | "%" => PRODUCT,
            _ => return None,
        };
        (binds > loosest).then_some((sign, binds))
    }

    /// `left` with the operator that comes next and its other operands.
    fn apply(&mut self, sign: &str, binds: u8, left: Tree) -> Result<Tree, Problem> {
        if binds == COMPARE {
            return self.comparison(sign, left);
        }
        if binds == IF {
            return self.choice(left);
        }
        self.at += 1;
        let right = self.expression(binds)?;
        let range = left.range.start..right.range.end;
        let kind = match sign {
            "or" => Kind::Or(match left.kind {
                Kind::Or(row) => with(row, right),
                _ => vec![left, right],
            }),
            "and" => Kind::And(match left.kind {
                Kind::And(row) => with(row, right),
                _ => vec![left, right],
            }),
            "~" => Kind::Join(match left.kind {
                Kind::Join(row) => with(row, right),
                _ => vec![left, right],
            }),
            "+" => Kind::Arithmetic(Sum::Add, Box::new([left, right])),
            "-" => Kind::Arithmetic(Sum::Subtract, Box::new([left, right])),
            "*" => Kind::Arithmetic(Sum::Multiply, Box::new([left, right])),
            "/" => Kind::Arithmetic(Sum::Quotient, Box::new([left, right])),
            "//" => Kind::Arithmetic(Sum::Divide, Box::new([left, right])),
            _ => Kind::Arithmetic(Sum::Remainder, Box::new([left, right])),
        };
        tree(kind, range)
    }

    fn choice(&mut self, then: Tree) -> Result<Tree, Problem> {
        let start = self.range().start;
        self.at += 1;
        let condition = self.expression(IF)?;
        if !self.skip("else") {
            return Err(Problem::new(
                SYNTAX,
                start..condition.range.end,
                say!("Bij `if` hoort een `else`."; "`if` needs an `else`."),
            )
            .help(say!("Schrijf `a if voorwaarde else b`."; "Write `a if condition else b`.")));
        }
        let other = self.expression(LOOSEST)?;
        let range = then.range.start..other.range.end;
        tree(Kind::If { condition: Box::new(condition), then: Box::new(then), other: Box::new(other) }, range)
    }

    fn comparison(&mut self, sign: &str, left: Tree) -> Result<Tree, Problem> {
        self.at += 1;
        let negated = sign == "not" || sign == "!=";
        if sign == "not" && !matches!(self.peek(), Token::Sign("in")) {
            return Err(
                self.surplus_at(say!("Achter `not` hoort hier `in`."; "`in` belongs after `not` here."))
            );
        }
        if sign == "not" {
            self.at += 1;
        }
        let start = left.range.start;
        let (kind, end) = if sign == "in" || sign == "not" {
            self.membership(left, negated)?
        } else {
            let right = self.expression(COMPARE)?;
            let end = right.range.end;
            let sides = Box::new([left, right]);
            let kind = match sign {
                "<" => Kind::Order(Order::Less, sides),
                "<=" => Kind::Order(Order::LessEqual, sides),
                ">" => Kind::Order(Order::Greater, sides),
                ">=" => Kind::Order(Order::GreaterEqual, sides),
                _ => Kind::Equal { sides, negated },
            };
            (kind, end)
        };
        if self.operator(NOT).is_some_and(|(_, binds)| binds == COMPARE) {
            return Err(Problem::new(
                SYNTAX,
                start..self.range().end,
                say!("Twee vergelijkingen achter elkaar kunnen niet."; "Two comparisons in a row are not possible."),
            )
            .help(say!("Schrijf ze apart: `1 < x and x < 3`."; "Write them apart: `1 < x and x < 3`.")));
        }
        tree(kind, start..end)
    }
}

impl Parser<'_> {
    /// What stands after `in`: a row between brackets, or a set; and where that ends.
    fn membership(&mut self, left: Tree, negated: bool) -> Result<(Kind, usize), Problem> {
        let open = self.range();
        let item = Box::new(left);
        if !self.skip("[") {
            let set = Box::new(self.expression(COMPARE)?);
            let end = set.range.end;
            return Ok((Kind::InSet { item, set, negated }, end));
        }
        let (list, end) = self.row("]", open.clone())?;
        if list.is_empty() {
            let message = say!("Deze rij is leeg."; "This row is empty.");
            return Err(Problem::new(SYNTAX, open.start..end, message));
        }
        Ok((Kind::In { item, list, negated }, end))
    }
}

fn with(mut row: Vec<Tree>, last: Tree) -> Vec<Tree> {
    row.push(last);
    row
}

/// A tree of this kind, unless it becomes too high.
fn tree(kind: Kind, range: Range<usize>) -> Result<Tree, Problem> {
    let height = 1 + kind.parts().iter().map(|part| part.height).max().unwrap_or(0);
    if height > HEIGHT_MAX { Err(too_deep(range)) } else { Ok(Tree { kind, range, height }) }
}

fn too_deep(range: Range<usize>) -> Problem {
    let message = say!("Deze expressie zit te diep in elkaar."; "This expression nests too deep.");
    Problem::new(SYNTAX, range, message).help(split_up())
}
