//! What can be typed. Only the shape: the words of the help stand in [`crate::language`], in two
//! languages.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use nazorg_core::definition::profile::Profile;

/// A whole command line.
#[derive(Debug, Parser)]
#[command(name = "nazorg", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, subcommand_required = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Options that go with every command.
#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    #[arg(short = 'C', long = "dir", global = true, default_value = ".")]
    pub(crate) directory: PathBuf,
    #[arg(long = "as", global = true)]
    pub(crate) user: Option<String>,
    #[arg(long, global = true)]
    pub(crate) lang: Option<Lang>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true, default_value = "auto")]
    pub(crate) color: Color,
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    help: Option<bool>,
}

/// A language of the output.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Lang {
    Nl,
    En,
}

/// Whether to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// What a definition is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HeldTo {
    Strict,
    Statechart,
}

impl From<HeldTo> for Profile {
    fn from(held: HeldTo) -> Self {
        match held {
            HeldTo::Strict => Self::Strict,
            HeldTo::Statechart => Self::Statechart,
        }
    }
}

/// The shape of what `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Github,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Today,
    #[command(subcommand_required = true)]
    Case {
        #[command(subcommand)]
        command: Case,
    },
    #[command(subcommand_required = true)]
    Task {
        #[command(subcommand)]
        command: Task,
    },
    #[command(subcommand_required = true)]
    Letter {
        #[command(subcommand)]
        command: Letter,
    },
    #[command(subcommand_required = true)]
    Person {
        #[command(subcommand)]
        command: Person,
    },
    Undo {
        event: String,
        #[arg(long)]
        dry_run: bool,
    },
    Deadline {
        #[arg(required = true)]
        formula: Vec<String>,
        #[arg(long)]
        rule: Option<String>,
    },
    #[command(subcommand_required = true)]
    Subject {
        #[command(subcommand)]
        command: Subject,
    },
    Check {
        paths: Vec<PathBuf>,
        #[arg(long)]
        format: Option<Format>,
        #[arg(long)]
        prove: bool,
    },
    Test {
        paths: Vec<PathBuf>,
    },
    Explain {
        code: Option<String>,
    },
    #[command(subcommand_required = true)]
    Report {
        #[command(subcommand)]
        command: Report,
    },
    View {
        process: String,
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    Docs {
        #[arg(long)]
        out: PathBuf,
    },
    Simulate(Simulate),
    Plan {
        #[arg(long)]
        out: Option<PathBuf>,
    },
    Publish {
        file: Option<PathBuf>,
        #[arg(long, alias = "reason")]
        note: Option<String>,
    },
    Publications,
    Tick,
    Run,
    Init {
        dir: Option<PathBuf>,
        #[arg(long, requires = "region")]
        extends: Option<String>,
        #[arg(long, requires = "extends")]
        region: Option<String>,
    },
    Show {
        definition: String,
        #[arg(long)]
        origin: bool,
    },
    Params {
        definition: Option<String>,
    },
    Set {
        param: String,
        value: String,
        #[arg(long)]
        reason: String,
        #[arg(long)]
        process: Option<String>,
    },
    Diff(Diff),
    #[command(subcommand_required = true)]
    Base {
        #[command(subcommand)]
        command: Base,
    },
    Demo(Demo),
    Backup {
        file: PathBuf,
    },
    Restore {
        file: PathBuf,
        #[arg(long)]
        check: bool,
    },
    #[command(subcommand_required = true)]
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    Doctor,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    Verify {
        #[arg(long)]
        head: Option<String>,
        #[arg(long)]
        kept: Option<PathBuf>,
    },
    Head {
        #[arg(long)]
        keep: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Base {
    Update(BaseUpdate),
}

/// Two definitions that are compared.
#[derive(Debug, ClapArgs)]
pub(crate) struct Diff {
    pub(crate) old: String,
    #[arg(conflicts_with_all = ["from", "to"])]
    pub(crate) new: Option<String>,
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) from: Option<i64>,
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) to: Option<i64>,
    #[arg(long)]
    pub(crate) html: Option<PathBuf>,
}

