//! Read models. Lists are bounded, paged by key, and cost the same few queries at any length.

mod census;
mod deals;
mod desk;
mod lists;
mod mine;
mod threads;

pub use census::{Dealt, Trade, count_open_at, each_deal_between, products_offered_at, trade_of};
pub use deals::{deal_for, deals_in_thread, page_deals};
pub use desk::{
    ConsoleFilter, Figures, Processed, Trusted, decisions_by_day, figures, page_offers, page_trusted, waiting_offers,
};
pub use lists::{OpenFilter, count_open, offers_by_ids, open_offer, page_open, page_open_ids};
pub use mine::{count_by_state, offer_by_id, offer_for, page_for};
pub use threads::{
    Negotiation, ThreadLine, count_my_turn, messages_of, page_threads, page_threads_of_offer, quotes_of, thread_by_id,
    thread_for,
};
