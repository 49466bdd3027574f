//! Any text as a letter, in a process that sends it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nazorg_core::definition::profile::Profile;
use nazorg_fuzz::{WITH_LETTER, run};

fuzz_target!(
    init: {
        // What surrounds the input must be right, or nothing is tried at all.
        let good = "# Brief\n\n{{ person.aanhef }}, {{ getal }} {{ naam }}".to_owned();
        assert!(run(WITH_LETTER.to_owned(), Some(good), Profile::Strict));
    },
    |data: &[u8]| {
        let Ok(text) = std::str::from_utf8(data) else { return };
        run(WITH_LETTER.to_owned(), Some(text.to_owned()), Profile::Strict);
    }
);
