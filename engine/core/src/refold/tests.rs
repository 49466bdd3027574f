//! Random histories, told in any order, end in the same case.
//!
//! `NAZORG_HISTORIES=1000000 cargo test -p nazorg-core refold` plays more of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::{Calendar, noon};
use crate::case::{Actor, Case, Fact, What, apply, is_correction};
use crate::compile::compile;
use crate::definition::library::Library;
use crate::dispatch::{self, CaseNumber, Refused, Stamp};
use crate::finding::Source;
use crate::id::Id;
use crate::letter::Templates;
use crate::scenario::Setting;
use crate::scenario::memory::Memory;
use crate::step::Rejection;
use crate::value::{Record, Value};

/// Everything that time touches: living and recurring deadlines, terms that are met, suspended and
/// extended, tasks with a chain, letters with approval, sends, children, and a parallel state.
const PROCESS: &str = r#"process: t/laat
title: Laat verteld
roles: {c: {title: C}, chef: {title: Chef}}
data:
  datum: {type: date}
  keer: {type: integer, default: 0}
  partijen: {type: list, key: naam, fields: {naam: {type: text}}}
outcomes: {klaar: Klaar, mis: Mis}
events:
  begin: {title: Begin, by: [c], starts: true, form: {datum: required}}
  verzet: {title: Verzet, by: [c], anytime: true, form: {datum: required}}
  tel: {title: Tel, by: [c]}
  gesproken: {title: Gesproken, by: [c]}
  afgezegd: {title: Afgezegd, by: [c]}
  gekozen: {title: Gekozen, by: [c], anytime: true, form: {partijen: required}}
  weg: {title: Weg, by: [c]}
  terug: {title: Terug, by: [c]}
  ziek: {title: Ziek, by: [c]}
  beter: {title: Beter, by: [c]}
  langer: {title: Langer, by: [c]}
  gebeld: {title: Gebeld, by: [c]}
  stil: {title: Stil, by: [process]}
  klaar: {title: Klaar, by: [c]}
letters:
  oproep: {title: Oproep, template: t/brief, to: person}
  aanmaning: {title: Aanmaning, template: t/brief, to: person, approve: chef}
escalations:
  standaard: {eerst: {at: due, remind: assignee}, dan: {at: 2 workdays after due, assign: chef}}
suspensions:
  detentie: {from: weg, until: terug, holds: all}
  ziekte: {from: ziek, until: beter, holds: [te_laat, bel]}
initial: loopt
when: {tel: {do: {keer: {set: {keer: keer + 1}}}}}
states:
  loopt:
    parallel:
      gesprek:
        initial: wacht
        states:
          wacht:
            deadlines:
              herinner: {at: 2 days before datum, do: {brief: {letter: oproep}}}
              te_laat: {at: 3 workdays after datum, roll: termijnenwet, met_by: [gesproken], go: aanmanen}
            tasks: {bel: {title: Bel, role: c, due: 4 workdays, done_by: gebeld, escalation: standaard}}
            when:
              gesproken: geregeld
              langer: {do: {tijd: {extend: {deadline: te_laat, by: 1 week, ground: art. 4, reason: "'druk'"}}}}
          aanmanen:
            entry: {brief: {letter: aanmaning}, stil: {send: {event: stil, after: 6 days}}}
            exit: {stop: {cancel: stil}}
            when: {gesproken: geregeld, stil: {do: {brief: {letter: oproep}, hoger: {notify: chef}}}}
          geregeld:
            children: {partij: {process: t/partij, each: partijen}}
            when: {afgezegd: wacht}
      bellen:
        initial: weken
        states:
          weken: {deadlines: {week: {at: every 1 week after start, do: {tel: {set: {keer: keer + 10}}, zeg: {note: "'week'"}}}}}
    when: {klaar: {if: keer >= 2, go: einde}}
    deadlines: {te_lang: {at: 10 weeks after start, go: mis}}
  einde: {final: klaar}
  mis: {final: mis}
"#;

const CHILD: &str = r#"process: t/partij
title: Partij
roles: {c: {title: C}}
data: {}
outcomes: {komt: Komt}
events: {ja: {title: Ja, by: [c]}}
initial: gevraagd
states:
  gevraagd: {when: {ja: komt}}
  komt: {final: komt}
"#;

struct Stage {
    library: Library,
    processes: BTreeMap<Id, Arc<crate::compile::Process>>,
    templates: Templates,
    calendar: Calendar,
}

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
}

impl Stage {
    fn new() -> Self {
        let library = Library::read(&[
            source("processes/t/laat.yaml", PROCESS),
            source("processes/t/partij.yaml", CHILD),
        ]);
        let letter = (
            "t/brief".to_owned(),
            source("templates/t/brief.md", "# Brief\n\nTot {{ datum | dag }}, keer {{ keer }}.\n"),
        );
        let (templates, findings) = Templates::new([letter]);
        assert!(findings.is_empty());
        let compiled = compile(&library, Some(&templates));
        let errors: Vec<_> =
            compiled.findings.iter().map(|finding| (finding.code, &finding.message.en)).collect();
        assert!(compiled.processes.len() == 2, "{errors:?}");
        Self { library, processes: compiled.processes, templates, calendar: Calendar::netherlands() }
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            processes: &self.processes,
            library: &self.library,
            templates: &self.templates,
            calendar: &self.calendar,
        }
    }
}

