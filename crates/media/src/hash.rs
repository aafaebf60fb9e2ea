//! Names made from content.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Hexadecimal SHA-256 of the parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

/// `folder/ab/abcdef…`: two letters keep a folder small.
pub(crate) fn key(folder: &str, name: &str) -> String {
    format!("{folder}/{}/{name}", name.get(..2).unwrap_or("00"))
}
