//! What the walk found: ways that pass by, and what refers to nothing any more.

use super::super::kind::{Kind, capital};
use super::super::remove::Removal;
use super::Referring;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

impl Referring<'_, '_> {
    pub(super) fn report(&mut self) {
        for ((nr, kind, id), places) in std::mem::take(&mut self.dangling) {
            let removal = self.merge.removed[nr].clone();
            self.report_dangling(&removal, kind, &id, &places);
        }
        let skipped = std::mem::take(&mut self.skipped);
        for (place, to, nr) in skipped {
            let inserted = &self.merge.inserted[nr];
            let (name, span) = (inserted.key.name.clone(), inserted.key.span.clone());
            let finding = Finding::warning("NZ0937", span, say!("Een weg naar `{to}` gaat niet langs `{name}`."; "A way to `{to}` does not pass `{name}`."))
                .also(place, say!("deze weg gaat meteen naar binnen"; "this way goes straight inside"))
                .help(say!("Klopt dat? Zet de reden onder `accept`. Anders: verander deze weg."; "Is that right? Put the reason under `accept`. Otherwise change this way."));
            self.merge.findings.push(finding);
        }
        for nr in 0..self.merge.inserted.len() {
            let inserted = &self.merge.inserted[nr];
            if self.leads_on.contains(&inserted.key.name) {
                continue;
            }
            let (name, before) = (inserted.key.name.clone(), inserted.before.clone());
            let (place, span) = (inserted.key.span.clone(), inserted.before_span.clone());
            let base = self.merge.states.get(&before).cloned().unwrap_or(span);
            self.merge.error("NZ0936", &place, say!("Van `{name}` gaat geen weg naar `{before}`."; "No way leads from `{name}` to `{before}`."), &base, say!("alle wegen hierheen gaan nu langs de nieuwe toestand"; "all ways to here now pass the new state"))
                .help = Some(say!("Zet in `{name}` een overgang met `go: {before}`."; "Give `{name}` a transition with `go: {before}`."));
        }
        for retyped in std::mem::take(&mut self.merge.retyped) {
            let Text { nl, en } = retyped.kind.named(&retyped.id);
            let finding = self.merge.error(
                "NZ0938",
                &retyped.place,
                say!("{nl} krijgt een andere soort."; "{en} gets another type."),
                &retyped.base,
                say!("zo staat het in de basis"; "this is how the base has it"),
            );
            finding.help = Some(say!("Maak een nieuw veld onder `add`."; "Make a new field under `add`."));
            for place in self.read.get(&retyped.id).into_iter().flatten() {
                finding.also.push((place.clone(), say!("hier wordt het gelezen"; "it is read here")));
            }
        }
    }

    fn report_dangling(&mut self, removal: &Removal, kind: Kind, id: &Id, places: &[Span]) {
        let code = match kind {
            Kind::State
                if removal.thing().is_some_and(|(k, _)| *k == Kind::State) && removal.instead.is_none() =>
            {
                "NZ0921"
            }
            Kind::State => "NZ0925",
            Kind::Letter => "NZ0926",
            Kind::Role => "NZ0927",
            Kind::Event => "NZ0928",
            Kind::Field | Kind::Param | Kind::Record => "NZ0929",
            _ => "NZ0930",
        };
        let Text { nl, en } = kind.named(id);
        let help = match kind.can_be_replaced() && removal.instead.is_none() {
            true => {
                say!("Zeg met `instead` wat ervoor in de plaats komt, of verander deze plekken ook."; "Say with `instead` what takes its place, or change these places too.")
            }
            false => say!("Verander deze plekken ook."; "Change these places too."),
        };
        let mut finding = Finding::error(
            code,
            removal.place.clone(),
            capital(say!("{nl} gaat weg, maar is nog nodig."; "{en} is removed, but still needed.")),
        )
        .help(help);
        for place in places {
            finding = finding.also(place.clone(), say!("dit verwijst ernaar"; "this refers to it"));
        }
        self.merge.findings.push(finding);
    }
}
