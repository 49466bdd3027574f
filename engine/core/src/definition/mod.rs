//! A process as its designer wrote it, with the place of every word.

pub mod action;
pub mod calendar;
pub mod children;
pub mod decide;
pub mod event;
pub mod field;
mod items;
pub mod letter;
pub mod library;
pub mod node;
pub mod overlay;
pub mod process;
pub mod profile;
pub mod reader;
pub mod record;
pub mod schema;
pub mod state;
pub mod table;
pub mod target;
pub mod task;
pub mod trigger;
