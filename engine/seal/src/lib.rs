//! The cipher under which what is personal is kept: XChaCha20-Poly1305 (decision 17).
//!
//! It is a package of its own so that tests build it optimised: unoptimised it took half of their time, and
//! whoever uses a cipher builds it.

use chacha20poly1305::aead::{Aead, AeadInOut, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

/// A key, 32 random bytes.
pub type Key = [u8; 32];
/// A number used once, 24 bytes: long enough to be drawn at random.
pub type Nonce = [u8; 24];

/// Seals what stands in `text` after so many bytes, in its place; the seal comes behind it. `about` stays
/// readable and is held by the seal too. None when the text is too long for the cipher: 256 GB.
#[must_use]
pub fn seal(key: &Key, nonce: &Nonce, text: &mut Vec<u8>, after: usize, about: &[u8]) -> Option<()> {
    let (_, sealed) = text.split_at_mut_checked(after)?;
    let tag = cipher(key).encrypt_inout_detached(&XNonce::from(*nonce), about, sealed.into()).ok()?;
    text.extend_from_slice(&tag);
    Some(())
}

/// Opens what was sealed. None when anything of it was changed, or the key is another.
#[must_use]
pub fn open(key: &Key, nonce: &Nonce, sealed: &[u8], about: &[u8]) -> Option<Vec<u8>> {
    cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about }).ok()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key).into())
}

#[cfg(test)]
mod tests {
    use super::{open, seal};

    #[test]
    fn only_what_was_sealed_is_opened() {
        let (key, nonce) = ([7; 32], [9; 24]);
        let mut sealed = b"voor: Sam Proef".to_vec();
        seal(&key, &nonce, &mut sealed, 6, b"persoon 1").expect("sealed");
        assert!(sealed.starts_with(b"voor: "));
        let sealed = sealed.split_off(6);
        assert_eq!(open(&key, &nonce, &sealed, b"persoon 1").as_deref(), Some(&b"Sam Proef"[..]));
        assert!(!sealed.windows(3).any(|part| part == b"Sam"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, &nonce, &changed, b"persoon 1"), None);
        }
        assert_eq!(open(&key, &nonce, &sealed, b"persoon 2"), None);
        assert_eq!(open(&[8; 32], &nonce, &sealed, b"persoon 1"), None);
    }
}
