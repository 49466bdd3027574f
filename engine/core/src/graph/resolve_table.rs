//! Questions to decision tables: inputs and outputs matched with what the place has.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::action::Action;
use super::resolve::Resolver;
use crate::definition::decide::{Decide, Derive, Into};
use crate::definition::field::Field;
use crate::definition::library::Library;
use crate::definition::reader::{Map, Spanned};
use crate::definition::table::Hit;
use crate::expression::{Expr, Names, fits, spoken};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::table::{self, Derived, Pick, Question, Table, UNKNOWN_COLUMN};
use crate::text::Text;
use crate::value::Type;

/// A table does not fit the place that asks it.
pub const MISFIT: &str = "NZ0808";
/// There is no such table.
pub const NO_TABLE: &str = "NZ0810";

/// The derived fields of a process or a record. `names` is what they can read.
#[must_use]
pub fn derived_fields(
    fields: &Map<Field>,
    names: &Names,
    library: &Library,
) -> (BTreeMap<Id, Derived>, Vec<Finding>) {
    let mut asker = Asker { library, names, findings: Vec::new() };
    let mut derived = BTreeMap::new();
    for (id, field) in fields {
        let Some(derive) = &field.derive else { continue };
        if let Some(found) = asker.derived(derive, &field.ty) {
            derived.insert(id.clone(), found);
        }
    }
    (derived, asker.findings)
}

impl Resolver<'_> {
    pub(super) fn decide(&mut self, decide: &Decide, into: &Into, names: &Names) -> Option<Action> {
        let fields = &self.definition.data;
        let mut asker = Asker { library: self.library, names, findings: Vec::new() };
        let action = asker.action(decide, into, fields);
        self.findings.append(&mut asker.findings);
        action
    }
}

struct Asker<'a> {
    library: &'a Library,
    names: &'a Names,
    findings: Vec<Finding>,
}

