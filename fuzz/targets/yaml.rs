//! Any text as a definition.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nazorg_core::definition::profile::Profile;
use nazorg_fuzz::run;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let profile = if data.len() % 2 == 0 { Profile::Strict } else { Profile::Statechart };
    run(text.to_owned(), None, profile);
});
