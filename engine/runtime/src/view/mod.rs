//! What is shown: the shapes of the `--json` output. Their keys are stable; new ones may be added.

mod case;
mod counts;
mod deadline;
mod history;
mod letter;
mod migration;
mod person;
mod plan;
mod process;
mod report;
mod today;

pub use case::{
    CaseFilter, CaseRow, CaseView, ChildView, ChoiceView, DeadlineView, FieldValue, FieldView, Happened,
    LinkView, OptionView, RecordView, StandingView, StateView, TaskRow,
};
pub use counts::{CaseCounts, CountsView, OutcomeCount, ProcessCounts, TargetCount, YearCounts};
pub use deadline::{ClauseView, MoveView, SkippedView, WhyView};
pub use history::{FactView, HistoryRow};
pub use letter::{LetterRow, LetterState, LetterView};
pub use migration::{
    CarriedField, CarriedTask, DeadlineFate, HandOverReport, MigratedCase, MigrationReport, MovedDeadline,
    ObstacleView, ReceivedRecord, ReceivedReport, SentReport,
};
pub use person::{BadRow, ImportReport, PersonRow, PersonView, SubjectRow};
pub use plan::{
    Plan, PlanCase, PlanChild, PlanDeadline, PlanDifference, PlanItem, PlanProcess, PlanRunning, PlanStuck,
    PublicationChange, PublicationItem, PublicationRow,
};
pub use process::{ProcessRow, Published, PublishedItem};
pub use report::{
    DeliveryReport, DoctorReport, ErasureReport, Examination, Flaw, FoldReport, HeadView, Kept,
    RestoreReport, TickReport, VerifyReport,
};
pub use today::{NoticeRow, TodayView, UpcomingRow};