/// Noise that is the same in every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// Something that happens in a history.
#[derive(Clone, Debug)]
struct Happens {
    at: DateTime<Utc>,
    event: Id,
    form: Record,
}

fn day(text: &str) -> DateTime<Utc> {
    noon(text.parse().expect(text))
}

/// A history without delays: only what is taken at its moment.
fn history(noise: &mut Noise) -> Vec<Happens> {
    const EVENTS: [&str; 16] = [
        "verzet",
        "verzet",
        "verzet",
        "tel",
        "tel",
        "gesproken",
        "gesproken",
        "afgezegd",
        "gekozen",
        "weg",
        "terug",
        "ziek",
        "beter",
        "langer",
        "gebeld",
        "klaar",
    ];
    let start = day("2026-10-01");
    let datum = |noise: &mut Noise| {
        let at = start + TimeDelta::days(i64::from(noise.below(60)));
        Value::Date(at.date_naive())
    };
    let mut all = vec![Happens {
        at: start,
        event: Id::from("begin"),
        form: Record::from([(Id::from("datum"), datum(noise))]),
    }];
    let count = 2 + noise.below(9);
    // No two on the same moment: those count in the order in which they are told.
    let mut hours: Vec<i64> =
        (0..count).map(|_| i64::from(noise.below(60)) * 24 + i64::from(noise.below(3))).collect();
    hours.sort_unstable();
    hours.dedup();
    for hour in hours {
        let event = EVENTS[noise.below(16) as usize];
        let form = match event {
            "verzet" => Record::from([(Id::from("datum"), datum(noise))]),
            "gekozen" => {
                let item = |name: &str| Record::from([(Id::from("naam"), Value::text(name))]);
                let names = ["a", "b", "c"].iter().take(1 + noise.below(3) as usize);
                Record::from([(Id::from("partijen"), Value::List(names.map(|name| item(name)).collect()))])
            }
            _ => Record::new(),
        };
        all.push(Happens { at: start + TimeDelta::hours(hour), event: Id::from(event), form });
    }
    all
}

/// One world with one case in it.
struct Play<'a> {
    memory: Memory<'a>,
    case: CaseNumber,
}

impl<'a> Play<'a> {
    fn new(setting: &'a Setting<'a>, first: &Happens) -> Self {
        let mut memory = Memory::new(setting, Record::new(), BTreeMap::new());
        let process = setting.processes.get(&Id::from("t/laat")).expect("it compiled").clone();
        let case = memory.add_case(&process);
        let what = What::Start { event: Some(first.event.clone()), form: first.form.clone() };
        let stamp = Stamp { occurred: first.at, recorded: first.at, actor: actor() };
        assert!(dispatch::submit(&mut memory, case, stamp.event(what)).is_ok(), "it starts");
        Self { memory, case }
    }

    /// Time passes until it is told; then it is told.
    fn tell(&mut self, happens: &Happens, recorded: DateTime<Utc>) -> Result<(), Rejection> {
        self.memory.run_clock(recorded).expect("the clock");
        let what = What::Recorded { event: happens.event.clone(), form: happens.form.clone() };
        let stamp = Stamp { occurred: happens.at, recorded, actor: actor() };
        self.submit(&stamp, what)
    }

    fn submit(&mut self, stamp: &Stamp, what: What) -> Result<(), Rejection> {
        let before = self.memory.clone();
        match dispatch::submit(&mut self.memory, self.case, stamp.event(what)) {
            Ok(()) => Ok(()),
            Err(Refused::Rejected(rejection)) => {
                self.memory = before;
                Err(rejection)
            }
            Err(Refused::World(never)) => match never {},
        }
    }

    fn case(&self) -> &Case {
        &self.memory.entry(self.case).expect("it is there").case
    }

    fn facts(&self) -> &[Fact] {
        &self.memory.entry(self.case).expect("it is there").facts
    }

    /// The case without what only stands in the world: letters' numbers, and correction work.
    fn truth(&self) -> Case {
        let mut case = self.case().clone();
        (case.letters, case.approvals, case.refolded) = (0, BTreeMap::new(), None);
        case.tasks.retain(|id, _| !is_correction(id));
        case
    }

    /// Deeds of this kind among the facts.
    fn count(&self, is: fn(&Fact) -> bool) -> usize {
        self.facts().iter().filter(|fact| is(fact)).count()
    }
}

fn actor() -> Actor {
    Actor { user: "eva".to_owned(), roles: vec![Id::from("c"), Id::from("chef")], on_behalf_of: None }
}

