//! From text to a case that runs: what each target does with what it was given.

use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::profile::Profile;
use nazorg_core::finding::Source;
use nazorg_core::letter::Templates;
use nazorg_core::scenario::Setting;
use nazorg_core::simulate::{Script, default_start, simulate};

/// Two days of a case: enough for a start, an event, and whatever came due.
const SCRIPT: &str = r#"[{"event": "aan", "data": {"naam": "a{{b", "getal": 3}}, {"after": "1 day", "event": "door"}, {"after": "30 days"}]"#;

/// Reads a definition, checks it, and if it is good lets a case run. Whether it was good.
pub fn run(definition: String, template: Option<String>, profile: Profile) -> bool {
    let source = |path: &str, text| Arc::new(Source { path: path.to_owned(), text });
    let letters = template.map(|text| ("brief".to_owned(), source("templates/brief.md", text)));
    let (templates, _) = Templates::new(letters);
    let library = Library::read_as(&[source("processes/a/b.yaml", definition)], profile);
    let compiled = compile(&library, Some(&templates));
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let script = Script::read(SCRIPT).unwrap_or_default();
    for process in compiled.processes.values() {
        // Whatever happens is fine, as long as it ends and says so.
        let _ = simulate(&setting, process, &script, default_start());
    }
    !compiled.processes.is_empty()
}

/// A small process with an expression as a guard, and as a derived field of a type.
#[must_use]
pub fn with_expression(expression: &str, kind: &str) -> String {
    let quoted = serde_json::Value::from(expression);
    // An expression that is no condition is only derived: else nothing but conditions would ever run.
    let guard = if kind == "boolean" { quoted.clone() } else { "true".into() };
    format!(
        "process: a/b\ntitle: B\nroles: {{c: {{title: C}}}}\noutcomes: {{klaar: Klaar}}\n\
         params: {{p: {{type: integer, value: 5, source: aanname}}}}\n\
         data:\n  naam: {{type: text}}\n  getal: {{type: integer, min: 0, max: 9}}\n  dag: {{type: date}}\n  maat: {{type: decimal}}\n  \
         geld: {{type: money}}\n  keuze: {{type: choice, options: {{links: Links, rechts: Rechts}}}}\n  \
         lijst: {{type: list, key: nr, fields: {{nr: {{type: integer}}, kant: {{type: choice, options: {{boven: Boven, onder: Onder}}}}}}}}\n  \
         uit: {{type: {kind}, derive: {quoted}}}\n\
         events:\n  aan: {{title: Aan, by: [c], starts: true, form: {{naam: optional, getal: optional}}}}\n  door: {{title: Door, by: [c]}}\n\
         initial: een\nstates:\n  een:\n    when: {{door: {{if: {guard}, go: twee}}}}\n    deadlines: {{d: {{at: 2 days, go: twee}}}}\n  \
         twee: {{final: klaar}}\n"
    )
}

/// A small process that sends one letter.
pub const WITH_LETTER: &str = "process: a/b\ntitle: B\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
data: {naam: {type: text}, getal: {type: integer}, dag: {type: date}}\n\
events:\n  aan: {title: Aan, by: [c], starts: true, form: {naam: required, getal: required}}\n  door: {title: Door, by: [c]}\n\
letters: {brief: {title: Brief, template: brief, to: person}}\n\
initial: een\nstates:\n  een:\n    entry: {stuur: {letter: brief}}\n    when: {door: twee}\n  twee: {final: klaar}\n";
