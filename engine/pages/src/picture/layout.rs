//! Boxes of one level in layers, by the method of Sugiyama.

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::{LabelPos, RankAlign};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, layout};

use super::bends::{Frame, Point, Way, bend, lower};
use super::boxes::{BODY, LINE, Line, SIGN};
use super::type_size::width;

/// An arrow between two boxes, by their places in the list.
pub(super) struct Inner {
    /// None when it comes from everywhere in the box around it.
    pub(super) from: Option<usize>,
    pub(super) to: usize,
    pub(super) lines: Vec<Line>,
}

/// An arrow with its way and the middle of its label.
pub(super) struct Route {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) label: (f64, f64),
    pub(super) lines: Vec<Line>,
}

/// Boxes and arrows in their places.
pub(super) struct Laid {
    /// The upper left corners of the boxes.
    pub(super) places: Vec<(f64, f64)>,
    pub(super) routes: Vec<Route>,
    pub(super) start: Option<(f64, f64)>,
    /// Where the arrows begin that come from everywhere.
    pub(super) anywhere: Vec<(f64, f64)>,
    pub(super) size: (f64, f64),
}

/// The name and size of the point where it begins.
const START: &str = "start";
pub(super) const START_SIZE: f64 = 14.0;
/// Between two layers of boxes; half of it between a box and the words of an arrow.
const RANK_GAP: f64 = 36.0;

/// The size of the words along an arrow.
pub(super) fn label_size(lines: &[Line]) -> (f64, f64) {
    let all = || lines.iter().flat_map(|line| line.text.iter().map(move |text| (line.indent, text)));
    let widest = all().map(|(indent, text)| indent + width(text, BODY, false)).fold(0.0, f64::max);
    (widest + SIGN, all().count() as f64 * LINE)
}

/// Lays out boxes with their arrows. What no arrow joins to the first box comes below the rest: it is reached
/// from everywhere, or not at all.
pub(super) fn layered(sizes: &[(f64, f64)], mut arrows: Vec<Inner>, first: Option<usize>) -> Laid {
    // In the order in which it was written, arrows against that order are the ones that turn back.
    arrows.sort_by_key(|arrow| (arrow.from, arrow.to));
    let main = joined(sizes.len(), &arrows, first.unwrap_or_default());
    let (above, below): (Vec<Inner>, Vec<Inner>) = arrows.into_iter().partition(|arrow| main[arrow.to]);
    let mut laid = group(sizes, above, first, |ix| main[ix]);
    if main.iter().all(|main| *main) {
        return laid;
    }
    let rest = group(sizes, below, None, |ix| !main[ix]);
    let down = laid.size.1 + RANK_GAP;
    let right = (laid.size.0 - rest.size.0) / 2.0;
    let (main_right, rest_right) = ((-right).max(0.0), right.max(0.0));
    laid.shift(main_right, 0.0);
    let mut rest = rest;
    rest.shift(rest_right, down);
    for (ix, place) in rest.places.iter().enumerate().filter(|(ix, _)| !main[*ix]) {
        laid.places[ix] = *place;
    }
    laid.routes.extend(rest.routes);
    laid.anywhere.extend(rest.anywhere);
    laid.size = (laid.size.0.max(rest.size.0), down + rest.size.1);
    laid
}

/// Which boxes hang together with one of them.
fn joined(count: usize, arrows: &[Inner], with: usize) -> Vec<bool> {
    let mut joined: Vec<bool> = (0..count).map(|ix| ix == with).collect();
    loop {
        let before = joined.iter().filter(|joined| **joined).count();
        for (from, to) in arrows.iter().filter_map(|arrow| Some((arrow.from?, arrow.to))) {
            let any = joined[from] || joined[to];
            (joined[from], joined[to]) = (any, any);
        }
        if joined.iter().filter(|joined| **joined).count() == before {
            return joined;
        }
    }
}

/// Lays out those boxes that belong to a group.
fn group(
    sizes: &[(f64, f64)],
    arrows: Vec<Inner>,
    first: Option<usize>,
    belongs: impl Fn(usize) -> bool,
) -> Laid {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    let node = |width: f64, height: f64| NodeLabel { width, height, ..NodeLabel::default() };
    if first.is_some() {
        graph.set_node(START.to_owned(), Some(node(START_SIZE, START_SIZE)));
    }
    for (ix, (width, height)) in sizes.iter().enumerate().filter(|(ix, _)| belongs(*ix)) {
        graph.set_node(ix.to_string(), Some(node(*width, *height)));
    }
    if let Some(first) = first {
        let label = EdgeLabel { weight: 4, ..EdgeLabel::default() };
        graph.set_edge(START, first.to_string(), Some(label), None);
    }
    for arrow in &arrows {
        let (width, height) = label_size(&arrow.lines);
        let label = EdgeLabel { width, height, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        if arrow.from.is_none() {
            graph.set_node(arrow.tail(), Some(node(START_SIZE, START_SIZE)));
        }
        graph.set_edge(arrow.tail(), arrow.to.to_string(), Some(label), None);
    }
    let options = LayoutOptions {
        nodesep: 36.0,
        edgesep: 18.0,
        ranksep: RANK_GAP,
        rank_align: RankAlign::Top,
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));
    let mut laid = read(&graph, sizes, arrows, first);
    settle(&mut laid, sizes, belongs);
    laid
}

