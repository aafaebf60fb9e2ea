//! Offers to sell and to buy, what is quoted and said on them, and the deals that come of it.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

// `party_id` is the member, or the account of a buyer without one: ids are unique over all tables, so one column finds
// what is whose. Quantities are thousandths of `unit_code`, prices whole đồng for one unit.
const UP: &str = "
CREATE TABLE offer (
    id {uuid} NOT NULL PRIMARY KEY,
    kind text NOT NULL CONSTRAINT offer_kind_check CHECK (kind IN ('sell', 'buy')),
    state text NOT NULL,
    cause text NOT NULL DEFAULT '',
    account_id {uuid} NOT NULL REFERENCES account (id),
    member_id {uuid} REFERENCES member (id),
    party_id {uuid} NOT NULL,
    product_id {uuid} REFERENCES product (id),
    stall_id {uuid} REFERENCES stall (id),
    commodity_id {uuid} REFERENCES commodity (id),
    category_code text REFERENCES category (code),
    title text NOT NULL DEFAULT '',
    quantity bigint NOT NULL CONSTRAINT offer_quantity_check CHECK (quantity > 0),
    quantity_remaining bigint NOT NULL,
    unit_code text NOT NULL,
    pack_quantity bigint CONSTRAINT offer_pack_check CHECK (pack_quantity IS NULL OR pack_quantity > 0),
    pack_unit text NOT NULL DEFAULT '',
    price bigint CONSTRAINT offer_price_check CHECK (price IS NULL OR price > 0),
    min_lot bigint CONSTRAINT offer_min_lot_check CHECK (min_lot IS NULL OR min_lot BETWEEN 1 AND quantity),
    price_steps text NOT NULL DEFAULT '[]',
    commune_code text NOT NULL,
    place text NOT NULL DEFAULT '',
    delivery text NOT NULL CONSTRAINT offer_delivery_check CHECK (delivery IN ('pickup', 'delivered', 'agreed')),
    delivery_note text NOT NULL DEFAULT '',
    packaging text NOT NULL DEFAULT '',
    quality text NOT NULL DEFAULT '',
    available_from {date},
    available_until {date},
    valid_until {date} NOT NULL,
    harvest_from {date},
    harvest_until {date},
    expected_quantity bigint,
    max_quotes integer CONSTRAINT offer_max_quotes_check CHECK (max_quotes IS NULL OR max_quotes > 0),
    quotes integer NOT NULL DEFAULT 0 CONSTRAINT offer_quotes_check CHECK (quotes >= 0),
    contact text NOT NULL CONSTRAINT offer_contact_check CHECK (contact IN ('never', 'deal', 'thread')),
    reason text NOT NULL DEFAULT '',
    submitted_at {time},
    decided_at {time},
    opened_at {time},
    ended_at {time},
    version bigint NOT NULL DEFAULT 1,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT offer_state_check CHECK (
        (state IN ('draft', 'submitted', 'open', 'changes_requested', 'rejected', 'expired', 'withdrawn') AND cause = '')
        OR (state = 'hidden' AND cause IN ('owner', 'officer', 'floor'))
        OR (state = 'closed' AND cause IN ('owner', 'used_up', 'quotes', 'listing'))),
    CONSTRAINT offer_party_check CHECK (party_id = COALESCE(member_id, account_id)),
    CONSTRAINT offer_subject_check CHECK (
        (kind = 'sell' AND product_id IS NOT NULL AND stall_id IS NOT NULL AND member_id IS NOT NULL)
        OR (kind = 'buy' AND product_id IS NULL AND (category_code IS NOT NULL OR title <> ''))),
    CONSTRAINT offer_remaining_check CHECK (quantity_remaining BETWEEN 0 AND quantity),
    CONSTRAINT offer_quotes_full_check CHECK (max_quotes IS NULL OR quotes <= max_quotes),
    CONSTRAINT offer_harvest_check CHECK ((harvest_from IS NULL) = (harvest_until IS NULL) AND (harvest_from IS NULL) = (expected_quantity IS NULL)),
    CONSTRAINT offer_harvest_dates_check CHECK (harvest_from IS NULL OR harvest_from <= harvest_until),
    CONSTRAINT offer_available_check CHECK (available_from IS NULL OR available_until IS NULL OR available_from <= available_until)
);
CREATE INDEX offer_waiting ON offer (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX offer_opened ON offer (opened_at, id) WHERE state = 'open';
CREATE INDEX offer_open ON offer (kind, opened_at, id) WHERE state = 'open';
CREATE INDEX offer_open_commodity ON offer (commodity_id, kind, opened_at, id) WHERE state = 'open';
CREATE INDEX offer_open_category ON offer (category_code, kind, opened_at, id) WHERE state = 'open';
CREATE INDEX offer_open_commune ON offer (commune_code, kind, opened_at, id) WHERE state = 'open';
CREATE INDEX offer_open_stall ON offer (stall_id, opened_at, id) WHERE state = 'open';
CREATE INDEX offer_forward ON offer (opened_at, id) WHERE state = 'open' AND harvest_from IS NOT NULL;
CREATE INDEX offer_party ON offer (party_id, updated_at, id);
CREATE INDEX offer_product ON offer (product_id, state, opened_at, id) WHERE product_id IS NOT NULL;
CREATE INDEX offer_due ON offer (valid_until, id) WHERE state IN ('submitted', 'open', 'hidden');
CREATE TABLE offer_decision (
    id {uuid} NOT NULL PRIMARY KEY,
    offer_id {uuid} NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    officer_id {uuid} NOT NULL REFERENCES account (id),
    verb text NOT NULL CONSTRAINT offer_decision_verb_check CHECK (verb IN ('approve', 'request_changes', 'reject')),
    day {date} NOT NULL,
    decided_at {time} NOT NULL
);
CREATE INDEX offer_decision_day ON offer_decision (day, officer_id);
CREATE TABLE offer_trust (
    member_id {uuid} NOT NULL PRIMARY KEY REFERENCES member (id),
    officer_id {uuid} NOT NULL REFERENCES account (id),
    reason text NOT NULL,
    since {time} NOT NULL
);
CREATE TABLE quote_thread (
    id {uuid} NOT NULL PRIMARY KEY,
    offer_id {uuid} NOT NULL REFERENCES offer (id),
    owner_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL REFERENCES account (id),
    member_id {uuid} REFERENCES member (id),
    party_id {uuid} NOT NULL,
    contact text NOT NULL CONSTRAINT quote_thread_contact_check CHECK (contact IN ('never', 'deal', 'thread')),
    last_quote_id {uuid},
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT quote_thread_party_check CHECK (party_id = COALESCE(member_id, account_id)),
    CONSTRAINT quote_thread_own_check CHECK (party_id <> owner_id)
);
CREATE UNIQUE INDEX quote_thread_party_key ON quote_thread (offer_id, party_id);
CREATE INDEX quote_thread_party ON quote_thread (party_id, updated_at, id);
CREATE INDEX quote_thread_owner ON quote_thread (owner_id, updated_at, id);
CREATE TABLE quote (
    id {uuid} NOT NULL PRIMARY KEY,
    thread_id {uuid} NOT NULL REFERENCES quote_thread (id),
    offer_id {uuid} NOT NULL REFERENCES offer (id),
    previous_id {uuid} REFERENCES quote (id),
    by_owner {bool} NOT NULL,
    account_id {uuid} NOT NULL REFERENCES account (id),
    state text NOT NULL CONSTRAINT quote_state_check CHECK (state IN ('sent', 'accepted', 'declined', 'withdrawn', 'expired', 'countered')),
    price bigint NOT NULL CONSTRAINT quote_price_check CHECK (price > 0),
    quantity bigint NOT NULL CONSTRAINT quote_quantity_check CHECK (quantity > 0),
    terms text NOT NULL DEFAULT '',
    valid_until {date} NOT NULL,
    created_at {time} NOT NULL,
    decided_at {time}
);
CREATE UNIQUE INDEX quote_one_sent ON quote (thread_id) WHERE state = 'sent';
CREATE UNIQUE INDEX quote_previous_key ON quote (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX quote_thread_id ON quote (thread_id, created_at, id);
CREATE INDEX quote_due ON quote (valid_until, id) WHERE state = 'sent';
CREATE INDEX quote_offer_sent ON quote (offer_id) WHERE state = 'sent';
CREATE TABLE deal (
    id {uuid} NOT NULL PRIMARY KEY,
    offer_id {uuid} NOT NULL REFERENCES offer (id),
    thread_id {uuid} NOT NULL REFERENCES quote_thread (id),
    quote_id {uuid} NOT NULL REFERENCES quote (id),
    seller_id {uuid} NOT NULL,
    buyer_id {uuid} NOT NULL,
    state text NOT NULL CONSTRAINT deal_state_check CHECK (state IN ('agreed', 'completed', 'cancelled')),
    price bigint NOT NULL CONSTRAINT deal_price_check CHECK (price > 0),
    quantity bigint NOT NULL CONSTRAINT deal_quantity_check CHECK (quantity > 0),
    unit_code text NOT NULL,
    amount bigint NOT NULL CONSTRAINT deal_amount_check CHECK (amount >= 0),
    reason text NOT NULL DEFAULT '',
    agreed_at {time} NOT NULL,
    ended_at {time}
);
CREATE UNIQUE INDEX deal_quote_key ON deal (quote_id);
CREATE INDEX deal_offer ON deal (offer_id, agreed_at, id);
CREATE INDEX deal_thread ON deal (thread_id);
CREATE INDEX deal_seller ON deal (seller_id, agreed_at, id);
CREATE INDEX deal_buyer ON deal (buyer_id, agreed_at, id);
CREATE TABLE thread_message (
    id {uuid} NOT NULL PRIMARY KEY,
    thread_id {uuid} NOT NULL REFERENCES quote_thread (id),
    kind text NOT NULL CONSTRAINT thread_message_kind_check CHECK (kind IN ('text', 'sent', 'countered', 'accepted', 'declined', 'withdrawn', 'expired', 'completed', 'cancelled', 'hidden', 'shown')),
    quote_id {uuid} REFERENCES quote (id),
    account_id {uuid} REFERENCES account (id),
    by_owner {bool},
    body text NOT NULL DEFAULT '',
    created_at {time} NOT NULL
);
CREATE INDEX thread_message_thread ON thread_message (thread_id, created_at, id);
";

const DOWN: &str = "
DROP TABLE thread_message;
DROP TABLE deal;
DROP TABLE quote;
DROP TABLE quote_thread;
DROP TABLE offer_trust;
DROP TABLE offer_decision;
DROP TABLE offer;
";
