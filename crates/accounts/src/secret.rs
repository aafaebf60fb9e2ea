//! Random secrets that are handed out once and stored only as a hash.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// A secret to hand out. It does not show in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// 32 random bytes, 43 letters that may stand in an address or a cookie.
    pub(crate) fn random() -> Self {
        Self(BASE64URL_NOPAD.encode(&random::<32>()))
    }

    /// Eight decimal digits, to be read out over the telephone.
    pub(crate) fn digits() -> Self {
        // 2^64 is so much larger than 10^8 that the remainder is even enough.
        Self(format!("{:08}", u64::from_be_bytes(random()) % 100_000_000))
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// SHA-256 in hexadecimal. Enough for secrets of 80 random bits and more, which nobody can try out.
pub(crate) fn hash(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}
