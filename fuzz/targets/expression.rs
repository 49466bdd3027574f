//! Any text as an expression, in a process around it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nazorg_core::definition::profile::Profile;
use nazorg_fuzz::{run, with_expression};

const KINDS: [&str; 6] = ["boolean", "integer", "text", "date", "decimal", "money"];

fuzz_target!(
    init: {
        // What surrounds the input must be right, or nothing is tried at all.
        for (good, kind) in [("getal > 3 and keuze == links", "boolean"), ("count(lijst, kant == onder)", "integer")] {
            assert!(run(with_expression(good, kind), None, Profile::Strict), "{good}");
        }
    },
    |data: &[u8]| {
        let Ok(text) = std::str::from_utf8(data) else { return };
        let kind = KINDS[data.len() % KINDS.len()];
        run(with_expression(text, kind), None, Profile::Strict);
    }
);
