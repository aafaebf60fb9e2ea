//! Mails as files.

use std::{io, path::Path};

use chrono::{DateTime, Utc};
use kernel::Ctx;
use tokio::fs;

/// Writes one file whose name begins with the time; whoever reads the folder sees it whole or not at all.
pub(super) async fn write(folder: &Path, now: DateTime<Utc>, mail: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let name = format!("{}-{}", now.format("%Y%m%dT%H%M%S%.6fZ"), Ctx::system(now).new_id().simple());
    let unfinished = folder.join(format!("{name}.part"));
    fs::write(&unfinished, mail).await?;
    fs::rename(&unfinished, folder.join(format!("{name}.eml"))).await
}
