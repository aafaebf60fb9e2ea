//! The product's address on the site: its name without marks, with a part of its id where another product has that already.

use kernel::{ProductId, text};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use crate::entity::product;

/// Room for the hyphen and the longest part of the id.
const MAX_BASE: usize = text::MAX_SLUG - 13;

/// The addresses to try, in order.
pub(crate) fn candidates(name: &str, id: ProductId) -> [String; 3] {
    let base = base(name);
    let hex = id.0.simple().to_string();
    // The end of a UUIDv7 is random.
    let tail = |length: usize| format!("{base}-{}", &hex[hex.len() - length..]);
    [base.clone(), tail(4), tail(12)]
}

fn base(name: &str) -> String {
    let slug = text::slugify(name);
    match slug.get(..MAX_BASE) {
        _ if slug.is_empty() => "san-pham".to_owned(),
        None => slug,
        Some(head) => head[..head.rfind('-').unwrap_or(MAX_BASE)].to_owned(),
    }
}

/// The first that no other product has.
pub(crate) async fn available(db: &impl ConnectionTrait, name: &str, id: ProductId) -> Result<String, DbErr> {
    let candidates = candidates(name, id);
    for slug in &candidates[..2] {
        let others = product::Entity::find()
            .filter(product::Column::Slug.eq(slug))
            .filter(product::Column::Id.ne(id.0))
            .count(db)
            .await?;
        if others == 0 {
            return Ok(slug.clone());
        }
    }
    let [.., last] = candidates;
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_slugs_of_bounded_length() {
        let id = ProductId(uuid::Uuid::from_u128(0xabcd_ef01_2345_6789));
        assert_eq!(candidates("Cam Khe Mây", id), ["cam-khe-may", "cam-khe-may-6789", "cam-khe-may-ef0123456789"]);
        assert_eq!(candidates("♥♥♥", id)[0], "san-pham");
        for name in ["bưởi ".repeat(24), "x".repeat(120)] {
            assert!(candidates(&name, id).iter().all(|slug| text::is_slug(slug)), "{name}");
        }
    }
}
