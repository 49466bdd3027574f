//! The cipher under which what is personal is kept: XChaCha20-Poly1305 (decision 17).
//!
//! It is a package of its own so that tests build it optimised: unoptimised it took half of their time, and
//! whoever uses a cipher builds it.

use chacha20::{R20, hchacha};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce as Short, UnboundKey};

/// A key, 32 random bytes.
pub type Key = [u8; 32];
/// A number used once, 24 bytes: long enough to be drawn at random.
pub type Nonce = [u8; 24];

/// Seals what stands in `text` after so many bytes, in its place; the seal comes behind it. `about` stays
/// readable and is held by the seal too. None when the text is too long for the cipher: 256 GB.
#[must_use]
pub fn seal(key: &Key, nonce: &Nonce, text: &mut Vec<u8>, after: usize, about: &[u8]) -> Option<()> {
    let (_, sealed) = text.split_at_mut_checked(after)?;
    let (key, nonce) = once(key, nonce)?;
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(about), sealed).ok()?;
    text.extend_from_slice(tag.as_ref());
    Some(())
}

/// Opens what was sealed. None when anything of it was changed, or the key is another.
#[must_use]
pub fn open(key: &Key, nonce: &Nonce, sealed: &[u8], about: &[u8]) -> Option<Vec<u8>> {
    let (key, nonce) = once(key, nonce)?;
    let mut text = sealed.to_vec();
    let opened = key.open_in_place(nonce, Aad::from(about), &mut text).ok()?.len();
    text.truncate(opened);
    Some(text)
}

/// The X of XChaCha20: a key for this nonce alone, and the rest of the nonce.
fn once(key: &Key, nonce: &Nonce) -> Option<(LessSafeKey, Short)> {
    let (first, rest) = nonce.split_first_chunk::<16>()?;
    let once = hchacha::<R20>(&(*key).into(), &(*first).into());
    let mut short = [0; 12];
    short[4..].copy_from_slice(rest);
    let key = UnboundKey::new(&CHACHA20_POLY1305, &once).ok()?;
    Some((LessSafeKey::new(key), Short::assume_unique_for_key(short)))
}

#[cfg(test)]
mod tests {
    use std::array::from_fn;

    use super::{open, seal};

    /// The example of the cipher's description, draft-irtf-cfrg-xchacha-03, A.3.1: what is sealed elsewhere is
    /// opened here.
    #[test]
    fn it_is_the_cipher_that_its_name_says() {
        let (key, nonce) = (from_fn(|nth| 0x80 + nth as u8), from_fn(|nth| 0x40 + nth as u8));
        let about = [&[0x50, 0x51, 0x52, 0x53][..], &from_fn::<u8, 8, _>(|nth| 0xc0 + nth as u8)].concat();
        let text: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let mut sealed = text.to_vec();
        seal(&key, &nonce, &mut sealed, 0, &about).expect("sealed");
        assert_eq!(sealed[..8], [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]);
        let tag =
            [0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8, 0x78, 0x0a, 0xcf, 0x49];
        assert_eq!(sealed[text.len()..], tag);
        assert_eq!(open(&key, &nonce, &sealed, &about).as_deref(), Some(text));
    }

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
