//! The chart as a petgraph, for questions about what can be reached.
//!
//! Every state has two nodes: it *is active*, and it is *entered by default*. Only the second leads
//! on to where a compound state begins: a transition straight into an inner state does not pass
//! through the beginning.

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

use super::chart::{Chart, Kind, StateIx};

/// Why one state leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A transition, by its place in the chart.
    Transition(usize),
    /// What is around or inside an active state is active too.
    Nesting,
}

/// The graph of a chart.
pub struct Net {
    graph: DiGraph<StateIx, Way>,
    active: Vec<NodeIndex>,
    entered: Vec<NodeIndex>,
}

impl Net {
    /// Builds the graph.
    #[must_use]
    pub fn of(chart: &Chart) -> Self {
        let mut graph = DiGraph::with_capacity(chart.states.len() * 2, chart.transitions.len() * 2);
        let active: Vec<_> = (0..chart.states.len()).map(|ix| graph.add_node(ix)).collect();
        let entered: Vec<_> = (0..chart.states.len()).map(|ix| graph.add_node(ix)).collect();
        for (ix, state) in chart.states.iter().enumerate() {
            graph.add_edge(entered[ix], active[ix], Way::Nesting);
            if let Some(parent) = state.parent {
                graph.add_edge(active[ix], active[parent], Way::Nesting);
            }
            if let Some(initial) = &state.initial {
                for target in &initial.targets {
                    graph.add_edge(entered[ix], entered[*target], Way::Nesting);
                }
            }
            if state.kind == Kind::Parallel {
                for part in &state.inside {
                    graph.add_edge(active[ix], entered[*part], Way::Nesting);
                }
            }
        }
        for (ix, transition) in chart.transitions.iter().enumerate() {
            for target in &transition.targets {
                graph.add_edge(active[transition.source], entered[*target], Way::Transition(ix));
            }
        }
        Self { graph, active, entered }
    }

    /// For each state, whether it can become active at all.
    #[must_use]
    pub fn reachable(&self) -> Vec<bool> {
        let mut walk = Dfs::new(&self.graph, self.entered[0]);
        while walk.next(&self.graph).is_some() {}
        self.active.iter().map(|node| walk.discovered.contains(node.index())).collect()
    }

    /// For each state, whether one of `ends` can be reached from it.
    #[must_use]
    pub fn leads_to(&self, ends: &[StateIx]) -> Vec<bool> {
        let reversed = Reversed(&self.graph);
        let mut walk = Dfs::empty(reversed);
        for end in ends {
            walk.move_to(self.active[*end]);
            while walk.next(reversed).is_some() {}
        }
        self.active.iter().map(|node| walk.discovered.contains(node.index())).collect()
    }
}
