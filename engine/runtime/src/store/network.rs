//! Whether the store lies on a network share, where SQLite's locks cannot be trusted.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use nazorg_core::say;
use nazorg_core::text::Text;

const SHARES: [&str; 11] =
    ["nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"];

/// A warning when the folder is on a network share, as far as the system tells.
pub(crate) fn warning(path: &Path) -> Option<Text> {
    let path = path.parent()?.canonicalize().ok()?;
    // The kernel does not tell how long the list is, and makes it anew for each piece that is asked for.
    let mut mounts = String::with_capacity(16 * 1024);
    File::open("/proc/self/mountinfo").ok()?.read_to_string(&mut mounts).ok()?;
    let kind = kind_of(&path, &mounts)?;
    SHARES.contains(&kind.as_str()).then(|| {
        say!(
            "De opslag staat op een netwerkschijf ({kind}). Daar kan zij stukgaan. Gebruik een schijf van deze computer.";
            "The store is on a network share ({kind}). It can break there. Use a disk of this computer."
        )
    })
}

/// The kind of file system of the innermost mount around a path.
fn kind_of(path: &Path, mounts: &str) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            let mount = left.split(' ').nth(4)?.replace("\\040", " ");
            path.starts_with(&mount)
                .then(|| (mount.len(), right.split(' ').next().unwrap_or_default().to_owned()))
        })
        .max()
        .map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / /srv/gedeeld\\040werk rw shared:1 - cifs //server/werk rw\n";
        let kind = |path: &str| kind_of(path.as_ref(), mounts);
        assert_eq!(kind("/srv/gedeeld werk/nazorg").as_deref(), Some("cifs"));
        assert_eq!(kind("/srv/gedeeld").as_deref(), Some("ext4"));
    }
}
