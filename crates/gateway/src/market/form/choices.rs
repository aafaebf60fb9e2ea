//! What the form of an offer offers to choose from.

use catalogue::State as Listed;
use kernel::Fields;
use offers::Trader;

use super::Typed;
use crate::{AppError, state::App};

/// So many listed products are offered to choose from.
const PRODUCTS: u64 = 500;
const STEP_ROWS: usize = 4;

/// The price steps as typed, with rows to fill in.
pub fn steps(fields: &Fields) -> Vec<(String, String)> {
    let prices = fields.all("step_price").chain(std::iter::repeat(""));
    let mut rows: Vec<(String, String)> =
        fields.all("step_from").zip(prices).map(|(from, price)| (from.to_owned(), price.to_owned())).collect();
    rows.retain(|(from, price)| !(from.is_empty() && price.is_empty()));
    let empty = STEP_ROWS.saturating_sub(rows.len()).max(1);
    rows.extend(std::iter::repeat_n((String::new(), String::new()), empty));
    rows
}

/// Whether something in the folded part was filled in or is wrong.
pub fn more_open(typed: &Typed) -> bool {
    const MORE: [&str; 11] = [
        "min_lot",
        "step_from",
        "step_price",
        "packaging",
        "available_from",
        "certificates",
        "forward",
        "harvest_from",
        "harvest_until",
        "expected_quantity",
        "delivery_note",
    ];
    MORE.iter().any(|name| typed.errors.get(name).is_some() || typed.fields.has(name))
}

pub async fn products(app: &App, trader: &Trader) -> Result<Vec<(String, String)>, AppError> {
    let Some(member) = trader.member else { return Ok(Vec::new()) };
    let found =
        catalogue::queries::page_for_member(app.db.read(), member, Some(Listed::Listed), None, PRODUCTS).await?;
    let mut all: Vec<_> = found.into_iter().map(|product| (product.id.to_string(), product.content.name)).collect();
    all.sort_by_cached_key(|(_, name)| kernel::text::collation_key(name));
    Ok(all)
}
