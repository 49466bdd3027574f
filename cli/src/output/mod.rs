//! What comes out: on the screen for people, or as JSON for programs.

pub(crate) mod count;
pub(crate) mod date;
pub(crate) mod file;
pub(crate) mod findings;
pub(crate) mod lines;
pub(crate) mod screen;
pub(crate) mod stop;
pub(crate) mod story;
pub(crate) mod table;

pub(crate) use screen::Screen;
pub(crate) use stop::Stop;
