//! NZ0421: a branch that can never be taken.

use super::super::rule::Explanation;
use super::model::Model;
use super::possible::Possible;
use crate::finding::Finding;
use crate::say;

pub(in crate::check) const EXPLANATION: Explanation = Explanation {
    code: "NZ0421",
    nl: "Deze stap kan nooit worden genomen. De voorwaarde geldt bij geen enkele waarde die kan voorkomen, \
         een eerdere tak neemt alles al, of de gebeurtenis komt nooit.",
    en: "This transition can never be taken. Its condition holds for no value that can occur, an earlier \
         branch takes everything, or its event never comes.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          data: {soort: {type: choice, options: {kort: Kort, lang: Lang, anders: Anders}}}\n\
          events: {af: {title: Af, by: [c], form: {soort: required}, require: {bekend: {if: soort != anders, say: Kies kort of lang.}}}}\n\
          initial: begin\nstates:\n  begin:\n    when:\n      af:\n        choose:\n          \
          kort: {if: soort == kort, go: einde}\n          lang: {if: soort == lang, go: einde}\n          \
          anders: {otherwise: true, go: einde}\n  einde: {final: klaar}\n",
};

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    let chart = &model.draft.chart;
    let possible = Possible::from_start(model);
    let mut findings = Vec::new();
    for (ix, transition) in chart.transitions.iter().enumerate() {
        // A state that is never reached was reported already, or follows from another finding.
        if possible.taken[ix] || !possible.active[transition.source] {
            continue;
        }
        let id = &transition.id;
        let message =
            say!("De stap `{id}` kan nooit worden genomen."; "The transition `{id}` can never be taken.");
        let help = if possible.could_come(transition) {
            say!("De voorwaarde geldt bij geen waarde die hier kan voorkomen, of een eerdere tak neemt alles al."; "Its condition holds for no value that can occur here, or an earlier branch takes everything.")
        } else {
            say!("De gebeurtenis komt in deze toestand nooit."; "Its event never comes in this state.")
        };
        findings.push(Finding::warning(EXPLANATION.code, transition.span.clone(), message).help(help));
    }
    findings
}
