//! What happened to offers, quotes and deals. Followers reload the subject by its id.

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal),+ $(,)?) => {
        /// The subject is the offer, the quote, the deal or the message, as the kind's first word says. Events of quotes, deals and
        /// messages carry `offer` and `thread`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[$doc])* $variant,)+
        }

        impl Event {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The outbox's `kind` and the audit log's `action`.
            #[must_use]
            pub fn kind(self) -> &'static str {
                match self { $(Self::$variant => $kind,)+ }
            }

            #[must_use]
            pub fn from_kind(kind: &str) -> Option<Self> {
                match kind { $($kind => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

events! {
    OfferSubmitted = "offer.submitted",
    /// Everybody sees it from now on.
    OfferOpened = "offer.opened",
    OfferChangesRequested = "offer.changes_requested",
    OfferRejected = "offer.rejected",
    OfferHidden = "offer.hidden",
    OfferShown = "offer.shown",
    /// What remains of it has changed, or its owner changed it.
    OfferChanged = "offer.changed",
    /// It was used up, until one of its deals was called off.
    OfferReopened = "offer.reopened",
    OfferClosed = "offer.closed",
    OfferWithdrawn = "offer.withdrawn",
    OfferExpired = "offer.expired",
    QuoteSent = "quote.sent",
    /// The subject is the new quote.
    QuoteCountered = "quote.countered",
    QuoteAccepted = "quote.accepted",
    QuoteDeclined = "quote.declined",
    QuoteWithdrawn = "quote.withdrawn",
    QuoteExpired = "quote.expired",
    DealAgreed = "deal.agreed",
    DealCompleted = "deal.completed",
    DealCancelled = "deal.cancelled",
    MessageSent = "message.sent",
}
