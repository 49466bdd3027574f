//! Any text as an expression, in a process around it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nazorg_core::definition::profile::Profile;
use nazorg_fuzz::{run, with_expression};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    run(with_expression(text), None, Profile::Strict);
});
