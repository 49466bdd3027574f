//! What each command does. One file a group.

mod audit;
mod case;
mod check;
mod clock;
pub(crate) mod deadline;
pub(crate) mod definition;
mod deliver;
pub(crate) mod explain;
mod init;
mod letter;
pub(crate) mod paper;
mod person;
mod plan;
mod publish;
pub(crate) mod report;
mod simulate;
mod store;
mod subject;
mod task;
pub(crate) mod test;
mod today;

#[cfg(test)]
pub(crate) use case::show;
pub(crate) use init::write_workspace;

use crate::args::{Base, Command};
use crate::output::Stop;
use crate::session::Session;

/// Does what was asked.
///
/// # Errors
/// Why it was not done.
pub(crate) fn run(command: Command, session: &mut Session) -> Result<(), Stop> {
    match command {
        Command::Today => today::run(session),
        Command::Case { command } => case::run(command, session),
        Command::Task { command } => task::run(command, session),
        Command::Letter { command } => letter::run(command, session),
        Command::Person { command } => person::run(command, session),
        Command::Undo { event, dry_run } => case::undo(&event, dry_run, session),
        Command::Deadline { formula, rule } => deadline::run(&formula, rule.as_deref(), session),
        Command::Subject { command } => subject::run(command, session),
        Command::Check { paths, format, prove } => check::run(&paths, format, prove, session),
        Command::Test { paths } => test::run(&paths, session),
        Command::Explain { code } => explain::run(code.as_deref(), session),
        Command::Report { command } => report::run(&command, session),
        Command::View { process, output } => paper::view(&process, output.as_deref(), session),
        Command::Docs { out } => paper::docs(&out, session),
        Command::Simulate(args) => simulate::run(&args, session),
        Command::Plan { out } => plan::run(out.as_deref(), session),
        Command::Publish { file, note } => publish::run(file.as_deref(), note.as_deref(), session),
        Command::Publications => plan::publications(session),
        Command::Tick => clock::tick(session),
        Command::Run => clock::run(session),
        Command::Init { dir, extends, region } => {
            init::run(dir.as_deref(), extends.as_deref().zip(region.as_deref()), session)
        }
        Command::Show { definition, origin } => definition::show(&definition, origin, session),
        Command::Params { definition } => definition::params(definition.as_deref(), session),
        Command::Set { param, value, reason, process } => {
            definition::set(&param, &value, &reason, process.as_deref(), session)
        }
        Command::Diff(args) => definition::diff(&args, session),
        Command::Base { command: Base::Update(args) } => definition::update(&args, session),
        Command::Demo(args) => crate::demo::run(&args, session),
        Command::Backup { file } => store::backup(&file, session),
        Command::Restore { file, check } => store::restore(&file, check, session),
        Command::Audit { command } => audit::run(command, session),
        Command::Doctor => audit::doctor(session),
    }
}
