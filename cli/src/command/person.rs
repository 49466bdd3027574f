//! `person`: people, added by hand or from reports.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::Path;

use nazorg_core::graph::PERSON;
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::view::{BadRow, ErasureReport, FieldView, ImportReport, OptionView, PersonView};
use nazorg_runtime::{ImportFailed, Workspace};
use serde_json::{Map, Value as Json};

use super::case;
use super::deliver::deliver;
use crate::args::Person;
use crate::form;
use crate::number::{self, Kind};
use crate::output::count::many;
use crate::output::screen::{ALARM, DUE, GOOD, STRONG, paint, plain};
use crate::output::stop::BAD_INPUT;
use crate::output::table::table;
use crate::output::{Screen, Stop, date};
use crate::session::Session;

/// Does one of the commands about people.
pub(super) fn run(command: Person, session: &mut Session) -> Result<(), Stop> {
    match command {
        Person::Add { form } => add(form.as_deref(), session),
        Person::Import { file, skip_bad } => import(&file, skip_bad, session),
        Person::Change { person, form } => {
            change(number::read(Kind::Person, &person)?, form.as_deref(), session)
        }
        Person::List => list(session),
        Person::Show { person } => {
            let person = number::read(Kind::Person, &person)?;
            let view = session.office()?.person_show(person)?;
            show(&view, &mut session.screen)
        }
        Person::Erase { person, reason, open_cases } => {
            let person = number::read(Kind::Person, &person)?;
            let report = session.office()?.person_erase(person, &reason, open_cases)?;
            erased(&report, &mut session.screen)
        }
    }
}

/// Without a form it asks at a terminal, and otherwise reads the standard input.
fn given(
    file: Option<&Path>,
    fields: &[FieldView],
    workspace: &Workspace,
    language: Language,
) -> Result<Map<String, Json>, Stop> {
    match file {
        Some(file) => form::read_file(file, language),
        None if io::stdin().is_terminal() => asked(fields, workspace, language),
        None => form::read_file(Path::new("-"), language),
    }
}

fn change(person: i64, file: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let screen = &mut session.screen;
    let mut fields = fields(screen.language);
    // What is skipped stays as it is.
    fields.iter_mut().for_each(|field| field.required = false);
    let values = given(file, &fields, office.workspace(), screen.language)?;
    match office.person_change(person, &Json::Object(values))? {
        Some(view) => show(&view, screen),
        None if screen.json => Ok(screen.json(&office.person_show(person)?)?),
        None => Ok(screen.say(
            &say!("Dit was al zo. Er is niets gewijzigd."; "This was so already. Nothing was changed."),
        )?),
    }
}

fn add(file: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let screen = &mut session.screen;
    let values = given(file, &fields(screen.language), office.workspace(), screen.language)?;
    let view = office.person_add(&Json::Object(values))?;
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    let person = view.row.person;
    let done = say!("Toegevoegd als P{person}."; "Added as P{person}.");
    screen.line(paint(GOOD, done.get(screen.language)))?;
    let processes = office.processes()?;
    // A process of the own region comes first, and none that is about something else than a person.
    let region = office.workspace().region.as_deref().map(|region| format!("{region}/"));
    let is_own = |id: &str| region.as_ref().is_some_and(|region| id.starts_with(region.as_str()));
    let may_start = processes.iter().filter(|row| row.start_event.is_some() && row.subject_kind == PERSON);
    if let Some(first) = may_start.min_by_key(|row| !is_own(&row.process)) {
        let command = screen.command(format!("case start {} P{person}", first.process));
        screen.say(&say!("Verder: {command}"; "Next: {command}"))?;
    } else {
        let command = screen.command("publish");
        screen.say(&say!("Verder: {command}"; "Next: {command}"))?;
    }
    Ok(())
}

fn asked(fields: &[FieldView], workspace: &Workspace, language: Language) -> Result<Map<String, Json>, Stop> {
    let mut values = Map::new();
    form::ask(&mut values, fields, workspace, language)?;
    // An address is typed on one line, as people say it.
    if let Some(Json::String(address)) = values.get("adres") {
        let lines = address.split(',').map(|line| Json::String(line.trim().to_owned())).collect();
        values.insert("adres".to_owned(), Json::Array(lines));
    }
    Ok(values)
}

