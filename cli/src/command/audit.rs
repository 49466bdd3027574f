//! `audit` and `doctor`: is everything still as it was recorded?

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{DoctorReport, Examination, Flaw, VerifyReport};

use crate::args::Audit;
use crate::output::count::many;
use crate::output::screen::{ALARM, DUE, GOOD, paint, plain};
use crate::output::stop::BAD_INPUT;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Does one of the commands about the journal.
pub(super) fn run(command: Audit, session: &mut Session) -> Result<(), Stop> {
    match command {
        Audit::Verify { head, kept } => verify(head.as_deref(), kept.as_deref(), session),
        Audit::Head { keep } => head(keep.as_deref(), session),
    }
}

/// Goes through the whole journal, and holds it against the heads that were kept.
fn verify(head: Option<&str>, kept: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let report = match (head, kept) {
        (None, None) => office.verify()?,
        _ => office.verify_against(&heads(head, kept)?)?,
    };
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
    } else {
        verified(&report, screen)?;
    }
    if report.wrong.is_empty() { Ok(()) } else { Err(Stop::Status(BAD_INPUT)) }
}

/// The heads to compare with: those of the file first, so that its lines keep their numbers.
fn heads(head: Option<&str>, kept: Option<&Path>) -> Result<String, Stop> {
    let mut heads = String::new();
    if let Some(file) = kept {
        heads = fs::read_to_string(file).map_err(|error| Stop::file(file, &error))?;
        if heads.trim().is_empty() {
            let shown = file.display();
            return Err(Stop::bad_input(say!(
                "In `{shown}` staat geen bewaarde kop. Er is niets vergeleken.";
                "No kept head stands in `{shown}`: nothing was compared."
            ))
            .help(say!(
                "Zoek uit wie het bestand leegmaakte. Een kop bewaart u erin met `nazorg controle kop --keep {shown}`.";
                "Find out who emptied the file. You keep a head in it with `nazorg audit head --keep {shown}`."
            )));
        }
    }
    Ok(format!("{heads}\n{}", head.unwrap_or_default()))
}

fn verified(report: &VerifyReport, screen: &mut Screen) -> Result<(), Stop> {
    let VerifyReport { rows, head, first_broken, wrong } = report;
    for flaw in wrong {
        self::flaw(flaw, ALARM, screen)?;
    }
    let text = match (first_broken, wrong.is_empty()) {
        (Some(row), _) => {
            say!("Het journaal klopt niet. De eerste foute regel is {row}."; "The journal is not right. The first broken row is {row}.")
        }
        (None, false) => {
            say!("De keten klopt, maar niet wat eraan hangt."; "The chain holds, but not what hangs on it.")
        }
        (None, true) => {
            let (nl, en) = (many(*rows, ["regel", "regels"]), many(*rows, ["row", "rows"]));
            let text = say!("Het journaal klopt: {nl}."; "The journal holds: {en}.");
            screen.line(paint(GOOD, text.get(screen.language)))?;
            screen.say(&say!("Kop: {rows}:{head}"; "Head: {rows}:{head}"))?;
            return Ok(());
        }
    };
    screen.line(paint(ALARM, text.get(screen.language)))?;
    screen.say(&say!(
        "Bewaar een kopie van het bestand en zoek uit wie het veranderde. Zet dan een reservekopie terug: `nazorg terugzetten BESTAND`.";
        "Keep a copy of the file and find out who changed it. Then put a backup back: `nazorg restore FILE`."
    ))?;
    Ok(())
}

/// Prints the end of the journal, and keeps it in a file when asked: a line a time.
fn head(keep: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let view = office.head()?;
    let line = format!("{}:{}", view.rows, view.head);
    if let Some(file) = keep {
        let date = office.now().format("%Y-%m-%dT%H:%M:%SZ");
        keep_line(file, &format!("{date} {line}")).map_err(|error| Stop::file(file, &error))?;
    }
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    screen.line(line)?;
    if keep.is_none() {
        screen.say(&say!(
            "Bewaar deze regel buiten deze computer. `nazorg controle nakijken --head …` ziet dan of er iets van het einde af is.";
            "Keep this line outside this computer. `nazorg audit verify --head …` then sees whether the end was cut off."
        ))?;
    }
    Ok(())
}

