//! Read models. Lists are bounded, paged by key, and cost the same few queries at any length.

mod census;
mod deals;
mod desk;
mod harvest;
mod index;
mod lists;
mod mine;
mod threads;

pub use census::{Dealt, Trade, count_open_at, each_deal_between, products_offered_at, trade_of};
pub use deals::{deal_by_id, deal_for, deals_in_thread, deals_on_offer, page_deals};
pub use desk::{
    ConsoleFilter, Figures, Processed, Trusted, count_waiting, decisions_by_day, figures, page_offers, page_trusted,
    trust_of, waiting_offers,
};
pub use harvest::{count_open_by_commodity, harvest_windows, harvested_between};
pub use index::{IndexGroup, count_for_index, documents_for_index, page_open_ids};
pub(crate) use lists::newest_open;
pub use lists::{OpenFilter, count_open, offers_by_ids, open_offer, page_open, page_open_at};
pub use mine::{count_by_state, offer_by_id, offer_for, page_for};
pub use threads::{
    Negotiation, ThreadLine, attachment, attachments_of, count_my_turn, message_by_id, messages_of, offer_ended_by,
    page_threads, page_threads_of_offer, quote_by_id, quote_for, quotes_by_ids, quotes_of, thread_behind, thread_by_id,
    thread_for, thread_on, threads_by_ids, who_said,
};
