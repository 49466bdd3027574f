//! Findings as a compiler shows them: the place, the line underlined, the cause and the way out.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use nazorg_core::finding::{Finding, Severity, Span};
use nazorg_core::text::Language;
use serde::Serialize;

/// One finding as text of several lines, without an empty line at its end.
#[must_use]
pub(crate) fn text(finding: &Finding, language: Language, styled: bool) -> String {
    let nl = language == Language::Nl;
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name(if nl { "fout" } else { "error" }),
        Severity::Warning => Level::WARNING.with_name(if nl { "let op" } else { "warning" }),
    };
    let label = finding.label.as_ref().map(|label| label.get(language));
    let path = finding.span.source.path.as_str();
    let mut snippet = Snippet::source(finding.span.source.text.as_str())
        .path(path)
        .annotation(AnnotationKind::Primary.span(underlined(&finding.span)).label(label));
    let mut elsewhere = Vec::new();
    for (span, label) in &finding.also {
        let annotation = AnnotationKind::Context.span(underlined(span)).label(label.get(language));
        if span.source.path == path {
            snippet = snippet.annotation(annotation);
        } else {
            let place = Snippet::source(span.source.text.as_str()).path(span.source.path.as_str());
            elsewhere.push(place.annotation(annotation));
        }
    }
    let main = level.primary_title(finding.message.get(language)).id(finding.code).element(snippet);
    let mut main = main.elements(elsewhere);
    let help = Level::HELP.with_name(if nl { "hulp" } else { "help" });
    let advice = finding.help.as_ref().map_or("", |advice| advice.get(language));
    let mut report: Vec<Group<'_>> = Vec::new();
    match &finding.fix {
        Some(fix) => {
            let title =
                if advice.is_empty() { if nl { "Maak er dit van" } else { "Make it this" } } else { advice };
            let patch = Patch::new(fix.span.range.clone(), fix.with.as_str());
            let place = Snippet::source(fix.span.source.text.as_str()).path(fix.span.source.path.as_str());
            report.push(main);
            report.push(help.secondary_title(title).element(place.patch(patch)));
        }
        None => {
            if !advice.is_empty() {
                main = main.element(help.message(advice));
            }
            report.push(main);
        }
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut shown = renderer.decor_style(DecorStyle::Unicode).render(&report);
    if let Some(story) = &finding.story {
        // Without a frame, so that it can be copied.
        let title = if nl {
            "Zo gaat het mis. Dit is een scenario dat u kunt plakken:"
        } else {
            "This is how it goes wrong. It is a scenario that you can paste:"
        };
        let _ = write!(shown, "\n\n{title}\n\n{}", story.trim_end());
    }
    shown
}

/// Only the first line of what is meant: a whole block underlined says less than its start.
fn underlined(span: &Span) -> Range<usize> {
    let text = &span.source.text;
    let start = floor(text, span.range.start);
    let end = floor(text, span.range.end).max(start);
    let line = text[start..end].find('\n').map_or(end, |newline| start + newline);
    start..line
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One finding for a GitHub workflow: it becomes a remark beside the line.
#[must_use]
pub(crate) fn github(finding: &Finding, language: Language) -> String {
    let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
    let place = Place::of(&finding.span);
    let mut message = finding.message.get(language).to_owned();
    if let Some(advice) = &finding.help {
        message = format!("{message}\n{}", advice.get(language));
    }
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{severity} file={},line={},col={},endLine={},title={}::{}",
        property(&place.path),
        place.line,
        place.column,
        place.end_line,
        finding.code,
        data(&message)
    )
}

/// What `check --format json` prints. The keys are stable.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct CheckView {
    /// How many findings are errors.
    errors: usize,
    /// How many are warnings.
    warnings: usize,
    /// All findings, by file and place.
    findings: Vec<FindingView>,
}

/// One finding.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct FindingView {
    /// Stable code; `nazorg explain CODE` says more.
    code: &'static str,
    /// `error` or `warning`.
    severity: &'static str,
    /// Where it is.
    #[serde(flatten)]
    place: Place,
    /// What is wrong, in the language asked for.
    message: String,
    /// A few words about the marked place.
    label: Option<String>,
    /// Other places that matter.
    also: Vec<AlsoView>,
    /// What to do about it.
    help: Option<String>,
    /// A replacement that mends it.
    fix: Option<FixView>,
    /// A scenario file that shows it, ready to be played.
    story: Option<String>,
}