/// Writes a line at the end of a file. After one that was written only half it begins on a line of its own.
fn keep_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    // Who may add to the file need not be able to read it; an empty line does no harm.
    let is_half = file.metadata()?.len() > 0 && last_byte(path).ok() != Some(b'\n');
    let begin = if is_half { "\n" } else { "" };
    file.write_all(format!("{begin}{line}\n").as_bytes())?;
    file.sync_all()
}

fn last_byte(path: &Path) -> io::Result<u8> {
    let mut last = [0];
    let mut file = File::open(path)?;
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last[0])
}

/// Looks at everything.
pub(super) fn doctor(session: &mut Session) -> Result<(), Stop> {
    let report = session.office()?.doctor()?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
    } else {
        diagnosis(&report, screen)?;
    }
    if report.healthy { Ok(()) } else { Err(Stop::Status(BAD_INPUT)) }
}

fn diagnosis(report: &DoctorReport, screen: &mut Screen) -> Result<(), Stop> {
    for part in &report.examined {
        let count = part.count;
        let named = named(part);
        let (good, named) = (part.wrong.is_empty(), named.get(screen.language));
        let verdict = match good {
            true => paint(GOOD, screen.words("goed", "good")),
            false => paint(ALARM, screen.words("niet goed", "not good")),
        };
        screen.line(format!("{named}: {verdict} ({count})"))?;
        for flaw in &part.wrong {
            self::flaw(flaw, ALARM, screen)?;
        }
        for note in &part.notes {
            self::flaw(note, DUE, screen)?;
        }
    }
    if report.healthy {
        let text = screen.words("De opslag is gezond.", "The store is healthy.");
        screen.line(paint(GOOD, text))?;
    } else {
        let text = screen.words("De opslag is niet gezond.", "The store is not healthy.");
        screen.line(paint(ALARM, text))?;
        screen.say(&cure(report))?;
    }
    Ok(())
}

/// What to do about what was found. A backup mends neither the outbox nor missing keys: it takes away what is newer.
fn cure(report: &DoctorReport) -> Text {
    let is_wrong =
        |part: &str| report.examined.iter().any(|seen| seen.part == part && !seen.wrong.is_empty());
    let (store, people) = (is_wrong("pages") || is_wrong("journal"), is_wrong("people"));
    if is_wrong("outbox") && report.examined.iter().all(|seen| seen.part == "outbox" || seen.wrong.is_empty())
    {
        return say!(
            "De opslag zelf is goed. Haal uit het postvak weg wat er niet hoort. Een brief leest u met `nazorg brief toon BRIEF`.";
            "The store itself is good. Take out of the outbox what does not belong there. Read a letter with `nazorg letter show LETTER`."
        );
    }
    if people && !store {
        return say!(
            "Zet eerst het nieuwste sleutelbestand terug. Het staat naast de opslag en eindigt op `.keys`. Naast een reservekopie `X` heet het `X.keys`. Helpt dat niet? Maak een kopie van de opslag en zet een reservekopie terug: `nazorg terugzetten BESTAND`.";
            "First put the newest key file back. It stands beside the store and ends in `.keys`. Beside a backup `X` it is called `X.keys`. Does that not help? Copy the store and put a backup back: `nazorg restore FILE`."
        );
    }
    say!(
        "Maak een kopie van het bestand. Zet dan een reservekopie terug: `nazorg terugzetten BESTAND`. Met `--check` ziet u eerst of zij heel is.";
        "Copy the file. Then put a backup back: `nazorg restore FILE`. With `--check` you first see whether it is whole."
    )
}

fn named(part: &Examination) -> Text {
    match part.part.as_str() {
        "pages" => say!("Bestand (bladzijden)"; "File (pages)"),
        "journal" => say!("Journaal (regels)"; "Journal (rows)"),
        "people" => say!("Mensen"; "People"),
        "cases" => say!("Zaken, termijnen en taken"; "Cases, deadlines and tasks"),
        "records" => say!("Gedeelde gegevens"; "Shared records"),
        "letters" => say!("Brieven"; "Letters"),
        "outbox" => say!("Postvak (mappen)"; "Outbox (folders)"),
        other => say!("{other}"; "{other}"),
    }
}

fn flaw(flaw: &Flaw, style: anstyle::Style, screen: &mut Screen) -> Result<(), Stop> {
    let what = plain(screen.text(&flaw.what));
    let Some(place) = flaw.named() else {
        screen.line(format!("  {}", paint(style, what)))?;
        return Ok(());
    };
    let place = paint(style, plain(screen.text(&place)));
    screen.line(format!("  {place}: {what}"))?;
    Ok(())
}
