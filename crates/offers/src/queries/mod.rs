//! Read models. Lists are bounded, paged by key, and cost the same few queries at any length.

mod deals;
mod desk;
mod lists;
mod mine;
mod threads;

pub use deals::{deal_for, deals_in_thread, deals_on_offer, page_deals};
pub use desk::{
    ConsoleFilter, Figures, Processed, Trusted, count_waiting, decisions_by_day, figures, page_offers, page_trusted,
    trust_of, waiting_offers,
};
pub use lists::{OpenFilter, count_open, offers_by_ids, open_offer, page_open, page_open_at, page_open_ids};
pub use mine::{count_by_state, offer_by_id, offer_for, page_for};
pub use threads::{
    Negotiation, ThreadLine, attachment, attachments_of, count_my_turn, messages_of, page_threads,
    page_threads_of_offer, quote_for, quotes_of, thread_behind, thread_by_id, thread_for, thread_on, threads_by_ids,
};
