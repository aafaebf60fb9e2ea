//! Hashing passwords with argon2id, off the async threads.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use data_encoding::BASE64_NOPAD;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::policy::MAX_PASSWORD;

/// How dear a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 19 MiB, two passes: the least that the OWASP password storage sheet recommends for argon2id.
    Standard,
    /// As cheap as argon2 allows, for tests.
    Test,
}

/// At most this many hashes are computed at a time: 38 MiB, and the processors stay free for pages.
const AT_A_TIME: usize = 2;

/// Computes and checks password hashes. Cheap to clone; one for the whole process, since it holds the limit.
///
/// Passwords are cleaned as form fields are (NFC, no invisible characters, trimmed), so that a password typed on a
/// machine that decomposes letters is the same password.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    running: Arc<Semaphore>,
    /// A hash of the same cost that no password has.
    nobody: Arc<str>,
}

impl Passwords {
    #[must_use]
    pub fn new(cost: Cost) -> Self {
        let (memory, passes) = match cost {
            Cost::Standard => (19 * 1024, 2),
            Cost::Test => (Params::MIN_M_COST, 1),
        };
        let params = Params::new(memory, passes, 1, None).expect("the parameters are within argon2's limits");
        let output = BASE64_NOPAD.encode(&crate::secret::random::<32>());
        let salt = BASE64_NOPAD.encode(&crate::secret::random::<16>());
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Arc::new(Semaphore::new(AT_A_TIME)),
            nobody: format!("$argon2id$v=19$m={memory},t={passes},p=1${salt}${output}").into(),
        }
    }

    /// A PHC string with a fresh salt.
    pub async fn hash(&self, plain: &str) -> String {
        let plain = kernel::text::clean(plain);
        self.run(move |argon2| {
            let hash: PasswordHash = argon2.hash_password(plain.as_bytes()).expect("argon2 hashes any password");
            hash.to_string()
        })
        .await
    }

    pub async fn verify(&self, plain: &str, hash: &str) -> bool {
        // Nobody has such a password: compare with nobody's hash, for the same time.
        let too_long = plain.len() > MAX_PASSWORD * 4;
        let plain = if too_long { String::new() } else { kernel::text::clean(plain) };
        let hash = if too_long { self.nobody.to_string() } else { hash.to_owned() };
        self.run(move |argon2| {
            PasswordHash::new(&hash).is_ok_and(|hash| argon2.verify_password(plain.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// Takes the time of [`Self::verify`] where there is no account, so that the time does not tell.
    pub async fn verify_nobody(&self, plain: &str) -> bool {
        self.verify(plain, &self.nobody).await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static) -> T {
        let permit = self.running.clone().acquire_owned().await.expect("the semaphore is never closed");
        let argon2 = self.argon2.clone();
        let result = spawn_blocking(move || {
            // Held by the work itself: a visitor who goes away does not free the place before the processor does.
            let _permit = permit;
            work(&argon2)
        });
        result.await.expect("argon2 does not panic")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::new(Cost::Test);
        let hash = passwords.hash("cam Khe Mây ngọt").await;
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(passwords.verify("cam Khe Mây ngọt", &hash).await);
        assert!(passwords.verify("cam Khe Ma\u{302}y ngo\u{323}t", &hash).await, "decomposed letters");
        assert!(!passwords.verify("cam Khe May ngot", &hash).await);
        assert!(!passwords.verify(&"x".repeat(100_000), &hash).await);
        assert!(!passwords.verify("cam Khe Mây ngọt", "not a hash").await);
        assert_ne!(hash, passwords.hash("cam Khe Mây ngọt").await, "the salt is fresh");
    }

    #[tokio::test]
    async fn nobody_s_hash_is_a_real_one_that_nothing_fits() {
        let passwords = Passwords::new(Cost::Test);
        assert!(PasswordHash::new(&passwords.nobody).is_ok());
        assert!(PasswordHash::new(&Passwords::new(Cost::Standard).nobody).is_ok());
        assert!(!passwords.verify_nobody("").await);
    }
}
