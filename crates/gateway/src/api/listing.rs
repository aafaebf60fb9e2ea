//! What the API's lists share.

use catalogue::Cursor;
use kernel::{FieldErrors, Fields, Page, Problem, page::MAX_DEPTH};
use search_indexer::PhotoRef;
use serde::Serialize;
use utoipa::ToSchema;

/// How many items a page holds unless asked, and at most.
const PER_PAGE: u32 = 24;
const MAX_PER_PAGE: u32 = 100;

/// A page of items.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// How many there are in all, exactly.
    pub total: u64,
    pub page: u32,
    pub per_page: u32,
}

/// A page of items that are paged by key.
#[derive(Debug, Serialize, ToSchema)]
pub struct Keyed<T> {
    pub items: Vec<T>,
    /// What `after` is on the next page; `null` on the last one.
    pub next: Option<String>,
}

impl<T> Keyed<T> {
    /// The first `per_page` of what was found; there is a next page where more was found.
    pub fn cut(mut items: Vec<T>, per_page: u64, key: impl Fn(&T) -> Cursor) -> Self {
        let per_page = usize::try_from(per_page).unwrap_or(usize::MAX);
        let is_more = items.len() > per_page;
        items.truncate(per_page);
        let next = items.last().filter(|_| is_more).map(|last| key(last).to_string());
        Self { items, next }
    }

    /// The same where several pages, each the newest first and one longer than `per_page`, were put together.
    pub fn cut_sorted(mut items: Vec<T>, per_page: u64, key: impl Fn(&T) -> Cursor) -> Self {
        items.sort_by_key(|item| {
            let key = key(item);
            std::cmp::Reverse((key.at, key.id))
        });
        Self::cut(items, per_page, key)
    }

    pub fn map<U>(self, shown: impl FnMut(T) -> U) -> Keyed<U> {
        Keyed { items: self.items.into_iter().map(shown).collect(), next: self.next }
    }
}

/// `after` and `per_page`.
pub fn keyed(fields: &Fields, errors: &mut FieldErrors) -> (Option<Cursor>, u64) {
    let after = fields.get("after");
    let cursor = after.parse().ok();
    if cursor.is_none() && !after.is_empty() {
        errors.add("after", Problem::NotAChoice);
    }
    (cursor, number(fields, errors, "per_page", PER_PAGE, MAX_PER_PAGE).into())
}

/// A picture, in widths that exist.
#[derive(Debug, Serialize, ToSchema)]
pub struct Picture {
    /// Address of the JPEG of medium width.
    pub url: String,
    /// `srcset` of the WebP variants.
    pub webp: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

impl From<&PhotoRef> for Picture {
    fn from(photo: &PhotoRef) -> Self {
        let width =
            photo.widths.iter().copied().find(|width| *width >= 640).or(photo.widths.last().copied()).unwrap_or(0);
        let webp: Vec<String> =
            photo.widths.iter().map(|width| format!("/anh/{}-{width}.webp {width}w", photo.id)).collect();
        Self {
            url: format!("/anh/{}-{width}.jpg", photo.id),
            webp: webp.join(", "),
            width: photo.width,
            height: photo.height,
            alt: photo.alt.clone(),
        }
    }
}

/// `page` and `per_page`, with `page × per_page ≤ 1,000`.
pub fn page(fields: &Fields, errors: &mut FieldErrors) -> Page {
    let per_page = number(fields, errors, "per_page", PER_PAGE, MAX_PER_PAGE);
    let asked = number(fields, errors, "page", 1, MAX_DEPTH);
    Page::new(asked, per_page).unwrap_or_else(|| {
        errors.add("page", Problem::TooLarge(i64::from(MAX_DEPTH / per_page)));
        Page { number: 1, per_page }
    })
}

fn number(fields: &Fields, errors: &mut FieldErrors, name: &str, default: u32, max: u32) -> u32 {
    let text = fields.get(name);
    if text.is_empty() {
        return default;
    }
    let problem = match text.parse::<u64>().ok().and_then(|n| u32::try_from(n).ok()) {
        Some(0) => Problem::TooSmall(1),
        Some(n) if n <= max => return n,
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => Problem::TooLarge(i64::from(max)),
        _ => Problem::NotANumber,
    };
    errors.add(name, problem);
    default
}

/// The parameters of an address.
pub fn fields(query: Option<&str>) -> Fields {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).take(200);
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
