//! What people are told, with the sentence for each.

use kernel::Locale;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $vi:literal, $en:literal;)+) => {
        /// The subject is what the sentence is about; its name stands in the sentence's quotation marks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)+
        }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// As a sentence without its full stop.
            #[must_use]
            pub fn sentence(self, l: Locale, title: &str) -> String {
                match self { $(Self::$variant => l.t($vi, $en).replace("{}", title),)+ }
            }
        }
    };
}

kinds! {
    /// The subject is one's own offer, the counterpart the other's.
    BuyerFound = "buyer_found", "Có chào mua phù hợp với chào bán “{}” của bạn", "An offer to buy matches your offer to sell “{}”";
    SellerFound = "seller_found", "Có chào bán phù hợp với chào mua “{}” của bạn", "An offer to sell matches your offer to buy “{}”";
    /// Of what one follows.
    SellOpened = "sell_opened", "Chào bán mới: “{}”", "New offer to sell: “{}”";
    BuyOpened = "buy_opened", "Chào mua mới: “{}”", "New offer to buy: “{}”";
    ProductListed = "product_listed", "Sản phẩm mới trên Sàn: “{}”", "New on the floor: “{}”";
    /// The subject is the quote.
    QuoteReceived = "quote_received", "Bạn nhận được báo giá cho “{}”", "You received a quote on “{}”";
    QuoteCountered = "quote_countered", "Bên kia trả giá lại cho “{}”", "The other side made a counter-offer on “{}”";
    QuoteAccepted = "quote_accepted", "Báo giá của bạn cho “{}” đã được chấp nhận", "Your quote on “{}” was accepted";
    QuoteDeclined = "quote_declined", "Báo giá của bạn cho “{}” đã bị từ chối", "Your quote on “{}” was declined";
    QuoteWithdrawn = "quote_withdrawn", "Bên kia đã rút báo giá cho “{}”", "The other side withdrew its quote on “{}”";
    QuoteExpired = "quote_expired", "Báo giá cho “{}” đã hết hạn", "The quote on “{}” has expired";
    /// The offer ended before the quote did, and how.
    SellerWithdrew = "quote_seller_withdrew", "Người bán đã rút chào hàng “{}”; báo giá của bạn kết thúc", "The seller withdrew the offer “{}”; your quote ended with it";
    BuyerWithdrew = "quote_buyer_withdrew", "Người mua đã rút chào hàng “{}”; báo giá của bạn kết thúc", "The buyer withdrew the offer “{}”; your quote ended with it";
    SellerClosed = "quote_seller_closed", "Người bán đã đóng chào hàng “{}”; báo giá của bạn kết thúc", "The seller closed the offer “{}”; your quote ended with it";
    BuyerClosed = "quote_buyer_closed", "Người mua đã đóng chào hàng “{}”; báo giá của bạn kết thúc", "The buyer closed the offer “{}”; your quote ended with it";
    QuoteUsedUp = "quote_used_up", "Chào hàng “{}” đã chốt hết số lượng; báo giá của bạn kết thúc", "The whole quantity of “{}” is agreed on; your quote ended with it";
    QuoteDelisted = "quote_delisted", "Chào hàng “{}” đã đóng vì hàng không còn trên Sàn; báo giá của bạn kết thúc", "The offer “{}” closed since its goods are no longer listed; your quote ended with it";
    QuoteOfferExpired = "quote_offer_expired", "Chào hàng “{}” đã hết hạn; báo giá của bạn kết thúc", "The offer “{}” has expired; your quote ended with it";
    /// The subject is the deal.
    DealAgreed = "deal_agreed", "Hai bên đã chốt thoả thuận về “{}”", "You have a deal on “{}”";
    DealCompleted = "deal_completed", "Thoả thuận về “{}” đã hoàn thành", "The deal on “{}” is completed";
    DealCancelled = "deal_cancelled", "Thoả thuận về “{}” đã bị huỷ", "The deal on “{}” was cancelled";
    /// The subject is the message.
    MessageReceived = "message_received", "Bạn có tin nhắn mới về “{}”", "You have a new message about “{}”";
    /// The subject is one's own offer.
    OfferApproved = "offer_approved", "Chào hàng “{}” của bạn đã được duyệt", "Your offer “{}” was approved";
    OfferChangesRequested = "offer_changes_requested", "Chào hàng “{}” của bạn cần bổ sung", "Your offer “{}” needs changes";
    OfferRejected = "offer_rejected", "Chào hàng “{}” của bạn không được duyệt", "Your offer “{}” was not approved";
    OfferHidden = "offer_hidden", "Chào hàng “{}” của bạn đang tạm ẩn", "Your offer “{}” is hidden for now";
    OfferShown = "offer_shown", "Chào hàng “{}” của bạn đã hiện lại", "Your offer “{}” is shown again";
    OfferReopened = "offer_reopened", "Một thoả thuận bị huỷ: chào hàng “{}” của bạn lại còn số lượng và đã mở lại", "A deal was called off: your offer “{}” has something to give again and is open again";
    OfferClosed = "offer_closed", "Chào hàng “{}” của bạn đã đóng", "Your offer “{}” is closed";
    OfferExpired = "offer_expired", "Chào hàng “{}” của bạn đã hết hạn", "Your offer “{}” has expired";
}

impl Kind {
    /// The codes of those that go out as mails of their own.
    pub(crate) fn mailed_at_once() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(|kind| kind.is_mailed_at_once()).map(|kind| kind.code())
    }

    /// The codes of those that lead to a talk: a quote, its end, a deal or words.
    pub(crate) fn of_talks() -> impl Iterator<Item = &'static str> {
        let talks = ["quote_", "deal_", "message_"];
        Self::ALL.iter().map(|kind| kind.code()).filter(move |code| talks.iter().any(|begin| code.starts_with(begin)))
    }

    /// Whether it goes out as a mail of its own, since it waits for an answer or ends something: the morning's mail leaves it out.
    #[must_use]
    pub fn is_mailed_at_once(self) -> bool {
        matches!(
            self,
            Self::QuoteReceived
                | Self::QuoteCountered
                | Self::QuoteAccepted
                | Self::QuoteDeclined
                | Self::DealCancelled
                | Self::OfferApproved
                | Self::OfferChangesRequested
                | Self::OfferRejected
                | Self::OfferHidden
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_code_and_names_its_subject() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
            for l in Locale::ALL {
                assert!(kind.sentence(l, "Cam Khe Mây").contains("“Cam Khe Mây”"), "{kind:?}");
            }
        }
    }
}
