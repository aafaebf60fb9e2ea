//! The price board's weeks and lines, and what the season calendar counts by.

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

// `week` is its Monday. A line is about a commodity, or about what a category holds without one: then `commodity_id` is the nil UUID,
// else `category_code` is empty. An empty `commune_code` is the whole province.
// `unit_name` is what most call one `unit_code`: a pomelo is counted as `qua`, a lamb as `con`, and both as `cai`. Prices are whole đồng for one `unit_code`,
// `deal_quantity` thousandths of it.
const UP: &str = "
CREATE TABLE price_board_week (
    week {date} NOT NULL PRIMARY KEY,
    computed_at {time} NOT NULL,
    closed_at {time}
);
CREATE TABLE price_board (
    week {date} NOT NULL REFERENCES price_board_week (week),
    commodity_id {uuid} NOT NULL,
    category_code text NOT NULL,
    commune_code text NOT NULL,
    unit_code text NOT NULL,
    unit_name text NOT NULL,
    asked_offers integer NOT NULL,
    asked_parties integer NOT NULL,
    asked_outliers integer NOT NULL,
    asked_low bigint,
    asked_median bigint,
    asked_high bigint,
    bid_offers integer NOT NULL,
    bid_parties integer NOT NULL,
    bid_outliers integer NOT NULL,
    bid_low bigint,
    bid_median bigint,
    bid_high bigint,
    deals integer NOT NULL,
    deal_quantity bigint NOT NULL,
    deal_median bigint,
    PRIMARY KEY (week, commodity_id, category_code, commune_code, unit_code)
);
CREATE INDEX price_board_place ON price_board (commune_code, week);
CREATE INDEX price_board_subject ON price_board (commodity_id, category_code, commune_code, week);
CREATE INDEX offer_ended ON offer (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX offer_filled ON offer (updated_at, id) WHERE state = 'closed' AND cause = 'quotes';
CREATE INDEX offer_harvest ON offer (harvest_from, id) WHERE state = 'open' AND harvest_from IS NOT NULL;
CREATE INDEX deal_agreed ON deal (agreed_at, id);
CREATE INDEX product_listed_commodity ON product (commodity_id) WHERE state = 'listed' AND commodity_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX product_listed_commodity;
DROP INDEX deal_agreed;
DROP INDEX offer_harvest;
DROP INDEX offer_filled;
DROP INDEX offer_ended;
DROP TABLE price_board;
DROP TABLE price_board_week;
";