impl Asker<'_> {
    fn derived(&mut self, derive: &Derive, want: &Type) -> Option<Derived> {
        match derive {
            Derive::Formula(written) => {
                let checked = written.syntax.as_ref()?.check(self.names, Some(want));
                checked.map(Derived::Formula).map_err(|problems| self.problems(problems, &written.span)).ok()
            }
            Derive::Table { decide, output } => {
                let question = self.question(decide)?;
                let pick = match output {
                    Some(output) => self.output(&question.table, output)?,
                    None => self.list(&question.table, &decide.table.span)?,
                };
                self.takes(
                    want,
                    &question.table,
                    &pick,
                    output.as_ref().map_or(&decide.table.span, |name| &name.span),
                )?;
                Some(Derived::Table(question, pick))
            }
        }
    }

    fn action(&mut self, decide: &Decide, into: &Into, fields: &Map<Field>) -> Option<Action> {
        let question = self.question(decide)?;
        let table = question.table.clone();
        let place = &decide.table.span;
        let targets = match into {
            Into::SameNames => self.same_names(&table, place, fields)?,
            Into::Fields(written) => {
                let mut targets = Vec::new();
                for (field, output) in written {
                    let pick = self.output(&table, output)?;
                    targets.push((field.clone(), output.span.clone(), pick));
                }
                targets
            }
            Into::List(field) => {
                vec![(field.value.clone(), field.span.clone(), self.list(&table, &field.span)?)]
            }
        };
        let mut kept = Vec::new();
        for (field, span, pick) in targets {
            let Some(declared) = fields.get(&field) else {
                self.findings.push(
                    Finding::error(
                        "NZ0201",
                        span,
                        say!("Het veld `{field}` bestaat niet."; "The field `{field}` does not exist."),
                    )
                    .did_you_mean(&field, fields.keys().map(Id::as_str)),
                );
                continue;
            };
            if declared.derive.is_some() {
                self.findings.push(Finding::error(
                    "NZ0204",
                    span.clone(),
                    say!("`{field}` wordt afgeleid en kan geen waarde krijgen."; "`{field}` is derived and cannot be given a value."),
                ));
            }
            if self.takes(&declared.ty, &table, &pick, &span).is_some() {
                kept.push((field, pick));
            }
        }
        Some(Action::Decide { question, into: kept })
    }

    /// Each output into the field of its own name.
    fn same_names(
        &mut self,
        table: &Table,
        place: &Span,
        fields: &Map<Field>,
    ) -> Option<Vec<(Id, Span, Pick)>> {
        if table.hit == Hit::Collect {
            return self.misfit(
                place,
                say!("Deze tabel geeft een lijst. Zeg welk veld die krijgt."; "This table gives a list. Say which field gets it."),
                Some(say!("Schrijf `{{table: …, into: LIJSTVELD}}`."; "Write `{{table: …, into: LISTFIELD}}`.")),
            );
        }
        let mut targets = Vec::new();
        for output in table.outputs.keys() {
            if !fields.contains_key(output) {
                return self.misfit(
                    place,
                    say!("De tabel geeft `{output}`, maar dit proces heeft geen veld met die naam."; "The table gives `{output}`, but this process has no field of that name."),
                    Some(say!("Zeg welk veld het krijgt: `into: {{veld: {output}}}`."; "Say which field gets it: `into: {{field: {output}}}`.")),
                );
            }
            targets.push((output.clone(), place.clone(), Pick::Output(output.clone())));
        }
        Some(targets)
    }

    /// One output of a table that gives one answer.
    fn output(&mut self, table: &Table, output: &Spanned<Id>) -> Option<Pick> {
        if table.hit == Hit::Collect {
            return self.misfit(
                &output.span,
                say!("Deze tabel geeft een lijst, niet één uitkomst."; "This table gives a list, not one output."),
                Some(say!("Laat `output` weg, of schrijf `into: LIJSTVELD`."; "Leave out `output`, or write `into: LISTFIELD`.")),
            );
        }
        if table.outputs.contains_key(&output.value) {
            return Some(Pick::Output(output.value.clone()));
        }
        let (id, name) = (&table.id, output.as_str());
        let known = table.outputs.keys().map(Id::as_str).collect::<Vec<_>>().join(", ");
        self.findings.push(
            Finding::error(UNKNOWN_COLUMN, output.span.clone(), say!("De tabel `{id}` heeft geen uitkomst `{name}`."; "The table `{id}` has no output `{name}`."))
                .help(say!("Kies uit: {known}."; "Choose from: {known}."))
                .did_you_mean(name, table.outputs.keys().map(Id::as_str)),
        );
        None
    }

    fn list(&mut self, table: &Table, place: &Span) -> Option<Pick> {
        if table.hit == Hit::Collect {
            return Some(Pick::List);
        }
        let known = table.outputs.keys().map(Id::as_str).collect::<Vec<_>>().join(", ");
        self.misfit(
            place,
            say!("Deze tabel geeft één rij. Zeg welke uitkomst u wilt."; "This table gives one row. Say which output you want."),
            Some(say!("Kies uit: {known}."; "Choose from: {known}.")),
        )
    }

    /// Whether a field can hold what is picked.
    fn takes(&mut self, want: &Type, table: &Table, pick: &Pick, place: &Span) -> Option<()> {
        let (name, given) = match pick {
            Pick::Output(output) => (output.as_str(), table.outputs.get(output)?.ty.clone()),
            Pick::List => (table.id.as_str(), table.list_type()),
        };
        if fits(&given, want) {
            return Some(());
        }
        let (Text { nl: given_nl, en: given_en }, Text { nl: want_nl, en: want_en }) =
            (spoken(&given), spoken(want));
        let help = matches!((&given, want), (Type::List(_), Type::List(_))).then(|| {
            let columns = table.outputs.keys().map(Id::as_str).collect::<Vec<_>>().join(", ");
            say!("De lijst moet precies deze velden hebben: {columns}."; "The list must have exactly these fields: {columns}.")
        });
        let message = match strange(&given, want) {
            Some(options) => {
                say!("De tabel kan bij `{name}` ook dit geven: {options}. Het veld kent dat niet."; "The table can also answer this for `{name}`: {options}. The field does not know it.")
            }
            None => {
                say!("De tabel geeft bij `{name}` {given_nl}. In dit veld past {want_nl}."; "The table answers {given_en} for `{name}`. This field takes {want_en}.")
            }
        };
        self.misfit(place, message, help)
    }

    fn question(&mut self, decide: &Decide) -> Option<Question> {
        let name = &decide.table;
        let Some(written) = self.library.tables.get(&name.value) else {
            let id = name.as_str();
            self.findings.push(
                Finding::error(
                    NO_TABLE,
                    name.span.clone(),
                    say!("De tabel `{id}` bestaat niet."; "The table `{id}` does not exist."),
                )
                .did_you_mean(id, self.library.tables.keys().map(Id::as_str)),
            );
            return None;
        };
        // What is wrong with the table itself is said once, at the table.
        let table = Arc::new(table::resolve(written).0);
        for (input, written) in &decide.with {
            if !table.inputs.contains_key(input) {
                let id = &table.id;
                self.findings.push(
                    Finding::error(UNKNOWN_COLUMN, written.span.clone(), say!("De tabel `{id}` heeft geen invoer `{input}`."; "The table `{id}` has no input `{input}`."))
                        .did_you_mean(input, table.inputs.keys().map(Id::as_str)),
                );
            }
        }
        let mut inputs = Vec::new();
        for (input, field) in &table.inputs {
            inputs.push((input.clone(), self.input(input, field, decide)?));
        }
        Some(Question { table, inputs })
    }

    fn input(&mut self, input: &Id, field: &Field, decide: &Decide) -> Option<Expr> {
        if let Some(written) = decide.with.get(input) {
            let checked = written.syntax.as_ref()?.check(self.names, Some(&field.ty));
            return checked.map_err(|problems| self.problems(problems, &written.value.span)).ok();
        }
        let place = &decide.table.span;
        let help = Some(
            say!("Zeg waar het vandaan komt: `with: {{{input}: …}}`."; "Say where it comes from: `with: {{{input}: …}}`."),
        );
        match self.names.get(input) {
            Some(ty) if fits(ty, &field.ty) => Some(Expr::named(input, field.ty.clone())),
            Some(ty) => {
                let (Text { nl: is_nl, en: is_en }, Text { nl: want_nl, en: want_en }) = (spoken(ty), spoken(&field.ty));
                let message = match strange(ty, &field.ty) {
                    Some(options) => say!("Het veld `{input}` kan ook dit zijn: {options}. De tabel kent dat niet."; "The field `{input}` can also be this: {options}. The table does not know it."),
                    None => say!("De tabel vraagt bij `{input}` {want_nl}. In dit proces is dat {is_nl}."; "The table asks {want_en} for `{input}`. In this process that is {is_en}."),
                };
                self.misfit(place, message, help)
            }
            None => self.misfit(
                place,
                say!("De tabel vraagt `{input}`, maar dit proces heeft geen veld met die naam."; "The table asks `{input}`, but this process has no field of that name."),
                help,
            ),
        }
    }

    fn problems(&mut self, problems: Vec<crate::expression::Problem>, place: &Span) {
        self.findings.extend(problems.into_iter().map(|problem| problem.into_finding(place)));
    }

    fn misfit<T>(&mut self, span: &Span, message: Text, help: Option<Text>) -> Option<T> {
        self.findings.push(Finding { help, ..Finding::error(MISFIT, span.clone(), message) });
        None
    }
}

/// The options of one choice that another does not have: all that is wrong between them.
fn strange(given: &Type, want: &Type) -> Option<String> {
    let (Type::Choice(given) | Type::Set(given), Type::Choice(want) | Type::Set(want)) = (given, want) else {
        return None;
    };
    let missing: Vec<String> =
        given.iter().filter(|option| !want.contains(*option)).map(|option| format!("`{option}`")).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