/// A base that is taken over.
#[derive(Debug, ClapArgs)]
pub(crate) struct BaseUpdate {
    #[arg(num_args = 0..=2)]
    pub(crate) what: Vec<String>,
    #[arg(long, conflicts_with = "shipped")]
    pub(crate) from: Option<PathBuf>,
    #[arg(long)]
    pub(crate) shipped: bool,
    #[arg(long)]
    pub(crate) keep: Vec<String>,
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    Start {
        process: String,
        person: String,
        #[command(flatten)]
        entry: Entry,
    },
    List {
        #[arg(long)]
        all: bool,
        #[arg(long)]
        process: Option<String>,
        #[arg(long)]
        person: Option<String>,
    },
    Show {
        case: String,
    },
    Options {
        case: String,
    },
    Do {
        case: String,
        event: String,
        #[command(flatten)]
        entry: Entry,
        #[arg(long)]
        dry_run: bool,
    },
    Correct {
        event: String,
        #[command(flatten)]
        entry: Entry,
        #[arg(long)]
        dry_run: bool,
    },
    Why {
        case: String,
        deadline: String,
    },
    History {
        case: String,
    },
    Migrate {
        cases: Vec<String>,
        #[arg(long, conflicts_with = "cases")]
        process: Option<String>,
        #[arg(long, requires = "process")]
        from: Option<i64>,
        #[arg(long, conflicts_with = "cases", conflicts_with = "process")]
        all: bool,
        #[arg(long)]
        mapping: Option<PathBuf>,
        #[arg(long)]
        reason: String,
        #[arg(long)]
        dry_run: bool,
    },
    HandOver {
        case: String,
        #[arg(long)]
        to: String,
        #[arg(long)]
        out: Option<PathBuf>,
        #[arg(long)]
        reason: String,
        #[arg(long)]
        dry_run: bool,
    },
    Receive {
        file: PathBuf,
        #[command(flatten)]
        entry: Entry,
        #[arg(long)]
        process: Option<String>,
        #[arg(long)]
        person: Option<String>,
        #[arg(long)]
        dry_run: bool,
    },
}

/// A process run from a list of events.
#[derive(Debug, ClapArgs)]
pub(crate) struct Simulate {
    pub(crate) process: String,
    #[arg(long)]
    pub(crate) events: PathBuf,
    #[arg(long, default_value = "strict")]
    pub(crate) profile: HeldTo,
    #[arg(long)]
    pub(crate) from: Option<String>,
}

/// What is recorded with an event.
#[derive(Debug, ClapArgs)]
pub(crate) struct Entry {
    pub(crate) fields: Vec<String>,
    #[arg(long)]
    pub(crate) form: Option<PathBuf>,
    #[arg(long)]
    pub(crate) on: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    List {
        #[arg(long)]
        all: bool,
    },
    Done {
        task: String,
        #[command(flatten)]
        entry: Entry,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Letter {
    List {
        #[arg(long)]
        all: bool,
    },
    Show {
        letter: String,
        #[arg(long)]
        html: bool,
    },
    Approve {
        letter: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Person {
    Add {
        #[arg(long)]
        form: Option<PathBuf>,
    },
    Import {
        file: PathBuf,
        #[arg(long)]
        skip_bad: bool,
    },
    Change {
        person: String,
        #[arg(long)]
        form: Option<PathBuf>,
    },
    List,
    Show {
        person: String,
    },
    Erase {
        person: String,
        #[arg(long)]
        reason: String,
        #[arg(long)]
        open_cases: bool,
    },
}

/// Whom or what a case can be about, beside people.
#[derive(Debug, Subcommand)]
pub(crate) enum Subject {
    Add { kind: String, name: String },
    List,
}

/// What everything together comes to.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    Counts,
}

/// A demonstration: the story, or the caseload of a region.
#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    pub(crate) dir: Option<PathBuf>,
    #[arg(long)]
    pub(crate) region: Option<Region>,
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=7), requires = "region")]
    pub(crate) years: u32,
    #[arg(long, default_value_t = 1, requires = "region")]
    pub(crate) seed: u64,
}

/// A region whose caseload can be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Region {
    Westland,
    Haarlem,
    HollandsMidden,
}
