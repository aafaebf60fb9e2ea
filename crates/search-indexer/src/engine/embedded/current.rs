//! Which index is live, and what shaped it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::schema::{self, READABLE_FROM, VERSION};
use crate::{document::fnv1a, engine::EngineError};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    pub version: u32,
    /// A fingerprint of the settings that shape what is written.
    #[serde(default)]
    pub settings: u64,
    pub number: u64,
}

impl Current {
    /// As this build writes indexes.
    pub fn new(number: u64) -> Self {
        Self { version: VERSION, settings: settings(), number }
    }

    pub fn read(root: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(root.join("current.json")).ok()?).ok()
    }

    pub fn write(&self, root: &Path) -> Result<(), EngineError> {
        let new = root.join("current.json.new");
        fs::write(&new, serde_json::to_vec(self).map_err(std::io::Error::other)?)?;
        File::open(&new)?.sync_all()?;
        fs::rename(new, root.join("current.json"))?;
        // The new name outlives a power cut too.
        Ok(File::open(root)?.sync_all()?)
    }

    pub fn folder(&self, root: &Path) -> PathBuf {
        folder(root, self.number)
    }

    /// Another version or other settings made it: it is to be rebuilt.
    pub fn is_outdated(&self) -> bool {
        (self.version, self.settings) != (VERSION, settings())
    }

    /// This build can search it until then.
    pub fn is_readable(&self) -> bool {
        (READABLE_FROM..=VERSION).contains(&self.version)
    }
}

/// A fingerprint of everything but the code that shapes an index: its fields with their options.
fn settings() -> u64 {
    let fields = serde_json::to_vec(&schema::schema().0).unwrap_or_default();
    fnv1a(&fields)
}

pub(super) fn folder(root: &Path, number: u64) -> PathBuf {
    root.join(format!("index-{number}"))
}
