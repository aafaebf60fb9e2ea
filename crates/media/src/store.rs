//! The blob store: a folder of this machine. Another object store would be one more way to build [`Blobs`].

use std::{path::Path as FolderPath, sync::Arc};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};

use crate::PictureAddress;

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("there is no blob {0}")]
    NotFound(String),
    #[error("{0:?} is not a blob's key")]
    BadKey(String),
    #[error("the folder of blobs cannot be used")]
    Folder(#[source] std::io::Error),
    #[error("the blob store failed")]
    Store(#[from] object_store::Error),
}

/// Blobs by key. Cheap to clone. A write is whole or absent: it goes to a side file that is then renamed.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// Makes the folder where it is missing. A write that returned is on the disk.
    pub fn open(folder: &FolderPath) -> Result<Self, BlobError> {
        Self::local(folder, true)
    }

    /// For filling a floor in bulk: faster, and a power cut may lose the last writes.
    pub fn open_unsynced(folder: &FolderPath) -> Result<Self, BlobError> {
        Self::local(folder, false)
    }

    fn local(folder: &FolderPath, sync: bool) -> Result<Self, BlobError> {
        std::fs::create_dir_all(folder).map_err(BlobError::Folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(sync);
        Ok(Self { store: Arc::new(store) })
    }

    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), BlobError> {
        self.store.put(&path(key)?, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        match self.store.get(&path(key)?).await {
            Ok(found) => Ok(found.bytes().await?),
            Err(error) => Err(missing(error, key)),
        }
    }

    /// What `/anh/…` serves, with its content type.
    pub async fn get_public(&self, address: &PictureAddress) -> Result<(Bytes, &'static str), BlobError> {
        Ok((self.get(&address.blob_key()).await?, address.format.content_type()))
    }

    /// Deleting what is not there is no error.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        match self.store.delete(&path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn exists(&self, key: &str) -> Result<bool, BlobError> {
        match self.store.head(&path(key)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Keys are ours: lower-case names of hashes under one of the two prefixes. Anything else is a mistake or an attack.
fn path(key: &str) -> Result<Path, BlobError> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
    };
    let prefixed = key.starts_with("public/") || key.starts_with("private/");
    if !prefixed || !key.split('/').all(plain) {
        return Err(BlobError::BadKey(key.to_owned()));
    }
    Path::parse(key).map_err(|_| BlobError::BadKey(key.to_owned()))
}

fn missing(error: object_store::Error, key: &str) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::NotFound(key.to_owned()),
        other => other.into(),
    }
}
