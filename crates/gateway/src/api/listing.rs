//! What the API's lists share.

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
    let mut number = |name: &str, default: u32, max: u32| match fields.get(name) {
        "" => default,
        text => match text.parse::<u64>().ok().and_then(|n| u32::try_from(n).ok()) {
            Some(0) => {
                errors.add(name, Problem::TooSmall(1));
                default
            }
            Some(n) if n <= max => n,
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                errors.add(name, Problem::TooLarge(i64::from(max)));
                default
            }
            _ => {
                errors.add(name, Problem::NotANumber);
                default
            }
        },
    };
    let per_page = number("per_page", PER_PAGE, MAX_PER_PAGE);
    let asked = number("page", 1, MAX_DEPTH);
    Page::new(asked, per_page).unwrap_or_else(|| {
        errors.add("page", Problem::TooLarge(i64::from(MAX_DEPTH / per_page)));
        Page { number: 1, per_page }
    })
}

/// The parameters of an address.
pub fn fields(query: Option<&str>) -> Fields {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).take(200);
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
