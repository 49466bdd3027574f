//! Heads that are kept elsewhere, and what they are worth.

use std::fs;

use crate::common::{nazorg, workspace};

/// A file that somebody emptied compares nothing: that is no good news.
#[test]
fn an_emptied_file_of_heads_is_refused() {
    let dir = workspace();
    let dir = dir.path();
    let head = nazorg(dir, "--lang en audit head --keep heads.txt").ok();
    nazorg(dir, "audit verify --kept heads.txt").ok();
    for emptied in ["", "\n \n"] {
        fs::write(dir.join("heads.txt"), emptied).expect("written");
        let told = nazorg(dir, "--lang en audit verify --kept heads.txt").fails(1);
        assert!(told.contains("heads.txt") && told.contains("nothing was compared"), "{told}");
        let told =
            nazorg(dir, &format!("--lang en audit verify --kept heads.txt --head {}", head.trim())).fails(1);
        assert!(told.contains("heads.txt"), "{told}");
    }
    nazorg(dir, "audit verify").ok();
    nazorg(dir, &format!("audit verify --head {}", head.trim())).ok();
}

/// The disk was full, or the power went: what was written half is told, and hides no other head.
#[test]
fn a_half_line_of_heads_is_told() {
    let dir = workspace();
    let dir = dir.path();
    let heads = dir.join("heads.txt");
    nazorg(dir, "audit head --keep heads.txt").ok();
    let line = fs::read_to_string(&heads).expect("read");
    for half in [5, line.find(':').expect("a moment") + 1, line.len() - 60, line.len() - 1] {
        fs::write(&heads, &line[..half]).expect("written");
        nazorg(dir, "audit head --keep heads.txt").ok();
        let kept = fs::read_to_string(&heads).expect("read");
        assert_eq!(
            kept.lines().collect::<Vec<_>>()[0],
            &line[..half],
            "the new one begins on a line of its own"
        );
        let verified = nazorg(dir, "--lang en audit verify --kept heads.txt");
        if half == line.len() - 1 {
            verified.ok();
        } else {
            let told = verified.fails(1);
            assert!(told.contains("Line 1 ") && told.contains("remove"), "{told}");
        }
        // As an earlier program wrote it.
        fs::write(&heads, format!("{}{line}", &line[..half])).expect("written");
        nazorg(dir, "audit verify --kept heads.txt").fails(1);
    }
}

/// A backup mends no outbox, and with older keys it is not the store that must come back.
#[test]
fn the_doctor_advises_what_helps() {
    let dir = workspace();
    let dir = dir.path();
    fs::create_dir_all(dir.join("outbox/B000009")).expect("made");
    let told = nazorg(dir, "dokter");
    assert!(told.status == 1 && told.out.contains("De opslag zelf is goed"), "{}", told.out);
    fs::remove_dir(dir.join("outbox/B000009")).expect("removed");
    let older = fs::read(dir.join("nazorg.keys")).expect("read");
    crate::common::nazorg_with(dir, "persoon voegtoe", "voornamen: Kim\nachternaam: Proef\n").ok();
    let newer = fs::read(dir.join("nazorg.keys")).expect("read");
    fs::write(dir.join("nazorg.keys"), older).expect("written");
    let told = nazorg(dir, "dokter");
    assert!(told.status == 1 && told.out.contains("Zet eerst het nieuwste sleutelbestand"), "{}", told.out);
    fs::write(dir.join("nazorg.keys"), newer).expect("written");
    nazorg(dir, "dokter").ok();
}
