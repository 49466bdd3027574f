//! NZ0320, NZ0321, NZ0322: an expression that can fail while a case runs.

use super::certainly_set::CertainlySet;
use super::flow::{Site, Use};
use super::rule::Explanation;
use crate::expression::{Facts, Risk};
use crate::finding::{Finding, Span};
use crate::graph::Draft;
use crate::say;
use crate::table::Derived;
use crate::text::Text;

pub(super) const UNSET: Explanation = Explanation {
    code: "NZ0320",
    nl: "Deze voorwaarde of berekening heeft een veld nodig dat hier nog leeg kan zijn. Niet elke weg naar deze plek \
         vult het in. Vraag het in het formulier van de gebeurtenis (`required`), of schrijf `is_set(veld) and …`.",
    en: "This condition or sum needs a field that can still be empty here: not every way to this place fills it in. \
         Ask for it in the form of the event (`required`), or write `is_set(field) and …`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\ndata: {getal: {type: integer}}\n\
          events: {af: {title: Af, by: [c], form: {getal: optional}}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {if: getal > 3, go: einde}}}\n  einde: {final: klaar}\n",
};

pub(super) const DIVISION: Explanation = Explanation {
    code: "NZ0321",
    nl: "Hier wordt gedeeld door iets dat nul kan zijn. Zet een grens op het veld (`min: 1`), of vraag eerst of het \
         niet nul is.",
    en: "This divides by something that can be zero. Put a limit on the field (`min: 1`), or ask first whether it is \
         not zero.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\ndata: {getal: {type: integer}}\n\
          events: {af: {title: Af, by: [c], form: {getal: required}}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {if: 100 // getal > 3, go: einde}}}\n  einde: {final: klaar}\n",
};

pub(super) const LIMIT: Explanation = Explanation {
    code: "NZ0322",
    nl: "De uitkomst kan buiten de grenzen van het veld komen, of een te groot getal worden. De actie mislukt dan. \
         Begrens de uitkomst met `min(…, 99)` of `max(…, 0)`.",
    en: "The result can lie outside the limits of the field, or become too large a number. The action then fails. \
         Limit it with `min(…, 99)` or `max(…, 0)`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          data: {keer: {type: integer, default: 0, max: 9}}\n\
          events: {nog: {title: Nog, by: [c]}, af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  \
          begin: {when: {nog: {do: {tel: {set: {keer: keer + 1}}}}, af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft, known: &CertainlySet<'_>) -> Vec<Finding> {
    let mut found: Vec<(Span, Risk, Use)> = Vec::new();
    let mut findings = Vec::new();
    known.visit(&mut |site| match site {
        Site::Read { span, expr, usage, facts } => {
            for risk in known.flow.judge(expr, facts).risks {
                let risk = (span.clone(), risk, usage);
                if !found.contains(&risk) {
                    found.push(risk);
                }
            }
        }
        Site::Set { span, field, expr, facts } if known.flow.leaves_bounds(field, expr, facts) => {
            let declared = draft.definition.data.get(field);
            let limits = declared.map_or_else(String::new, |field| {
                let shown = |limit: &Option<_>| limit.as_ref().map_or_else(|| "…".to_owned(), crate::definition::field::display);
                format!("{}–{}", shown(&field.min), shown(&field.max))
            });
            findings.push(
                Finding::warning(LIMIT.code, span.clone(), say!("`{field}` kan hier buiten zijn grenzen komen ({limits})."; "`{field}` can get outside its limits here ({limits})."))
                    .help(say!("Begrens de uitkomst met `min(…)` of `max(…)`, of vraag er eerst naar met `if`."; "Limit the result with `min(…)` or `max(…)`, or ask first with `if`.")),
            );
        }
        _ => {}
    });
    findings.extend(found.into_iter().map(|(span, risk, usage)| finding(span, &risk, usage)));
    for (id, derived) in &draft.derived {
        let Derived::Formula(expr) = derived else { continue };
        let Some(field) = draft.definition.data.get(id) else { continue };
        // A derived field without all it is made of has no value, which is what it is for.
        let risks = known.flow.judge(expr, &Facts::default()).risks;
        let risks = risks.into_iter().filter(|risk| !matches!(risk, Risk::Unset(_)));
        findings.extend(risks.map(|risk| finding(field.span.clone(), &risk, Use::Action)));
    }
    findings
}

fn finding(span: Span, risk: &Risk, usage: Use) -> Finding {
    let Text { nl, en } = match usage {
        Use::Guard => say!("De voorwaarde geldt dan niet."; "The condition then does not hold."),
        Use::Requirement => say!("De gebeurtenis wordt dan geweigerd."; "The event is then refused."),
        Use::Action => say!("De actie mislukt dan."; "The action then fails."),
    };
    match risk {
        Risk::Unset(name) => Finding::warning(UNSET.code, span, say!("`{name}` kan hier nog leeg zijn. {nl}"; "`{name}` can still be empty here. {en}"))
            .help(say!("Schrijf `is_set({name}) and …`, gebruik `first_set({name}, …)`, of maak het veld verplicht in het formulier (`required`)."; "Write `is_set({name}) and …`, use `first_set({name}, …)`, or make the form ask for it (`required`).")),
        Risk::DivisionByZero => Finding::warning(DIVISION.code, span, say!("Hier kan door nul gedeeld worden. {nl}"; "This can divide by zero. {en}"))
            .help(say!("Zet `min: 1` bij het veld, of vraag eerst of het niet nul is."; "Give the field `min: 1`, or ask first whether it is not zero.")),
        Risk::Overflow => Finding::warning(LIMIT.code, span, say!("De uitkomst kan een te groot getal worden. {nl}"; "The result can become too large a number. {en}"))
            .help(say!("Geef de velden een `min` en een `max`."; "Give the fields a `min` and a `max`.")),
    }
}
