//! Targets: where transitions, beginnings and memories may point.

use super::chart::{Chart, Kind, StateIx};
use super::resolve::Resolver;
use crate::definition::reader::Spanned;
use crate::definition::state as written;
use crate::finding::Finding;
use crate::id::Id;
use crate::say;

impl Resolver<'_> {
    /// The places of target states. Several must be able to be active together.
    pub(super) fn targets(&mut self, names: &[Spanned<Id>], chart: &Chart) -> Vec<StateIx> {
        let mut targets: Vec<StateIx> = Vec::new();
        for name in names {
            match chart.index.get(&name.value) {
                // The process itself is never left, so nothing can go to it.
                Some(0) | None => {
                    let states = chart.states.iter().skip(1).map(|state| &state.id);
                    self.unknown("NZ0203", &name.span, name, &say!("De toestand"; "The state"), states);
                }
                Some(ix) => {
                    if let Some(other) = targets.iter().find(|other| !chart.fit_together(*ix, **other)) {
                        let (one, other) = (&name.value, &chart.states[*other].id);
                        self.report(
                            Finding::error("NZ0231", name.span.clone(), say!("`{one}` en `{other}` kunnen niet samen actief worden."; "`{one}` and `{other}` cannot become active together."))
                                .help(say!("Noem alleen toestanden uit verschillende delen van één `parallel`."; "Name only states from different parts of one `parallel`.")),
                        );
                    }
                    targets.push(*ix);
                }
            }
        }
        targets
    }

    pub(super) fn must_be_inside(
        &mut self,
        targets: &[StateIx],
        names: &[Spanned<Id>],
        outer: StateIx,
        chart: &Chart,
    ) {
        for target in targets.iter().filter(|target| !chart.is_inside(**target, outer)) {
            let (inner, outer) = (&chart.states[*target].id, &chart.states[outer].id);
            let Some(name) = names.iter().find(|name| name.value == *inner) else { continue };
            self.report(Finding::error(
                "NZ0214",
                name.span.clone(),
                say!("`{inner}` ligt niet in `{outer}`."; "`{inner}` is not inside `{outer}`."),
            ));
        }
    }

    /// The default of a memory lies inside the state that it remembers. It is no memory of the same
    /// state: then two could send a case to each other for ever.
    pub(super) fn check_default(
        &mut self,
        targets: &[StateIx],
        names: &[Spanned<Id>],
        outer: StateIx,
        chart: &Chart,
    ) {
        self.must_be_inside(targets, names, outer, chart);
        for target in targets {
            let state = &chart.states[*target];
            if matches!(state.kind, Kind::History { .. }) && state.parent == Some(outer) {
                let id = &state.id;
                let span = names.iter().find(|name| name.value == *id).map_or(&state.span, |name| &name.span);
                self.report(Finding::error(
                    "NZ0232",
                    span.clone(),
                    say!("`{id}` is zelf een geheugen en kan hier geen begin zijn."; "`{id}` is a history itself and cannot be where one begins."),
                ));
            }
        }
    }

    /// What a kind of state cannot have.
    pub(super) fn check_shape(&mut self, state: &written::State, ix: StateIx, chart: &Chart) {
        let (id, span) = (&state.id, &state.span);
        let is_final = matches!(state.kind, written::Kind::Final { .. });
        let parent = chart.states[ix].parent.map(|parent| &chart.states[parent]);
        if is_final && parent.is_some_and(|parent| parent.kind == Kind::Parallel) {
            self.report(
                Finding::error("NZ0234", span.clone(), say!("`{id}` is een einde en kan geen deel van een `parallel` zijn."; "`{id}` is an end and cannot be a part of a `parallel`."))
                    .help(say!("Geef het deel `states` met daarin een `final: true`."; "Give the part `states` with a `final: true` inside.")),
            );
        }
        if is_final && !(state.when.is_empty() && state.always.is_none() && state.history.is_empty()) {
            self.expect(Finding::error(
                "NZ0235",
                span.clone(),
                say!("`{id}` is een einde: daar gaat niets meer verder."; "`{id}` is an end: nothing leads on from there."),
            ));
        }
        let empty = matches!(&state.kind, written::Kind::Compound { .. } | written::Kind::Parallel(_));
        if empty && state.inside().is_empty() {
            self.expect(Finding::error(
                "NZ0236",
                span.clone(),
                say!("`{id}` heeft geen toestanden."; "`{id}` has no states inside."),
            ));
        }
        if let (None, Some((memory, history))) = (parent, state.history.first()) {
            self.expect(
                Finding::error("NZ0237", history.span.clone(), say!("`{memory}` onthoudt nooit iets: het proces zelf wordt niet verlaten."; "`{memory}` never remembers anything: the process itself is not left."))
                    .help(say!("Zet de toestanden die onthouden moeten worden in één toestand, met daar de `history`."; "Put the states to be remembered into one state, with the `history` there.")),
            );
        }
    }
}
