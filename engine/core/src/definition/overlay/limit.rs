//! The limits of the base: what a param may be, and in which direction a locked term may go.

use std::cmp::Ordering;

use super::merge::{At, Merge};
use super::tree::{entry, shown, value};
use crate::calendar::{Amount, Direction, Formula};
use crate::definition::field::{Field, Param, before, to_json};
use crate::definition::node::{Key, Node};
use crate::definition::reader::Reader;
use crate::finding::Span;
use crate::say;
use crate::text::Text;
use crate::value::Value;

/// How two values stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Same,
    Higher,
    Unknown,
}

impl Merge<'_> {
    /// A param that gets another value says why.
    pub(super) fn param(&mut self, base: &Node, over: &[(Key, Node)], at: &At) {
        let Some((key, _)) = over.iter().find(|(key, _)| key.name == "value") else { return };
        if at.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            let base = entry(base, "value").map_or_else(|| at.base.clone(), |(key, _)| key.span.clone());
            let Text { nl, en } = at.words();
            self.error("NZ0913", &key.span, say!("{nl} krijgt een andere waarde, zonder reden."; "{en} gets another value, without a reason."), &base, say!("zo staat het in de basis"; "this is how the base has it"))
                .help = Some(say!("Zet erbij: `reason: …`."; "Add `reason: …`."));
        }
    }

    /// Holds the value or a limit of a param against the base.
    pub(super) fn param_allows(&mut self, base: &Node, name: &str, over: &Node, at: &At) -> bool {
        // The base's own faults are reported where they stand.
        let Some(param) = Param::read(base, &Reader::default()) else { return true };
        let Ok(new) = without_limits(&param.field).value(&to_json(over)) else { return true };
        match name {
            "value" => self.value_allowed(base, &param, &new, over, at),
            "min" => self.limit_allowed(base, "min", param.field.min.as_ref(), &new, over, at),
            _ => self.limit_allowed(base, "max", param.field.max.as_ref(), &new, over, at),
        }
    }

    fn value_allowed(&mut self, base: &Node, param: &Param, new: &Value, over: &Node, at: &At) -> bool {
        let Text { nl, en } = at.words();
        let shown = shown(over);
        if let Some((key, source)) = entry(base, "fixed") {
            let place = joined(&key.span, &source.span);
            let may = value(base, "may").and_then(Node::scalar);
            let side = side(new, &param.value);
            let wanted = match may {
                Some("lower" | "stricter") => Side::Lower,
                Some("higher") => Side::Higher,
                _ => {
                    self.error(
                        "NZ0916",
                        &over.span,
                        say!("{nl} ligt vast in de basis."; "{en} is fixed in the base."),
                        &place,
                        say!("hier staat waarom"; "here is why"),
                    );
                    return false;
                }
            };
            if side == Side::Unknown {
                return self.cannot_compare(over, &place, at);
            }
            if side != wanted && side != Side::Same {
                self.error("NZ0918", &over.span, say!("{nl} mag alleen strenger dan de basis, en `{shown}` is dat niet."; "{en} may only be stricter than the base, and `{shown}` is not."), &place, say!("hier staat waarom"; "here is why"));
                return false;
            }
        }
        for (limit, key, outside) in
            [(&param.field.min, "min", Side::Lower), (&param.field.max, "max", Side::Higher)]
        {
            let (Some(limit), Some((limit_key, node))) = (limit, entry(base, key)) else { continue };
            let place = joined(&limit_key.span, &node.span);
            match side(new, limit) {
                Side::Unknown => return self.cannot_compare(over, &place, at),
                found if found == outside => {
                    let limit = super::tree::shown(node);
                    self.error("NZ0914", &over.span, say!("{nl} wordt `{shown}`. De basis laat dat niet toe: `{key}` is `{limit}`."; "{en} becomes `{shown}`. The base does not allow it: `{key}` is `{limit}`."), &place, say!("de grens van de basis"; "the limit of the base"));
                    return false;
                }
                _ => {}
            }
        }
        true
    }

    /// A limit can only become narrower.
    fn limit_allowed(
        &mut self,
        base: &Node,
        key: &str,
        limit: Option<&Value>,
        new: &Value,
        over: &Node,
        at: &At,
    ) -> bool {
        let (Some(limit), Some((limit_key, node))) = (limit, entry(base, key)) else { return true };
        let place = joined(&limit_key.span, &node.span);
        let wider = if key == "min" { Side::Lower } else { Side::Higher };
        match side(new, limit) {
            Side::Unknown => self.cannot_compare(over, &place, at),
            found if found == wider => {
                let Text { nl, en } = at.words();
                self.error(
                    "NZ0915",
                    &over.span,
                    say!("{nl} maakt de grens van de basis ruimer."; "{en} widens the limit of the base."),
                    &place,
                    say!("de grens van de basis"; "the limit of the base"),
                )
                .help = Some(
                    say!("Een regio mag een grens alleen nauwer maken."; "A region can only narrow a limit."),
                );
                false
            }
            _ => true,
        }
    }

    fn cannot_compare(&mut self, over: &Node, place: &Span, at: &At) -> bool {
        let Text { nl, en } = at.words();
        self.error("NZ0919", &over.span, say!("{nl} is zo niet te vergelijken met de basis."; "{en} cannot be compared with the base like this."), place, say!("hiermee wordt vergeleken"; "this is compared with"))
            .help = Some(say!("Gebruik dezelfde eenheid en dezelfde begindatum als de basis."; "Use the same unit and the same anchor as the base."));
        false
    }

    /// Holds a locked term that may become stricter against the base: it may only come earlier.
    pub(super) fn term_allows(&mut self, base: &Node, name: &str, over: &Node, at: &At) -> bool {
        let Some((_, old)) = entry(base, name) else { return true };
        let place = ["locked", "may"]
            .iter()
            .find_map(|word| entry(base, word))
            .map_or_else(|| at.base.clone(), |(key, value)| joined(&key.span, &value.span));
        let parse = |node: &Node| Formula::parse(node.scalar().unwrap_or_default()).ok();
        // What cannot be read is reported where it stands.
        let (Some(old), Some(new)) = (parse(old), parse(over)) else { return true };
        let is_like = old.anchor == new.anchor
            && old.direction == new.direction
            && old.every == new.every
            && old.time == new.time;
        let amounts = match (&old.amount, &new.amount) {
            (Amount::Fixed(old), Amount::Fixed(new)) if is_like => (*old, *new),
            _ => return self.cannot_compare(over, &place, at),
        };
        let side = side(&Value::Duration(amounts.1), &Value::Duration(amounts.0));
        let earlier = if old.direction == Direction::Before { Side::Higher } else { Side::Lower };
        match side {
            Side::Unknown => self.cannot_compare(over, &place, at),
            Side::Same => true,
            side if side == earlier => true,
            _ => {
                let (Text { nl, en }, shown) = (at.words(), shown(over));
                self.error("NZ0918", &over.span, say!("{nl} mag alleen strenger dan de basis, en `{shown}` is dat niet."; "{en} may only be stricter than the base, and `{shown}` is not."), &place, say!("hier staat waarom"; "here is why"));
                false
            }
        }
    }
}

fn joined(key: &Span, value: &Span) -> Span {
    Span { source: key.source.clone(), range: key.range.start..value.range.end.max(key.range.end) }
}

fn without_limits(field: &Field) -> Field {
    Field { min: None, max: None, ..field.clone() }
}

fn side(new: &Value, old: &Value) -> Side {
    if let (Value::Duration(new), Value::Duration(old)) = (new, old) {
        return match new.compared(*old) {
            Some(Ordering::Less) => Side::Lower,
            Some(Ordering::Equal) => Side::Same,
            Some(Ordering::Greater) => Side::Higher,
            None => Side::Unknown,
        };
    }
    match () {
        () if before(new, old) => Side::Lower,
        () if before(old, new) => Side::Higher,
        () if new == old => Side::Same,
        () => Side::Unknown,
    }
}
