//! The two suites of algorithms, behind one face: seal and open bytes, and make keyed hashes. Each keyed hash has 32
//! bytes, and each key is derived for its use, so that no key serves two.
//! Deliberately absent: what is sealed, and where keys come from.

use aes::Aes256;
use aes::cipher::consts::{U12, U16};
use aes::cipher::{BlockCipher, BlockEncrypt, BlockSizeUser};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use hmac::{Hmac, Mac};
use sea_orm::{DeriveActiveEnum, EnumIter, Iterable};
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

/// Bytes of a master key, of a data key and of a keyed hash.
pub const KEY_BYTES: usize = 32;
/// Bytes of the number that is used once.
const NONCE_BYTES: usize = 12;

/// A key of 32 bytes, wiped when it is dropped.
pub type Key = Zeroizing<[u8; KEY_BYTES]>;

/// A suite of algorithms, whose name stands beside everything that it made.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    clap::ValueEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "UPPERCASE")]
#[value(rename_all = "lower")]
pub enum Suite {
    /// AES-256-GCM with HMAC-SHA-256.
    #[default]
    Aes,
    /// SM4-GCM with HMAC-SM3.
    Sm,
}

impl Suite {
    /// As sealed texts name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aes => "AES",
            Self::Sm => "SM",
        }
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::iter().find(|suite| suite.as_str() == name)
    }

    /// A keyed hash of parts in their order; no two lists of parts are hashed alike.
    pub fn keyed_hash(self, key: &[u8; KEY_BYTES], parts: &[&str]) -> [u8; KEY_BYTES] {
        match self {
            Self::Aes => hash_with::<Hmac<Sha256>>(key, parts),
            Self::Sm => hash_with::<Hmac<Sm3>>(key, parts),
        }
    }

    /// A key for one use, from a key that has none.
    pub fn derive(self, key: &[u8; KEY_BYTES], purpose: &str) -> Key {
        Zeroizing::new(self.keyed_hash(key, &["workrooms", self.as_str(), purpose]))
    }

    /// The number, the ciphertext and its tag; none where the operating system gives no random bytes.
    pub fn seal(self, key: &Key, bound_to: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).ok()?;
        let sealed = self.seal_with(key.as_slice(), nonce, bound_to, plain)?;
        Some([&nonce[..], &sealed].concat())
    }

    /// What was sealed; none where any bit of it, or of what it is bound to, is another.
    pub fn open(self, key: &Key, bound_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let nonce = &Nonce::<U12>::from(*nonce);
        let plain = match self {
            Self::Aes => gcm::<Aes256>(key.as_slice())?.decrypt(nonce, payload),
            Self::Sm => gcm::<Sm4>(key.get(..16)?)?.decrypt(nonce, payload),
        };
        plain.ok().map(Zeroizing::new)
    }

    fn seal_with(
        self,
        key: &[u8],
        nonce: [u8; NONCE_BYTES],
        bound_to: &[u8],
        plain: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: plain,
            aad: bound_to,
        };
        let nonce = &Nonce::<U12>::from(nonce);
        match self {
            Self::Aes => gcm::<Aes256>(key)?.encrypt(nonce, payload).ok(),
            // SM4 has keys of 16 bytes.
            Self::Sm => gcm::<Sm4>(key.get(..16)?)?.encrypt(nonce, payload).ok(),
        }
    }
}

fn gcm<C>(key: &[u8]) -> Option<AesGcm<C, U12>>
where
    C: BlockCipher + BlockEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit,
{
    AesGcm::new_from_slice(key).ok()
}

fn hash_with<M: Mac + hmac::digest::KeyInit>(
    key: &[u8; KEY_BYTES],
    parts: &[&str],
) -> [u8; KEY_BYTES] {
    let Ok(mut mac) = <M as Mac>::new_from_slice(key) else {
        // A keyed hash takes keys of every length.
        return [0; KEY_BYTES];
    };
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        mac.update(&length.to_be_bytes());
        mac.update(part.as_bytes());
    }
    let made = mac.finalize().into_bytes();
    made.first_chunk::<KEY_BYTES>().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm3::Digest;

    fn bytes(hex: &str) -> Vec<u8> {
        hex::decode(hex).unwrap()
    }

    #[test]
    fn gcm_gives_what_was_published() {
        let rows = [
            // RFC 8998, appendix A.1.
            (
                Suite::Sm,
                "0123456789abcdeffedcba9876543210",
                "00001234567800000000abcd",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec",
            ),
            // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
            (
                Suite::Aes,
                "0000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000",
                "",
                "",
                "530f8afbc74536b9a963b4f1c4cb738b",
            ),
            (
                Suite::Aes,
                "0000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000",
                "",
                "00000000000000000000000000000000",
                "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
            ),
            (
                Suite::Aes,
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
            ),
        ];
        for (suite, key, nonce, bound_to, plain, sealed) in rows {
            let nonce_bytes = bytes(nonce).try_into().unwrap();
            let made = suite.seal_with(&bytes(key), nonce_bytes, &bytes(bound_to), &bytes(plain));
            assert_eq!(hex::encode(made.unwrap()), sealed, "{suite:?}");
            let mut whole = [0_u8; KEY_BYTES];
            for (to, from) in whole.iter_mut().zip(bytes(key)) {
                *to = from;
            }
            let opened = suite.open(
                &Zeroizing::new(whole),
                &bytes(bound_to),
                &bytes(&format!("{nonce}{sealed}")),
            );
            assert_eq!(hex::encode(opened.unwrap()), plain, "{suite:?}");
        }
    }

    #[test]
    fn hashes_give_what_was_published() {
        // GB/T 32905, example 1.
        assert_eq!(
            hex::encode(Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        // RFC 4231, test case 1.
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&[0x0b; 20]).unwrap();
        mac.update(b"Hi There");
        assert_eq!(
            hex::encode(mac.finalize().into_bytes()),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        // GM/T 0042, HMAC-SM3, the first example.
        let key: Vec<u8> = (1..=32).collect();
        let mut mac = <Hmac<Sm3> as Mac>::new_from_slice(&key).unwrap();
        mac.update(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
                .repeat(2)
                .as_bytes(),
        );
        assert_eq!(
            hex::encode(mac.finalize().into_bytes()),
            "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
        );
    }

    #[test]
    fn parts_are_not_run_together() {
        let key = [7; KEY_BYTES];
        for suite in Suite::iter() {
            assert_ne!(
                suite.keyed_hash(&key, &["ab", "c"]),
                suite.keyed_hash(&key, &["a", "bc"])
            );
            assert_eq!(Suite::parse(suite.as_str()), Some(suite));
        }
        assert_eq!(Suite::parse("ROT13"), None);
    }
}
