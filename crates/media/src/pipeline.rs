//! One picture from upload to files: bounded in number at once and in time.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::future::try_join_all;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::{Blobs, PictureAddress, PictureError, decode, encode, hash};

/// Raised when the making changes, so that the same upload gets new addresses and no cache shows the old files.
const VERSION: u8 = 1;

/// How long a picture may take, waiting for its turn included.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What a picture is for decides its widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Photo,
    Logo,
    Banner,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Logo => "logo",
            Self::Banner => "banner",
        }
    }

    fn widths(self) -> &'static [u32] {
        match self {
            Self::Photo => &[160, 320, 640, 1280],
            Self::Logo => &[80, 160, 320],
            Self::Banner => &[640, 1280, 1600],
        }
    }

    /// The profile's widths that lie below the picture's own, then its own or the profile's largest: never an enlarged copy.
    fn widths_for(self, own: u32) -> Vec<u32> {
        let all = self.widths();
        let largest = all.iter().copied().max().unwrap_or(own);
        let mut widths: Vec<u32> = all.iter().copied().filter(|&width| width < own).collect();
        if own <= largest {
            widths.push(own);
        }
        widths
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Webp,
    Jpeg,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Webp, Self::Jpeg];

    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
        }
    }

    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// One file of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub width: u32,
    pub height: u32,
    pub format: Format,
    pub key: String,
    pub size: u64,
}

/// A picture whose files are stored; [`crate::insert_picture`] makes it known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    pub id: String,
    /// Upright, before any resizing.
    pub width: u32,
    pub height: u32,
    pub variants: Vec<Variant>,
    /// `#rrggbb`, shown while the picture loads.
    pub colour: String,
    /// Size of the upload.
    pub bytes: u64,
}

impl Processed {
    /// Each width once, smallest first.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        self.variants.iter().filter(|v| v.format == Format::Webp).map(|v| v.width).collect()
    }
}

/// Takes pictures and papers in. Cheap to clone; the clones share their turn.
#[derive(Debug, Clone)]
pub struct Media {
    pub(crate) blobs: Blobs,
    turns: Arc<Semaphore>,
    time_limit: Duration,
}

impl Media {
    #[must_use]
    pub fn new(blobs: Blobs) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { blobs, turns: Arc::new(Semaphore::new(cores)), time_limit: TIME_LIMIT }
    }

    /// For slow machines and tests.
    #[must_use]
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Makes and stores every file of the picture. To be called outside any transaction.
    pub async fn process(&self, bytes: Bytes, profile: Profile) -> Result<Processed, PictureError> {
        let (processed, files) = self.in_turn(move || render(bytes, profile)).await??;
        try_join_all(files.into_iter().map(|(key, bytes)| async move { self.blobs.put(&key, bytes).await })).await?;
        Ok(processed)
    }

    /// Runs heavy work on a thread of its own, as many at once as there are cores. A thread cannot be stopped from outside: when
    /// time runs out the caller goes free, and the turn comes back when the work ends. The limits of [`decode`] bound that.
    pub(crate) async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PictureError> {
        let turns = Arc::clone(&self.turns);
        let run = async move {
            let turn = turns.acquire_owned().await.map_err(|_| PictureError::TooSlow)?;
            let thread = spawn_blocking(move || {
                let done = work();
                drop(turn);
                done
            });
            thread.await.map_err(|error| {
                tracing::warn!(%error, "a decoder gave up on a picture");
                PictureError::Damaged
            })
        };
        timeout(self.time_limit, run).await.map_err(|_| PictureError::TooSlow)?
    }
}

type Files = Vec<(String, Bytes)>;

fn render(bytes: Bytes, profile: Profile) -> Result<(Processed, Files), PictureError> {
    let pixels = decode(&bytes)?.pixels;
    let mut id = hash::sha256(&[&[VERSION], profile.name().as_bytes(), &[0], &bytes]);
    id.truncate(PictureAddress::ID_LENGTH);
    let (mut files, mut variants) = (Files::new(), Vec::new());
    let mut colour = None;
    for width in profile.widths_for(pixels.width()) {
        let resized = encode::resize(&pixels, width)?;
        colour.get_or_insert_with(|| encode::dominant_colour(&resized));
        for format in Format::ALL {
            let encoded = match format {
                Format::Webp => encode::webp(&resized)?,
                Format::Jpeg => encode::jpeg(&resized)?,
            };
            let key = PictureAddress { id: id.clone(), width, format }.blob_key();
            let (height, size) = (resized.height(), encoded.len() as u64);
            variants.push(Variant { width, height, format, key: key.clone(), size });
            files.push((key, encoded.into()));
        }
    }
    let processed = Processed {
        width: pixels.width(),
        height: pixels.height(),
        variants,
        colour: colour.unwrap_or_default(),
        bytes: bytes.len() as u64,
        id,
    };
    files.push((hash::key("private/originals", &processed.id), bytes));
    Ok((processed, files))
}
