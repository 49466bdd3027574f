//! `backup` and `restore`.

use std::path::Path;

use nazorg_core::say;
use nazorg_runtime::view::{Kept, RestoreReport};

use crate::output::count::many;
use crate::output::screen::{GOOD, paint};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Writes a backup while others go on working.
pub(super) fn backup(file: &Path, session: &mut Session) -> Result<(), Stop> {
    let report = session.office()?.backup(file)?;
    let path = file.display().to_string();
    let done = say!("De reservekopie staat in {path}."; "The backup is in {path}.");
    let screen = &mut session.screen;
    told(&report, done.get(screen.language), screen)?;
    if !screen.json {
        screen.say(&say!(
            "De sleutels staan in {path}.keys. Bewaar die op een andere plek. Alleen samen zijn ze te lezen.";
            "The keys are in {path}.keys. Keep them in another place. Only both together can be read."
        ))?;
    }
    Ok(())
}

/// Puts a backup back, or only checks it.
pub(super) fn restore(file: &Path, check: bool, session: &mut Session) -> Result<(), Stop> {
    if check {
        let report = session.restorer()?.check(file)?;
        let done = session.screen.words(
            "De reservekopie is heel. Er is niets teruggezet.",
            "The backup is whole. Nothing was put back.",
        );
        return told(&report, done, &mut session.screen);
    }
    let report = session.restorer()?.restore(file)?;
    let done = session.screen.words("De reservekopie is teruggezet.", "The backup was put back.");
    told(&report, done, &mut session.screen)?;
    match &report.kept {
        Some(Kept { file, whole }) if !session.screen.json => {
            let screen = &mut session.screen;
            screen.say(&say!(
                "Wat er eerst stond, is bewaard in `{file}`.";
                "What was there before is kept in `{file}`."
            ))?;
            Ok(screen.say(&match whole {
                true => {
                    say!("Was dit een vergissing? Geef dat bestand dan aan `nazorg terugzetten`."; "Was this a mistake? Then give that file to `nazorg restore`.")
                }
                false => {
                    say!("Dat bestand is beschadigd. Bewaar het voor wie er verstand van heeft."; "That file is damaged. Keep it for somebody who knows about it.")
                }
            })?)
        }
        _ => Ok(()),
    }
}

fn told(report: &RestoreReport, done: &str, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(report)?;
        return Ok(());
    }
    screen.line(paint(GOOD, done))?;
    let counts = |people, cases, rows| {
        let RestoreReport { people: p, cases: c, rows: r, .. } = *report;
        format!("{}, {}, {}", many(p, people), many(c, cases), many(r, rows))
    };
    let nl = counts(["mens", "mensen"], ["zaak", "zaken"], ["regel", "regels"]);
    let en = counts(["person", "people"], ["case", "cases"], ["line", "lines"]);
    screen.say(&say!("Erin: {nl} geschiedenis."; "In it: {en} of history."))?;
    if report.closed > 0 {
        let (nl, en) = (many(report.closed, ["mens", "mensen"]), many(report.closed, ["person", "people"]));
        screen.warn(&say!(
            "De gegevens van {nl} zijn niet te lezen: de sleutel ontbreekt of past niet. Kijk met `nazorg dokter` bij wie. Zet dan een reservekopie terug met de sleutels van toen ernaast.";
            "The data of {en} cannot be read: the key is missing or does not fit. See with `nazorg doctor` of whom. Then put a backup back with the keys of that time beside it."
        ));
    }
    Ok(())
}
