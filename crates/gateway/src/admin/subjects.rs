//! What a thing is called and where its page in the console is.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use kernel::{AccountId, Locale};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{offer_thread, offer_words, queue::Kind};

/// The name of something that can wait.
pub async fn name(db: &impl ConnectionTrait, l: Locale, kind: Kind, id: Uuid) -> Result<Option<String>, DbErr> {
    Ok(match kind {
        Kind::Member => members::queries::member(db, id.into()).await?.map(|member| member.name),
        Kind::Stall => members::queries::shop(db, id.into()).await?.map(|shop| shop.stall.name),
        Kind::Product => product(db, l, id).await?,
        Kind::Revision => match catalogue::queries::revision_by_id(db, id.into()).await? {
            Some(revision) => product(db, l, revision.product_id.0).await?,
            None => None,
        },
        Kind::Offer => match offers::queries::offer_by_id(db, id.into()).await? {
            Some(offer) => Some(offer_words::name(db, l, &offer).await?),
            None => None,
        },
        Kind::Phone => accounts::find_account(db, id.into()).await?.map(|account| account.display_name),
    })
}

async fn product(db: &impl ConnectionTrait, l: Locale, id: Uuid) -> Result<Option<String>, DbErr> {
    let found = catalogue::queries::product_by_id(db, id.into()).await?;
    Ok(found.map(|product| product.content.name_in(l).to_owned()))
}

/// A subject of the audit log: its name and its page, each empty when there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub path: String,
}

/// Names and pages of the subjects of one page of the log: few, so each is looked up by its key.
pub async fn named(
    db: &impl ConnectionTrait,
    l: Locale,
    subjects: Vec<(String, Uuid)>,
) -> Result<HashMap<Uuid, Named>, DbErr> {
    let mut known = HashMap::new();
    for (kind, id) in subjects {
        if let Entry::Vacant(place) = known.entry(id) {
            place.insert(one(db, l, &kind, id).await?);
        }
    }
    Ok(known)
}

async fn one(db: &impl ConnectionTrait, l: Locale, kind: &str, id: Uuid) -> Result<Named, DbErr> {
    let waiting = match kind {
        "member" => Some(Kind::Member),
        "stall" => Some(Kind::Stall),
        "product" => Some(Kind::Product),
        "offer" => Some(Kind::Offer),
        "account" => Some(Kind::Phone),
        _ => None,
    };
    if let Some(kind) = waiting {
        let found = name(db, l, kind, id).await?;
        return Ok(found.map(|name| Named { name, path: kind.path(id) }).unwrap_or_default());
    }
    Ok(match kind {
        "commodity" => catalogue::queries::find_commodity(db, id.into())
            .await?
            .map(|one| Named { name: one.name(l).to_owned(), path: format!("/quan-tri/mat-hang/{id}") }),
        "category" => {
            let code = category_code(id);
            let all = catalogue::queries::all_categories(db).await?;
            all.into_iter()
                .find(|one| one.code == code)
                .map(|one| Named { name: one.name(l).to_owned(), path: format!("/quan-tri/nganh-hang/{code}") })
        }
        "quote" | "deal" | "message" => match offers::queries::thread_behind(db, kind, id).await? {
            Some((offer, thread)) => {
                let path = offer_thread::path(offer, thread);
                name(db, l, Kind::Offer, offer.0).await?.map(|name| Named { name, path })
            }
            None => None,
        },
        _ => None,
    }
    .unwrap_or_default())
}

/// A category's subject id is its code's bytes.
fn category_code(id: Uuid) -> String {
    id.as_bytes().iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
}

/// The name of an actor, or what stands for it.
#[must_use]
pub fn actor(l: Locale, line: &database::audit::Line, names: &BTreeMap<AccountId, String>) -> String {
    match (line.actor, line.actor_kind.as_str()) {
        (Some(id), _) => names
            .get(&AccountId(id))
            .cloned()
            .unwrap_or_else(|| l.t("Tài khoản đã xoá", "A deleted account").to_owned()),
        (None, "system") => l.t("Hệ thống", "The system").to_owned(),
        (None, _) => l.t("Khách", "A visitor").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_found_again_from_its_subject() {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(b"0101");
        assert_eq!(category_code(Uuid::from_bytes(bytes)), "0101");
    }
}
