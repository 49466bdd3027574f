//! Any text as a letter, in a process that sends it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nazorg_core::definition::profile::Profile;
use nazorg_fuzz::{WITH_LETTER, run};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    run(WITH_LETTER.to_owned(), Some(text.to_owned()), Profile::Strict);
});
