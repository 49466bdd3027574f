//! What the parser says when the text is no expression.

use std::ops::Range;

use super::lexer::Token;
use super::parser::Parser;
use super::problem::{Problem, SYNTAX};
use super::syntax::Tree;
use crate::say;
use crate::text::Text;

impl Parser<'_> {
    pub(super) fn missing_operand(&self, found: &Token, range: Range<usize>) -> Problem {
        if *found == Token::End {
            return Problem::new(
                SYNTAX,
                range,
                say!("De expressie houdt te vroeg op."; "The expression ends too early."),
            );
        }
        let text = &self.source[range.clone()];
        Problem::new(
            SYNTAX,
            range.clone(),
            say!("Voor `{text}` ontbreekt iets: een veld, een getal of een tekst.";
                 "Something is missing before `{text}`: a field, a number or a text."),
        )
    }

    /// Something stands behind a complete expression.
    pub(super) fn surplus(&self, root: &Tree) -> Problem {
        let before = &self.source[root.range.clone()];
        let before = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        self.surplus_at(say!("Tussen `{before}` en wat volgt ontbreekt een teken, zoals `and` of `==`.";
                             "Something is missing between `{before}` and what follows, such as `and` or `==`."))
    }

    /// A problem at the next token, with advice for words of other languages.
    pub(super) fn surplus_at(&self, message: Text) -> Problem {
        let problem = Problem::new(SYNTAX, self.range(), message);
        let word = match self.peek() {
            Token::Sign(")" | "]") => {
                return problem.help(say!("Er is een haakje te veel, of er ontbreekt er een aan het begin.";
                                         "There is a bracket too many, or one is missing at the start."));
            }
            Token::Name(word) => word,
            _ => return problem,
        };
        let right = match word.to_lowercase().as_str() {
            "and" | "en" => "and",
            "or" | "of" => "or",
            "not" | "niet" => "not",
            "if" | "als" => "if",
            "else" | "anders" => "else",
            "in" => "in",
            "is" => {
                return problem
                    .help(say!("Schrijf `==`, of `is_set(veld)`."; "Write `==`, or `is_set(field)`."));
            }
            _ => return problem,
        };
        problem.help(say!("Schrijf `{right}`."; "Write `{right}`.")).replace(right)
    }
}
