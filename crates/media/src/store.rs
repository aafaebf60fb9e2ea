//! The blob store: a folder of this machine. Another object store would be one more way to build [`Blobs`].

use std::{path::Path as FolderPath, sync::Arc};

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem, path::Path};

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

    /// Begins a blob that is written piece by piece, so that one of any length takes little memory. Nothing stands there before
    /// [`BlobWriter::finish`].
    pub async fn begin(&self, key: &str) -> Result<BlobWriter, BlobError> {
        Ok(BlobWriter { upload: WriteMultipart::new(self.store.put_multipart(&path(key)?).await?), bytes: 0 })
    }

    /// A blob piece by piece, with its length.
    pub async fn read(
        &self,
        key: &str,
    ) -> Result<(u64, impl Stream<Item = Result<Bytes, BlobError>> + Send + 'static), BlobError> {
        let found = self.store.get(&path(key)?).await.map_err(|error| missing(error, key))?;
        Ok((found.meta.size, found.into_stream().map_err(BlobError::from)))
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

/// A blob on its way; dropped half-way it leaves nothing under its key.
pub struct BlobWriter {
    upload: WriteMultipart,
    bytes: u64,
}

/// Pieces that may be on their way to the store at once.
const PIECES: usize = 2;

impl BlobWriter {
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.upload.wait_for_capacity(PIECES).await?;
        self.upload.write(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// How long it is so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub async fn finish(self) -> Result<(), BlobError> {
        self.upload.finish().await?;
        Ok(())
    }

    /// Throws away what was written.
    pub async fn abort(self) -> Result<(), BlobError> {
        self.upload.abort().await?;
        Ok(())
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
