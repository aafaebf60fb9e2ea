//! The photos of a product: rows of a draft, part of the revision once it was approved.

use kernel::{Ctx, MemberId, Problem, ProductId, RevisionId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{Error, MAX_PHOTOS, Photo, Verb, journal, merge_approved, propose, store};

/// Replaces all photos. Answers with the revision in which the change waits, `None` where it was made at once (in a draft).
pub async fn set_photos(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    photos: Vec<Photo>,
) -> Result<Option<RevisionId>, Error> {
    edit(txn, ctx, member, id, |all| {
        *all = photos;
        Ok(())
    })
    .await
}

/// Adds a photo at the end. A picture that is there already is not added twice.
pub async fn add_photo(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    photo: Photo,
) -> Result<Option<RevisionId>, Error> {
    edit(txn, ctx, member, id, |all| {
        if all.iter().all(|other| other.picture_id != photo.picture_id) {
            all.push(photo);
        }
        Ok(())
    })
    .await
}

/// Moves a photo to another place; 0 is the first, the one on cards. Beyond the end is the end.
pub async fn move_photo(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    picture: &str,
    to: usize,
) -> Result<Option<RevisionId>, Error> {
    edit(txn, ctx, member, id, |all| {
        let photo = all.remove(place(all, picture)?);
        all.insert(to.min(all.len()), photo);
        Ok(())
    })
    .await
}

pub async fn remove_photo(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    picture: &str,
) -> Result<Option<RevisionId>, Error> {
    edit(txn, ctx, member, id, |all| {
        all.remove(place(all, picture)?);
        Ok(())
    })
    .await
}

fn place(all: &[Photo], picture: &str) -> Result<usize, Error> {
    all.iter().position(|photo| photo.picture_id == picture).ok_or(Error::NotFound)
}

async fn edit(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: ProductId,
    change: impl FnOnce(&mut Vec<Photo>) -> Result<(), Error>,
) -> Result<Option<RevisionId>, Error> {
    let row = store::lock_own(txn, member, id).await?;
    let is_draft = row.state().after(Verb::Save).is_some();
    if !is_draft {
        row.state().take(Verb::Propose)?;
    }
    let live = store::content(txn, &row).await?;
    let open = if is_draft { None } else { store::open_revision(txn, row.id).await? };
    let old = match &open {
        Some(open) => merge_approved(&live, &open.content()),
        None => live,
    };
    let mut new = old.clone();
    change(&mut new.photos)?;
    if new.photos.len() > MAX_PHOTOS {
        return Err(Error::invalid("photos", Problem::TooMany(MAX_PHOTOS)));
    }
    if new.photos == old.photos {
        return Ok(open.map(|open| RevisionId(open.id)));
    }
    store::check_photos(txn, &new.photos).await?;
    if is_draft {
        store::put_photos(txn, row.id, &new.photos).await?;
        let row = store::update_product(txn, ctx, row).await?;
        journal::note(txn, ctx, "product.saved", &row, "", json!({ "photos": new.photos.len() })).await?;
        return Ok(None);
    }
    Ok(propose::take(txn, ctx, row, open, new).await?.revision)
}
