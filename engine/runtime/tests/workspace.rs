//! Workspaces: `nazorg.yaml`, and which files are read.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fs;
use std::path::Path;

use nazorg_runtime::{Kind, User, Workspace};
use tempfile::TempDir;

/// A code and its place: line and column.
type Found = (&'static str, (usize, usize));

fn read(text: &str) -> Result<Workspace, Vec<Found>> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("nazorg.yaml"), text).unwrap();
    Workspace::find(folder.path()).map_err(|problem| {
        assert_eq!(problem.kind, Kind::BadInput);
        problem.findings.iter().map(|finding| (finding.code, finding.span.place())).collect()
    })
}

#[test]
fn what_is_written_is_read_back_from_any_folder_below() {
    let folder = TempDir::new().unwrap();
    let mut workspace = Workspace::usual(folder.path());
    workspace.has_file = true;
    workspace.name = "Nazorg: \"Haarlem\" #1".to_owned();
    workspace.region = Some("haarlem".to_owned());
    workspace.closed = vec!["2026-05-15".parse().unwrap()];
    workspace.store = "data/zaken.db".into();
    workspace.closed_on_equated = true;
    let user = |name: &str, deputy_for: &[&str]| User {
        name: name.to_owned(),
        roles: vec!["coordinator".into()],
        deputy_for: deputy_for.iter().map(|other| (*other).to_owned()).collect(),
    };
    workspace.users.insert("j.brand".to_owned(), user("Joost", &[]));
    workspace.users.insert("fatima".to_owned(), user("Fatima: de tweede", &["j.brand"]));
    fs::write(folder.path().join("nazorg.yaml"), workspace.to_yaml().unwrap()).unwrap();
    let below = folder.path().join("processes/haarlem");
    fs::create_dir_all(&below).unwrap();
    assert_eq!(Workspace::find(&below).unwrap(), workspace);
}

#[test]
fn an_organisation_chooses_whether_it_works_on_equated_days() {
    let mut workspace = Workspace::usual(Path::new("."));
    let friday = "2026-05-15".parse().unwrap();
    assert!(workspace.calendar().is_working_day(friday));
    workspace.closed_on_equated = true;
    assert!(!workspace.calendar().is_working_day(friday));
}

#[test]
fn what_is_wrong_in_it_has_a_place() {
    assert_eq!(
        read("workspace: x\nusers:\n  a: {roles: [b], deputy_for: [c]}\n"),
        Err(vec![("NZ0130", (3, 32))])
    );
    assert_eq!(read("regoin: x\n"), Err(vec![("NZ0114", (1, 1))]));
    assert_eq!(read("closed: [2026-02-30]\n"), Err(vec![("NZ0310", (1, 10))]));
    assert_eq!(read("equated: dicht\n"), Err(vec![("NZ0115", (1, 10))]));
    assert_eq!(read("store: ../elders.db\n"), Err(vec![("NZ0129", (1, 8))]));
    assert_eq!(read("outbox: /tmp/x\n"), Err(vec![("NZ0129", (1, 9))]));
    assert!(read("workspace: x\n").is_ok());
}

#[test]
fn a_folder_with_processes_alone_can_be_checked_but_has_no_users() {
    let folder = TempDir::new().unwrap();
    assert_eq!(Workspace::find(folder.path()).unwrap_err().kind, Kind::WrongUse);
    fs::create_dir(folder.path().join("processes")).unwrap();
    let bare = Workspace::find(folder.path()).unwrap();
    assert!(!bare.has_file && bare.user("fatima").is_err());
}

#[test]
fn only_plain_small_files_of_utf8_are_read() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("processes/goed.yaml", b"\xEF\xBB\xBFprocess: goed\n");
    write("processes/.verborgen.yaml", b"x");
    write("processes/notitie.txt", b"x");
    write("processes/groot.yaml", &vec![b'x'; (1 << 20) + 1]);
    write("processes/latijn.yaml", b"a: 1\nb: caf\xE9\n");
    write("processes/utf16.yaml", b"\xFF\xFEa\0");
    write("templates/haarlem/brief.md", b"# B\n");
    write("templates/haarlem/huisstijl.yaml", b"organisation: A\ncolor: x\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        folder.path().join("processes/goed.yaml"),
        folder.path().join("processes/link.yaml"),
    )
    .unwrap();
    #[cfg(unix)]
    assert!(
        std::process::Command::new("mkfifo")
            .arg(folder.path().join("processes/pijp.yaml"))
            .status()
            .unwrap()
            .success()
    );
    let files = Workspace::find(Path::new(folder.path())).unwrap().files();
    let names: Vec<_> =
        files.definitions.iter().map(|source| (source.path.as_str(), source.text.as_str())).collect();
    assert_eq!(names, [("processes/goed.yaml", "process: goed\n")]);
    assert_eq!(files.templates[0].0, "haarlem/brief");
    assert_eq!(files.styles[0].0, "haarlem");
    let mut found: Vec<_> = files.findings.iter().map(|f| (f.span.source.path.as_str(), f.code)).collect();
    found.sort_unstable();
    let mut expected = vec![
        ("processes/groot.yaml", "NZ0108"),
        ("processes/latijn.yaml", "NZ0126"),
        ("processes/utf16.yaml", "NZ0125"),
    ];
    #[cfg(unix)]
    expected.extend([("processes/link.yaml", "NZ0124"), ("processes/pijp.yaml", "NZ0124")]);
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(files.check().findings.iter().any(|finding| finding.code == "NZ0128"));
}

/// Once such a workspace was written in a way that could not be read back.
#[test]
fn somebody_may_be_called_no() {
    let folder = TempDir::new().unwrap();
    let mut workspace = Workspace::usual(folder.path());
    for (login, deputy_for) in [("no", vec![]), ("eva", vec!["no".to_owned()]), ("null", vec![])] {
        let user = User { name: login.to_owned(), roles: vec!["yes".into()], deputy_for };
        workspace.users.insert(login.to_owned(), user);
    }
    fs::write(folder.path().join("nazorg.yaml"), workspace.to_yaml().unwrap()).unwrap();
    let read = Workspace::find(folder.path()).unwrap();
    assert_eq!(read.users, workspace.users);
}
