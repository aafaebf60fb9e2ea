//! Times, visitors and recorders of the tests.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Clock, CommodityId, Ctx, ProductId, StallId};
use statistics::{Event, Recorder, Source, View, VisitorHash};
use uuid::Uuid;

pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon in Hà Tĩnh.
pub fn noon() -> DateTime<Utc> {
    at("2026-11-20T05:00:00Z")
}

pub fn recorder() -> Recorder {
    Recorder::new(Clock::Fixed(noon()))
}

pub fn id() -> Uuid {
    Ctx::system(noon()).new_id()
}

/// The visitor behind the address 203.0.113.`n`.
pub fn visitor(recorder: &Recorder, n: u8, now: DateTime<Utc>) -> VisitorHash {
    recorder.visitor_at(IpAddr::from([203, 0, 113, n]), FIREFOX, now).unwrap()
}

pub fn page(recorder: &Recorder, n: u8, now: DateTime<Utc>) {
    recorder.record_at(shown(View::Page, visitor(recorder, n, now)), now);
}

/// A page that was opened by its address.
pub fn shown(view: View, visitor: VisitorHash) -> Event {
    Event::Page { visitor, view, source: Source::Direct, campaign: None }
}

/// A product's page, of a stall that nobody asks for.
pub fn product(id: ProductId, commodity: Option<CommodityId>) -> View {
    View::Product { id, commodity, stall: StallId(uuid::Uuid::from_u128(1)) }
}