fn fields(language: Language) -> Vec<FieldView> {
    let field = |id: &str, kind: &str, required, nl: &str, en: &str| FieldView {
        id: id.to_owned(),
        title: (if language == Language::Nl { nl } else { en }).to_owned(),
        kind: kind.to_owned(),
        required,
        options: Vec::new(),
        fields: Vec::new(),
        key: None,
        now: None,
    };
    let mut gender = field("geslacht", "choice", false, "Geslacht", "Gender");
    let options = [("M", "man", "man"), ("V", "vrouw", "woman"), ("X", "anders", "other")];
    gender.options = options
        .map(|(id, nl, en)| OptionView {
            id: id.into(),
            title: (if language == Language::Nl { nl } else { en }).into(),
        })
        .into();
    vec![
        field("voornamen", "text", true, "Voornamen", "First names"),
        field("voorvoegsel", "text", false, "Voorvoegsel, zoals van der", "Prefix, such as van der"),
        field("achternaam", "text", true, "Achternaam", "Last name"),
        field("geboortedatum", "date", false, "Geboortedatum", "Date of birth"),
        gender,
        field("bsn", "text", false, "BSN", "BSN"),
        field("gemeente", "text", false, "Gemeente", "Municipality"),
        field("adres", "text", false, "Adres, met komma's", "Address, with commas"),
    ]
}

fn list(session: &mut Session) -> Result<(), Stop> {
    let rows = session.office()?.person_list()?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        let command = screen.command("person add");
        screen.say(&say!("Er is nog niemand. Voeg iemand toe: {command}"; "There is nobody yet. Add somebody: {command}"))?;
        return Ok(());
    }
    let headers = match screen.language {
        Language::Nl => ["Nummer", "Naam", "Geboren", "Gemeente", "Open zaken"],
        Language::En => ["Number", "Name", "Born", "Municipality", "Open cases"],
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                format!("P{}", row.person),
                row.name.clone(),
                row.birth_date.map_or_else(String::new, |day| day.format("%d-%m-%Y").to_string()),
                row.municipality.clone().unwrap_or_default(),
                row.open_cases.to_string(),
            ]
        })
        .collect();
    table(&headers, &cells, screen)
}

fn show(view: &PersonView, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(view)?;
        return Ok(());
    }
    let name = paint(STRONG, plain(&view.row.name));
    screen.line(format!("P{}  {name}", view.row.person))?;
    if let Some(born) = view.row.birth_date {
        let born = date::day(born, screen.language);
        screen.say(&say!("  Geboren: {born}"; "  Born: {born}"))?;
    }
    if let Some(municipality) = &view.row.municipality {
        let municipality = plain(municipality);
        screen.say(&say!("  Gemeente: {municipality}"; "  Municipality: {municipality}"))?;
    }
    if !view.address.is_empty() {
        let address = plain(&view.address.join(", "));
        screen.say(&say!("  Adres: {address}"; "  Address: {address}"))?;
    }
    if let Some(end) = &view.bsn_end {
        screen.say(&say!("  BSN: eindigt op {end}"; "  BSN: ends in {end}"))?;
    }
    for record in &view.records {
        screen.line("")?;
        screen.line(paint(STRONG, plain(&record.title)))?;
        for field in &record.fields {
            screen.line(format!("  {}: {}", plain(&field.title), plain(&field.shown)))?;
        }
    }
    screen.heading(&say!("Zaken"; "Cases"))?;
    if view.cases.is_empty() {
        screen.say(&say!("  Geen"; "  None"))?;
    }
    for row in &view.cases {
        let state = match &row.outcome_title {
            Some(outcome) => paint(GOOD, plain(outcome)),
            None => plain(&row.states.join(", ")),
        };
        screen.line(format!("  {}: {state}", case::named(row.case, &row.process_title)))?;
    }
    Ok(())
}

fn erased(report: &ErasureReport, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(report)?;
        return Ok(());
    }
    let ErasureReport { person, cases, letters, left } = report;
    let done = say!("De gegevens van P{person} zijn gewist."; "The data of P{person} were erased.");
    screen.line(paint(GOOD, done.get(screen.language)))?;
    let of = |and, case, letter| format!("{} {and} {}", many(*cases, case), many(*letters, letter));
    let (nl, en) = (
        of("en", ["zaak", "zaken"], ["brief", "brieven"]),
        of("and", ["case", "cases"], ["letter", "letters"]),
    );
    screen.say(&say!("Alleen cijfers zijn over van {nl}."; "Only figures are left of {en}."))?;
    screen.say(&say!(
        "Oude reservekopieën van de sleutels (`….keys`) kunnen deze gegevens nog openen. Gooi ze weg, en ook brieven die al uit het postvak zijn gehaald.";
        "Old backups of the keys (`….keys`) can still open these data. Destroy them, and also letters that were taken from the outbox."
    ))?;
    for file in left {
        screen.say(&say!("Gooi ook dit bestand weg: `{file}`."; "Destroy this file too: `{file}`."))?;
    }
    Ok(())
}