/// A stretch of a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Place {
    /// The file, relative to the workspace.
    path: String,
    /// First line.
    line: usize,
    /// First column.
    column: usize,
    /// Last line.
    end_line: usize,
    /// Column after the last character.
    end_column: usize,
}

/// Another place that matters.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct AlsoView {
    /// Where.
    #[serde(flatten)]
    place: Place,
    /// Why it matters.
    label: String,
}

/// A replacement.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct FixView {
    /// What to replace.
    #[serde(flatten)]
    place: Place,
    /// With what.
    with: String,
}

impl Place {
    fn of(span: &Span) -> Self {
        let (line, column) = span.place();
        let (end_line, end_column) = span.source.place(span.range.end.max(span.range.start));
        Self { path: span.source.path.clone(), line, column, end_line, end_column }
    }
}

impl CheckView {
    /// All findings of a check.
    #[must_use]
    pub(crate) fn of(findings: &[Finding], language: Language) -> Self {
        let errors = errors(findings);
        let findings: Vec<_> = findings.iter().map(|finding| FindingView::of(finding, language)).collect();
        Self { errors, warnings: findings.len() - errors, findings }
    }
}

impl FindingView {
    /// One finding in one language.
    #[must_use]
    pub(crate) fn of(finding: &Finding, language: Language) -> Self {
        Self {
            code: finding.code,
            severity: if finding.severity == Severity::Error { "error" } else { "warning" },
            place: Place::of(&finding.span),
            message: finding.message.get(language).to_owned(),
            label: finding.label.as_ref().map(|label| label.get(language).to_owned()),
            also: finding
                .also
                .iter()
                .map(|(span, label)| AlsoView {
                    place: Place::of(span),
                    label: label.get(language).to_owned(),
                })
                .collect(),
            help: finding.help.as_ref().map(|help| help.get(language).to_owned()),
            fix: finding
                .fix
                .as_ref()
                .map(|fix| FixView { place: Place::of(&fix.span), with: fix.with.clone() }),
            story: finding.story.clone(),
        }
    }
}

/// How many findings are errors.
#[must_use]
pub(crate) fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nazorg_core::finding::{Finding, Source, Span};
    use nazorg_core::say;
    use nazorg_core::text::Language::{En, Nl};

    use super::{CheckView, github, text};

    fn sample() -> Finding {
        let source = Arc::new(Source {
            path: "processes/a,b.yaml".into(),
            text: "één: twee\nroles: {}\ndrie: vier".into(),
        });
        let span = |range| Span { source: source.clone(), range };
        Finding::error(
            "NZ0201",
            span(7..11),
            say!("De staat `twee` bestaat niet."; "There is no state `twee`."),
        )
        .label(say!("deze staat"; "this state"))
        .also(span(12..17), say!("hier staan de rollen"; "here are the roles"))
        .did_you_mean("twee", ["twe"])
    }

    #[test]
    fn a_finding_shows_place_line_cause_and_fix() {
        let shown = text(&sample(), Nl, false);
        for part in [
            "fout[NZ0201]: De staat `twee` bestaat niet.",
            "processes/a,b.yaml:1:6",
            "één: twee",
            "━━━━ deze staat",
            "hier staan de rollen",
            "hulp: Bedoelt u `twe`?",
        ] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
        assert!(!shown.contains('\u{1b}'));
        assert!(text(&sample(), En, true).contains('\u{1b}'));
        assert!(text(&sample(), En, false).contains("help: Did you mean `twe`?"));
    }

    #[test]
    fn github_and_json_name_the_place() {
        assert_eq!(
            github(&sample(), En),
            "::error file=processes/a%2Cb.yaml,line=1,col=6,endLine=1,title=NZ0201::There is no state `twee`.%0ADid you mean `twe`?"
        );
        let json = serde_json::to_value(CheckView::of(&[sample()], Nl)).expect("json");
        assert_eq!(json["errors"], 1);
        assert_eq!(json["findings"][0]["line"], 1);
        assert_eq!(json["findings"][0]["also"][0]["line"], 2);
        assert_eq!(json["findings"][0]["fix"]["with"], "twe");
    }

    #[test]
    fn a_block_is_underlined_on_its_first_line_only() {
        let source = Arc::new(Source { path: "a.yaml".into(), text: "a:\n  b: 1\n  c: 2\n".into() });
        let finding = Finding::warning("NZ0101", Span { source, range: 0..99 }, say!("Iets."; "Something."));
        let shown = text(&finding, Nl, false);
        assert!(shown.contains("let op[NZ0101]") && !shown.contains("c: 2"), "{shown}");
    }
}
