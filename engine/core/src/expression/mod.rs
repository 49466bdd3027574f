//! The small typed language of guards, derived fields and computed values.
//!
//! The syntax is a subset of minijinja's, so that a designer learns one notation for guards and for
//! letters. The types are our own: minijinja compares a number with a text without a word. The way
//! through: [`parse`] makes a [`Syntax`], [`Syntax::check`] resolves its names and types against
//! [`Names`] and makes an [`Expr`], [`Expr::eval`] reads an [`Environment`].

// A problem is the exception, and is made once for a text that a person must mend.
#![allow(clippy::result_large_err)]

mod advice;
mod amounts;
mod arguments;
mod certain;
mod check;
mod eval;
mod expr;
mod facts;
mod function;
mod interval;
mod kind;
mod lexer;
mod names;
mod number;
mod operators;
mod parser;
mod perhaps;
mod printed;
mod problem;
mod syntax;
#[cfg(test)]
mod tests;

pub use certain::{Judged, Knowledge, Risk, certainly_set};
pub use eval::{Environment, Failure};
pub use expr::Expr;
pub use facts::{Facts, Range};
pub use function::{Signature, functions, names_of_functions};
pub use interval::{bound, natural_range, within};
pub use kind::{fits, spoken};
pub use names::Names;
pub use parser::{BYTES_MAX, NESTING_MAX, parse};
pub use perhaps::{Answers, Guess, Perhaps};
pub use problem::Problem;
pub use syntax::Syntax;