fn import(path: &Path, skip_bad: bool, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let kind = path.metadata().map_err(|error| Stop::file(path, &error))?;
    if !kind.is_file() {
        let path = path.display();
        return Err(Stop::bad_input(say!("{path} is geen gewoon bestand."; "{path} is no regular file."))
            .help(say!("Geef het bestand zelf."; "Give the file itself.")));
    }
    let file = File::open(path).map_err(|error| Stop::file(path, &error))?;
    let imported = office.person_import(file, skip_bad);
    let screen = &mut session.screen;
    if imported.is_ok() {
        deliver(&office, screen);
    }
    let (report, failed) = match imported {
        Ok(report) => (report, false),
        Err(ImportFailed::Rows(report)) => (report, true),
        Err(ImportFailed::Problem(problem)) => return Err(problem.into()),
    };
    if screen.json {
        screen.json(&report)?;
    } else {
        imported_rows(&report, screen)?;
    }
    if failed { Err(Stop::Status(BAD_INPUT)) } else { Ok(()) }
}

fn imported_rows(report: &ImportReport, screen: &mut Screen) -> Result<(), Stop> {
    let ImportReport { rows, people_new, records_new, records_moved, unchanged, bad, .. } = report;
    let wrong = bad.len();
    // What would be remarkable of people who did not come in, is not.
    let remarks = if report.stored || wrong == 0 { &report.remarks[..] } else { &[] };
    for (rows, style) in [(&bad[..], ALARM), (remarks, DUE)] {
        for row in rows {
            bad_row(row, style, screen)?;
        }
    }
    if !report.stored && wrong > 0 {
        let text = say!(
            "Fout: {wrong} van de {rows} regels. Er is niets ingelezen.";
            "Wrong: {wrong} of {rows} rows. Nothing was read in."
        );
        screen.line(paint(ALARM, text.get(screen.language)))?;
        if report.stopped {
            return Ok(screen.say(&say!(
                "De rest is niet gelezen. Kijk of dit het goede bestand is.";
                "The rest was not read. See whether this is the right file."
            ))?);
        }
        screen.say(&say!(
            "Verbeter het bestand, of lees alleen de goede regels in met --skip-bad.";
            "Mend the file, or read in only the good rows with --skip-bad."
        ))?;
        return Ok(());
    }
    let counts = |row, person, record, date| {
        let (rows, people) = (many(*rows, row), many(*people_new, person));
        format!("{rows}: {people}, {}, {}", many(*records_new, record), many(*records_moved, date))
    };
    let nl = counts(
        ["regel", "regels"],
        ["nieuwe persoon", "nieuwe mensen"],
        ["nieuwe melding", "nieuwe meldingen"],
        ["nieuwe datum", "nieuwe data"],
    );
    let en = counts(
        ["row", "rows"],
        ["new person", "new people"],
        ["new report", "new reports"],
        ["new date", "new dates"],
    );
    screen.say(&say!(
        "{nl}, {unchanged} ongewijzigd, {wrong} overgeslagen.";
        "{en}, {unchanged} unchanged, {wrong} skipped."
    ))?;
    if !report.cases.is_empty() {
        let cases = report.cases.iter().map(|case| format!("Z{case}")).collect::<Vec<_>>().join(", ");
        screen.say(&say!("Dit veranderde iets in: {cases}."; "This changed something in: {cases}."))?;
    }
    Ok(())
}

fn bad_row(row: &BadRow, style: anstyle::Style, screen: &mut Screen) -> Result<(), Stop> {
    let line = row.line;
    let column = row.column.as_ref().map_or_else(String::new, |column| format!(", {}", plain(column)));
    let reason = plain(screen.text(&row.reason));
    let place = say!("regel {line}{column}"; "line {line}{column}");
    let place = paint(style, place.get(screen.language));
    screen.line(format!("{place}: {reason}"))?;
    Ok(())
}