fn is_letter(fact: &Fact) -> bool {
    matches!(fact, Fact::LetterMade { .. })
}

#[derive(Debug, Default)]
struct Counts {
    histories: usize,
    refolded: usize,
    letters_too_many: usize,
    letters_otherwise: usize,
    corrections: usize,
    retold: usize,
}

/// What the world saw too much of stands as work, and nothing else does.
fn check_corrections(told: &Play<'_>, truth: &Play<'_>, counts: &mut Counts, seed: u64) {
    let withdrawn = told.count(|fact| matches!(fact, Fact::LetterWithdrawn { .. }));
    let (made, due) = (told.count(is_letter), truth.count(is_letter));
    assert!(made - withdrawn >= due, "seed {seed}: {made} letters made, {withdrawn} taken back, {due} due");
    counts.letters_too_many += made - withdrawn - due;
    let work: Vec<&str> = told
        .case()
        .tasks
        .iter()
        .filter(|(id, _)| is_correction(id))
        .map(|(_, task)| task.title.as_str())
        .collect();
    counts.corrections += work.len();
    let of = |what: &str| work.iter().filter(|title| title.contains(what)).count();
    let too_many = work.iter().filter(|title| title.contains("brief") && title.contains("had niet")).count();
    assert_eq!(too_many, made - withdrawn - due, "seed {seed}: {work:#?}");
    counts.letters_otherwise += of("zegt iets anders");
    let fired = |play: &Play<'_>, id: &str| {
        play.facts()
            .iter()
            .filter(|fact| matches!(fact, Fact::DeadlineFired { deadline } if *deadline == *id))
            .count()
    };
    // A deadline that only the folding let go off is no fact of its own; too many always is work.
    for id in ["herinner", "te_laat", "week", "te_lang"] {
        let title = format!("de termijn ‘{}’", Id::from(id).spoken());
        let too_many = fired(told, id).saturating_sub(fired(truth, id));
        assert!(of(&title) >= too_many, "seed {seed}: {id} {too_many} {work:#?}");
    }
    if work.is_empty() {
        assert_eq!(made - withdrawn, due);
    }
}

fn one(stage: &Stage, seed: u64, counts: &mut Counts) {
    let setting = stage.setting();
    let mut noise = Noise(seed);
    let all = history(&mut noise);
    let end = day("2027-02-01");
    // As it truly was: everything told at once.
    let mut truth = Play::new(&setting, &all[0]);
    let mut was: Vec<Happens> = Vec::new();
    for happens in &all[1..] {
        if truth.tell(happens, happens.at).is_ok() {
            was.push(happens.clone());
        }
    }
    truth.memory.run_clock(end).expect("the clock");
    // As it was told: each thing some time later, in another order.
    let mut told = Play::new(&setting, &all[0]);
    let mut queue: Vec<(DateTime<Utc>, usize)> = (0..was.len())
        .map(|ix| (was[ix].at + TimeDelta::days(i64::from(noise.below(3)) * i64::from(noise.below(20))), ix))
        .collect();
    queue.sort_unstable();
    let mut rounds = 0;
    while !queue.is_empty() {
        rounds += 1;
        assert!(rounds < 500, "seed {seed}: {:?} is never taken", queue[0]);
        let (recorded, ix) = queue.remove(0);
        if let Err(rejection) = told.tell(&was[ix], recorded) {
            assert!(!rejection.is_fault(), "seed {seed}: {rejection:?}");
            // It did not fit yet; who tells it comes back when more is known.
            counts.retold += 1;
            let later = queue.first().map_or(recorded, |(next, _)| *next) + TimeDelta::hours(1);
            queue.push((later.min(end - TimeDelta::days(1)), ix));
            queue.sort_unstable();
        }
    }
    told.memory.run_clock(end).expect("the clock");
    assert_eq!(told.truth(), truth.truth(), "seed {seed}: {was:#?}");
    check_corrections(&told, &truth, counts, seed);
    // The journal, in the order in which it was written, gives the stored case.
    let mut folded = Case::default();
    for fact in told.facts() {
        let written = serde_json::to_string(fact).expect("written");
        apply(&mut folded, &serde_json::from_str(&written).expect("read"));
    }
    let text = |case: &Case| serde_json::to_string(case).expect("written");
    assert_eq!(text(&folded), text(told.case()), "seed {seed}");
    counts.histories += 1;
    counts.refolded += told.count(|fact| matches!(fact, Fact::Refolded { .. }));
}

#[test]
fn histories_told_in_any_order_end_in_the_same_case() {
    let stage = Stage::new();
    let histories =
        std::env::var("NAZORG_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let mut counts = Counts::default();
    let first = std::env::var("NAZORG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    for seed in first..=histories {
        one(&stage, seed, &mut counts);
    }
    assert!(counts.refolded > counts.histories / 3 && counts.corrections > 0, "{counts:?}");
    assert!(counts.letters_too_many > 0 && counts.letters_otherwise > 0 && counts.retold > 0, "{counts:?}");
}