impl Inner {
    /// The name of the point where it begins.
    fn tail(&self) -> String {
        self.from.map_or_else(|| format!("anywhere {}", self.to), |from| from.to_string())
    }
}

impl Laid {
    fn shift(&mut self, x: f64, y: f64) {
        let moved = |(left, top): (f64, f64)| (left + x, top + y);
        self.places.iter_mut().for_each(|place| *place = moved(*place));
        self.start = self.start.map(moved);
        self.anywhere.iter_mut().for_each(|point| *point = moved(*point));
        for route in &mut self.routes {
            route.points.iter_mut().for_each(|point| *point = moved(*point));
            route.label = moved(route.label);
        }
    }
}

fn read(
    graph: &Graph<NodeLabel, EdgeLabel>,
    sizes: &[(f64, f64)],
    arrows: Vec<Inner>,
    first: Option<usize>,
) -> Laid {
    let middle = |name: &str| {
        let node = graph.node(name);
        node.map_or((0.0, 0.0), |node| (node.x.unwrap_or_default(), node.y.unwrap_or_default()))
    };
    let point = |name: &str| Frame::around(middle(name), (START_SIZE, START_SIZE));
    let mut frames: Vec<Frame> =
        sizes.iter().enumerate().map(|(ix, size)| Frame::around(middle(&ix.to_string()), *size)).collect();
    let boxes = frames.len();
    let mut laid = Laid {
        places: frames.iter().map(|frame| (frame.left, frame.top)).collect(),
        routes: Vec::new(),
        start: None,
        anywhere: Vec::new(),
        size: (0.0, 0.0),
    };
    let start = first.map(|to| (START.to_owned(), None, to, Vec::new()));
    let rest = arrows.into_iter().map(|arrow| (arrow.tail(), arrow.from, arrow.to, arrow.lines));
    let (mut ways, mut labels) = (Vec::new(), Vec::new());
    for (tail, from, to, lines) in start.into_iter().chain(rest) {
        let label = graph.edge(&tail, &to.to_string(), None);
        let points: Vec<Point> = label.iter().flat_map(|label| &label.points).map(|p| (p.x, p.y)).collect();
        let by = points.get(1..points.len().saturating_sub(1)).unwrap_or_default().to_vec();
        let at = label.map_or((0.0, 0.0), |label| (label.x.unwrap_or_default(), label.y.unwrap_or_default()));
        if !lines.is_empty() {
            labels.push(Frame::around(at, label_size(&lines)));
        }
        let from = from.unwrap_or_else(|| {
            frames.push(point(&tail));
            frames.len() - 1
        });
        ways.push(Way { from, to, by });
        laid.routes.push(Route { points: Vec::new(), label: at, lines });
    }
    // Boxes of another group stand nowhere yet, and so in no layer of this one.
    let stands = |ix: usize| graph.node(&ix.to_string()).is_some();
    let nowhere = Frame { left: 0.0, top: f64::MIN, width: 0.0, height: 0.0 };
    for ix in (0..boxes).filter(|ix| !stands(*ix)) {
        frames[ix] = nowhere;
    }
    let (own, points) = frames.split_at_mut(boxes);
    lower(points, own, &labels);
    let mut middles = points.iter().map(Frame::middle);
    laid.start = first.and_then(|_| middles.next());
    laid.anywhere = middles.collect();
    for (route, points) in laid.routes.iter_mut().zip(bend(&frames, &labels, &ways)) {
        route.points = points;
    }
    laid
}

/// Moves everything to the upper left corner, and measures it with its arrows and their words.
fn settle(laid: &mut Laid, sizes: &[(f64, f64)], belongs: impl Fn(usize) -> bool) {
    let mut edges = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    let mut take = |x: f64, y: f64, width: f64, height: f64| {
        edges = [edges[0].min(x), edges[1].min(y), edges[2].max(x + width), edges[3].max(y + height)];
    };
    for (ix, ((x, y), (width, height))) in laid.places.iter().zip(sizes).enumerate() {
        if belongs(ix) {
            take(*x, *y, *width, *height);
        }
    }
    for route in &laid.routes {
        route.points.iter().for_each(|(x, y)| take(*x, *y, 0.0, 0.0));
        if !route.lines.is_empty() {
            let (width, height) = label_size(&route.lines);
            take(route.label.0 - width / 2.0, route.label.1 - height / 2.0, width, height);
        }
    }
    for (x, y) in laid.start.iter().chain(&laid.anywhere) {
        take(x - START_SIZE / 2.0, y - START_SIZE / 2.0, START_SIZE, START_SIZE);
    }
    laid.shift(-edges[0], -edges[1]);
    laid.size = (edges[2] - edges[0], edges[3] - edges[1]);
}
